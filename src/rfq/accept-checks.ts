import { sql } from 'kysely';
import type { AcceptQuoteRequest } from '../contracts/accept.ts';
import type { RejectCode } from '../contracts/errors.ts';
import { type Result, reject } from '../contracts/result.ts';
import type { RfqState } from '../contracts/rfq.ts';
import type { Side } from '../contracts/scalars.ts';
import type { Executor } from '../platform/database/database.ts';
import { Decimal } from '../platform/decimal.ts';
import type { RfqRow } from './records.ts';

type Refusal = Extract<Result<never>, { ok: false }>;

/** A version of a quote, with what an acceptance must echo. */
export interface LiveQuote {
  readonly quoteId: string;
  readonly version: number;
  readonly bid: string | null;
  readonly offer: string | null;
  readonly quantity: string;
  readonly validUntil: number;
  /** In which the dealer was said to act. */
  readonly capacity: string | null;
}

/** The newest version, or the one wanted; null when the quote is not one of this RFQ's. */
export async function readQuote(
  db: Executor,
  rfq: RfqRow,
  { quoteId, version: wanted }: { readonly quoteId: string; readonly version?: number },
): Promise<LiveQuote | null> {
  let query = db
    .selectFrom('quote')
    .select(['quote_id', 'version', 'bid', 'offer', 'quantity', 'valid_until'])
    .select(sql<string | null>`view ->> 'capacity'`.as('capacity'))
    .where('quote_id', '=', quoteId)
    .where('rfq_id', '=', rfq.rfqId)
    .orderBy('version', 'desc');
  if (wanted !== undefined) query = query.where('version', '=', wanted);
  const row = await query.executeTakeFirst();
  if (row === undefined) return null;
  const { quote_id, version, bid, offer, quantity, valid_until, capacity } = row;
  return { quoteId: quote_id, version, bid, offer, quantity, validUntil: valid_until.getTime(), capacity };
}

const ENDED: Partial<Record<RfqState, { code: RejectCode; words: string }>> = {
  expired: { code: 'QUOTE_EXPIRED', words: 'the quote has expired' },
  withdrawn: { code: 'QUOTE_WITHDRAWN', words: 'the quote was withdrawn before the acceptance' },
  revoked: { code: 'QUOTE_REVOKED', words: 'the quote was revoked before the acceptance; no trade was made' },
  cancelled: { code: 'ILLEGAL_TRANSITION', words: 'the RFQ was cancelled' },
  passed: { code: 'ILLEGAL_TRANSITION', words: 'the quote was passed' },
  rejected: { code: 'ILLEGAL_TRANSITION', words: 'the RFQ was rejected' },
};

/** It had a quote, or nobody could ask to accept it. */
const WITH_THE_DESK: ReadonlySet<RfqState> = new Set(['queued', 'pickedUp', 'onHold']);

/** Check 3: an RFQ that has ended says how. */
export function terminalReason({ state, rfqId }: RfqRow): Refusal | null {
  const ended = ENDED[state];
  if (ended !== undefined) return reject(ended.code, ended.words, { rfqId, state });
  if (WITH_THE_DESK.has(state))
    return reject('QUOTE_WITHDRAWN', 'the quote was withdrawn: the desk works on it', { rfqId, state });
  return state === 'quoted'
    ? null
    : reject('ILLEGAL_TRANSITION', `cannot accept an RFQ that is ${state}`, { rfqId, state });
}

/**
 * Check 4: version, price, side and quantity must be those of the live quote; or, where the client allows slippage, those
 * of the version `named` that the live one replaced, and the live price not worse by more than the tolerance.
 */
export function checkEcho(
  request: AcceptQuoteRequest,
  { rfq, quote, named = null }: { rfq: RfqRow; quote: LiveQuote; named?: LiveQuote | null },
): Refusal | null {
  if (request.quoteId !== rfq.quoteId) {
    return mismatch('QUOTE_SUPERSEDED', { path: 'quoteId', was: request.quoteId, expected: rfq.quoteId });
  }
  if (request.version !== rfq.quoteVersion && named === null) {
    return mismatch('QUOTE_SUPERSEDED', { path: 'version', was: request.version, expected: rfq.quoteVersion });
  }
  return checkTerms(request, named ?? quote) ?? (named === null ? null : checkSlippage(request, quote));
}

function checkTerms(request: AcceptQuoteRequest, quote: LiveQuote): Refusal | null {
  const price = priceOn(request.side, quote);
  if (price === null) return otherSide(request.side);
  if (!new Decimal(request.price).equals(price)) {
    return mismatch('PRICE_MISMATCH', { path: 'price', was: request.price, expected: price });
  }
  if (!new Decimal(request.quantity).equals(quote.quantity)) {
    return mismatch('QUANTITY_MISMATCH', { path: 'quantity', was: request.quantity, expected: quote.quantity });
  }
  return null;
}

/** A better price is the client's, however much better; one worse by the very tolerance still trades. */
function checkSlippage(
  { side, price: named, version, slippage }: AcceptQuoteRequest,
  quote: LiveQuote,
): Refusal | null {
  const price = priceOn(side, quote);
  if (price === null) return otherSide(side);
  const tolerance = slippage?.tolerance ?? '0';
  const worse = side === 'buy' ? new Decimal(price).minus(named) : new Decimal(named).minus(price);
  if (worse.lte(tolerance)) return null;
  const message = `version ${version} was replaced by ${quote.version}, worse by ${worse}: more than the tolerance ${tolerance}`;
  return reject('QUOTE_SUPERSEDED', message, {
    path: 'version',
    value: version,
    expected: quote.version,
    requestedPrice: named,
    price,
    tolerance,
  });
}

/** What the client pays or gets per unit; null when the side was not quoted. */
export function priceOn(side: Side, { bid, offer }: LiveQuote): string | null {
  return side === 'buy' ? offer : bid;
}

function otherSide(side: Side): Refusal {
  return mismatch('SIDE_MISMATCH', { path: 'side', was: side, expected: side === 'buy' ? 'sell' : 'buy' });
}

function mismatch(
  code: RejectCode,
  { path, was, expected }: { path: string; was: unknown; expected: unknown },
): Refusal {
  return reject(code, `${path} must be ${expected} as quoted, was ${was}`, { path, value: was, expected });
}
