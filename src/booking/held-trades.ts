import type { TradeView } from '../contracts/trade.ts';
import type { Executor } from '../platform/database/database.ts';
import { toTradeView } from './trades.ts';

/** Trades that wait for two people, the oldest first, as staff see them. */
export async function listHeldTrades(db: Executor, limit: number): Promise<TradeView[]> {
  const rows = await db
    .selectFrom('trade')
    .selectAll()
    .where('state', '=', 'held')
    .orderBy('trade_id')
    .limit(limit)
    .execute();
  return rows.map((row) => toTradeView(row, { forStaff: true }));
}
