import { type Selectable, sql } from 'kysely';
import type { NewEvent } from '../audit/index.ts';
import type { Tx } from '../platform/database/database.ts';
import type { Schema } from '../platform/database/schema.ts';
import type { Accepted } from './accepted.ts';
import { confirmationOf } from './confirmation.ts';
import { insertConfirmation, readParties } from './confirmation-store.ts';
import { addToPosition, positionChanges, toTradeView } from './trades.ts';

interface Booking {
  /** The trade's row, in state `booked`. */
  readonly row: Selectable<Schema['trade']>;
  readonly accepted: Accepted;
  readonly at: Date;
}

/** All that a booked trade brings with it, in the transaction that books it: positions, freed credit, the confirmation. */
export async function completeBooking(tx: Tx, { row, accepted, at }: Booking): Promise<NewEvent> {
  const { account_id: accountId, rfq_id: rfqId } = row;
  for (const change of positionChanges(accepted)) await addToPosition(tx, { accountId, change, at });
  if (row.unwinds !== null) await freeCredit(tx, row.unwinds);
  const trade = toTradeView(row, { forStaff: false });
  const account = await tx
    .selectFrom('account')
    .select(['name', 'client_class'])
    .where('account_id', '=', accountId)
    .executeTakeFirstOrThrow();
  await insertConfirmation(
    tx,
    confirmationOf({
      trade,
      passport: accepted.passport,
      disclosure: accepted.disclosure,
      account: { accountId, name: account.name, clientClass: account.client_class },
      ...(await readParties(tx, accountId)),
      version: 1,
      issuedAt: at.getTime(),
    }),
  );
  return { accountId, rfqId, at: at.getTime(), type: 'trade.booked', data: trade };
}

/** The closed part of a trade uses no credit any more. Locked first, so that of two bookings the later sees both. */
async function freeCredit(tx: Tx, tradeId: string): Promise<void> {
  await tx.selectFrom('acceptance').select('trade_id').where('trade_id', '=', tradeId).forUpdate().execute();
  await sql`
    update acceptance set credit_use_usd = opened.credit_use_usd * (1 - closed.units / opened.quantity)
    from trade opened cross join lateral (
      select coalesce(sum(quantity), 0) as units from trade where unwinds = opened.trade_id and state = 'booked'
    ) closed
    where opened.trade_id = ${tradeId} and acceptance.trade_id = opened.trade_id`.execute(tx);
}
