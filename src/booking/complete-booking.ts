import { sql } from 'kysely';
import type { NewEvent } from '../audit/index.ts';
import type { Tx } from '../platform/database/database.ts';
import type { Accepted } from './accepted.ts';
import { issueConfirmation } from './confirmation-store.ts';
import { addToPosition, positionChanges, type TradeRow, toTradeView } from './trades.ts';

interface Booking {
  /** The trade's row, in state `booked`. */
  readonly row: TradeRow;
  readonly accepted: Accepted;
  readonly at: Date;
}

/** All that a booked trade brings with it, in the transaction that books it: positions, freed credit, the confirmation. */
export async function completeBooking(tx: Tx, { row, accepted, at }: Booking): Promise<NewEvent> {
  const { account_id: accountId, rfq_id: rfqId } = row;
  for (const change of positionChanges(accepted)) await addToPosition(tx, { accountId, change, at });
  if (row.unwinds !== null) await freeCredit(tx, row.unwinds);
  const trade = toTradeView(row, { forStaff: false });
  await issueConfirmation(tx, { trade, accepted, version: 1, at: at.getTime() });
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
