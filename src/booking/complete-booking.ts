import type { Selectable } from 'kysely';
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

/** All that a booked trade brings with it, in the transaction that books it: positions and the confirmation. */
export async function completeBooking(tx: Tx, { row, accepted, at }: Booking): Promise<NewEvent> {
  const { account_id: accountId, rfq_id: rfqId } = row;
  for (const change of positionChanges(accepted)) await addToPosition(tx, { accountId, change, at });
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
      account: { accountId, name: account.name, clientClass: account.client_class },
      ...(await readParties(tx, accountId)),
      version: 1,
      issuedAt: at.getTime(),
    }),
  );
  return { accountId, rfqId, at: at.getTime(), type: 'trade.booked', data: trade };
}
