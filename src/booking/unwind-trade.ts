import { type Result, reject } from '../contracts/result.ts';
import type { CreateRfqAnswer, CreateRfqRequest } from '../contracts/rfq.ts';
import type { UnwindTradeRequest } from '../contracts/trade.ts';
import { unwindRequestOf } from '../contracts/unwind.ts';
import type { Database } from '../platform/database/database.ts';
import { Decimal } from '../platform/decimal.ts';
import { type Caller, type makeCreateRfq, readOpenTrade } from '../rfq/index.ts';
import { findTrade } from './trades.ts';

export interface UnwindTradeDeps {
  readonly db: Database;
  readonly createRfq: ReturnType<typeof makeCreateRfq>;
}

/** Asks for the price at which a trade is closed: an RFQ like any other, written out of the trade, which stays as it is (BK-02). */
export function makeUnwindTrade({ db, createRfq }: UnwindTradeDeps) {
  return async function unwindTrade(
    request: UnwindTradeRequest & { readonly tradeId: string },
    caller: Caller,
    receivedAt: number,
  ): Promise<Result<CreateRfqAnswer>> {
    const { tradeId, ...asked } = request;
    const trade = await findTrade(db, tradeId, caller.accountId);
    if (trade === null || trade.state !== 'booked') return reject('NOT_FOUND', `no booked trade ${tradeId}`);
    const quantity =
      asked.quantity ?? (await earlierQuantity(db, request, caller)) ?? (await openQuantity(db, tradeId));
    if (quantity === null)
      return reject('SIZE_ABOVE_MAX', `nothing of ${tradeId} is open`, { path: 'quantity', open: '0' });
    return createRfq(unwindRequestOf(trade, { ...asked, quantity }), caller, receivedAt);
  };
}

/** Asked again, "all that is open" is what it was the first time. */
async function earlierQuantity(
  db: Database,
  { clientRfqId, tradeId }: { readonly clientRfqId: string; readonly tradeId: string },
  { accountId }: Caller,
): Promise<string | null> {
  const row = await db
    .selectFrom('rfq')
    .select('request')
    .where('account_id', '=', accountId)
    .where('client_rfq_id', '=', clientRfqId)
    .executeTakeFirst();
  const request = row?.request as CreateRfqRequest | undefined;
  return request?.unwinds === tradeId ? request.quantity : null;
}

async function openQuantity(db: Database, tradeId: string): Promise<string | null> {
  const open = (await readOpenTrade(db, tradeId))?.openQuantity ?? '0';
  return new Decimal(open).isPositive() && !new Decimal(open).isZero() ? open : null;
}
