import { sql } from 'kysely';
import { type Result, reject } from '../contracts/result.ts';
import type { CreateRfqRequest, Leg } from '../contracts/rfq.ts';
import type { Side } from '../contracts/scalars.ts';
import { contentHash } from '../platform/canonical-json.ts';
import type { Executor } from '../platform/database/database.ts';
import { Decimal } from '../platform/decimal.ts';
import { heldInstrument } from './held-instrument.ts';

type Refusal = Extract<Result<never>, { ok: false }>;

/** A booked trade, with what no acceptance has closed yet. */
export interface OpenTrade {
  readonly tradeId: string;
  readonly accountId: string;
  readonly side: Side;
  readonly legs: readonly Leg[];
  readonly price: string;
  /** Units; decimal text. */
  readonly openQuantity: string;
  /** Itself closes another: nothing of it is open. */
  readonly unwinds: string | null;
}

/** Null unless the trade is booked. Under the account's lock nothing can be closed meanwhile. */
export async function readOpenTrade(db: Executor, tradeId: string): Promise<OpenTrade | null> {
  const { rows } = await sql<{
    trade_id: string;
    account_id: string;
    side: Side;
    legs: Leg[];
    price: string;
    unwinds: string | null;
    open: string;
  }>`select trade_id, account_id, side, legs, price, unwinds, quantity - coalesce((
      select sum((rfq.request ->> 'quantity')::numeric) from acceptance
      join rfq on rfq.rfq_id = acceptance.rfq_id
      where acceptance.unwinds = trade.trade_id and rfq.state <> 'rejected'), 0) as open
    from trade where trade_id = ${tradeId} and state = 'booked'`.execute(db);
  const row = rows[0];
  if (row === undefined) return null;
  const { trade_id, account_id: accountId, side, legs, price, unwinds, open } = row;
  return { tradeId: trade_id, accountId, side, legs, price, unwinds, openQuantity: new Decimal(open).toString() };
}

/** Why this request does not close that trade; null when it does, or is no unwind. */
export async function unwindRefusal(
  db: Executor,
  request: CreateRfqRequest,
  accountId: string,
): Promise<Refusal | null> {
  if (request.unwinds === undefined) return null;
  const trade = await readOpenTrade(db, request.unwinds);
  // A stranger's trade must look exactly like no trade.
  if (trade === null || trade.accountId !== accountId) {
    return reject('NOT_FOUND', `unwinds: no booked trade ${request.unwinds}`, { path: 'unwinds' });
  }
  return unwindFault(request, trade);
}

/** Pure: the trade's legs, the other side, no more than is open. */
function unwindFault(request: CreateRfqRequest, trade: OpenTrade): Refusal | null {
  const { side, quantity, legs } = request;
  const { tradeId, openQuantity } = trade;
  if (trade.unwinds !== null) {
    return wrong('unwinds', tradeId, `must be a trade that is open: this one closes ${trade.unwinds}`);
  }
  const expected = trade.side === 'buy' ? 'sell' : 'buy';
  if (side !== expected) return wrong('side', side, `must be ${expected}, the other side of ${tradeId}`);
  if (legs.length !== trade.legs.length) {
    return wrong('legs', String(legs.length), `must be the ${trade.legs.length} legs of ${tradeId}`);
  }
  const other = legs.findIndex((leg, index) => legKey(leg) !== legKey(trade.legs[index], trade.price));
  if (other >= 0) return wrong(`legs.${other}`, JSON.stringify(legs[other]), `must be the leg of ${tradeId}`);
  if (new Decimal(quantity).lte(openQuantity)) return null;
  const details = { path: 'quantity', value: quantity, open: openQuantity };
  return reject('SIZE_ABOVE_MAX', `quantity must be <= ${openQuantity}, open of ${tradeId}, was ${quantity}`, details);
}

/** What a leg is, however its numbers are written; an outright forward is held struck at the price agreed. */
function legKey(leg: Leg | undefined, price?: string): string | null {
  if (leg === undefined) return null;
  const { instrument, side, ratio } = leg;
  // Without a strike and without a price it is an outright forward, which closes nothing.
  const held = instrument.strike === undefined && price === undefined ? null : heldInstrument(instrument, price ?? '0');
  return held === null ? null : contentHash({ instrument: held, side, ratio: new Decimal(ratio).toString() });
}

function wrong(path: string, was: string, rule: string): Refusal {
  return reject('VALIDATION_FAILED', `${path} ${rule}, was ${was}`, { path, value: was, rule });
}
