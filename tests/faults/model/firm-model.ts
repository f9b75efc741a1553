import type { RejectCode } from '../../../src/contracts/errors.ts';
import type { QuoteView } from '../../../src/contracts/quote.ts';
import type { RfqState } from '../../../src/contracts/rfq.ts';
import type { Side } from '../../../src/contracts/scalars.ts';
import { EXPIRY_GRACE_MS } from '../../../src/rfq/index.ts';

/** What the firm should be like after all that was asked of it, worked out from the documents alone. */
export interface FirmModel {
  now: number;
  /** Directions that nobody may trade now. */
  readonly suspended: Set<Side>;
  readonly rfqs: ModelRfq[];
  readonly sent: Sent[];
}

export interface ModelRfq {
  readonly rfqId: string;
  readonly account: number;
  /** Null for a request that was refused. */
  readonly quote: QuoteView | null;
  state: RfqState;
  /** Set when it was accepted; its side, and the receipt as text. */
  accepted: { readonly side: Side; readonly version: number; readonly receipt: string } | null;
}

export interface Acceptance {
  readonly clientAcceptId: string;
  readonly rfqId: string;
  readonly quoteId: string;
  readonly version: number;
  readonly side: Side;
  readonly price: string;
  readonly quantity: string;
}

/** An acceptance that was sent before, and what was stored under its id: null when nothing was. */
export interface Sent {
  readonly account: number;
  readonly acceptance: Acceptance;
  stored: string | null;
}

export type Expected = 'accepted' | 'the same receipt' | RejectCode;

const AFTER_THE_END: Partial<Record<RfqState, RejectCode>> = {
  expired: 'QUOTE_EXPIRED',
  cancelled: 'ILLEGAL_TRANSITION',
  passed: 'ILLEGAL_TRANSITION',
};

/** The order of checks of the contract, 2 to 6; the first one, the stored answer, is the caller's. */
export function expectedOf(model: FirmModel, { account, acceptance }: Pick<Sent, 'account' | 'acceptance'>): Expected {
  const rfq = model.rfqs.find(({ rfqId }) => rfqId === acceptance.rfqId);
  if (rfq?.quote == null || rfq.account !== account) return 'NOT_FOUND';
  if (rfq.accepted !== null) {
    const { side, version } = rfq.accepted;
    return side === acceptance.side && version === acceptance.version ? 'the same receipt' : 'ILLEGAL_TRANSITION';
  }
  return AFTER_THE_END[rfq.state] ?? mismatchOf(rfq.quote, acceptance) ?? lateOrBarred(model, rfq.quote, acceptance);
}

function mismatchOf(quote: QuoteView, { version, side, price, quantity }: Acceptance): RejectCode | null {
  const quoted = side === 'buy' ? quote.offer : quote.bid;
  if (version !== quote.version) return 'QUOTE_SUPERSEDED';
  if (quoted === null) return 'SIDE_MISMATCH';
  if (Number(price) !== Number(quoted)) return 'PRICE_MISMATCH';
  return Number(quantity) === Number(quote.quantity) ? null : 'QUANTITY_MISMATCH';
}

function lateOrBarred({ now, suspended }: FirmModel, quote: QuoteView, { side }: Acceptance): Expected {
  if (now > Date.parse(quote.validUntil)) return 'QUOTE_EXPIRED';
  return suspended.has(side) ? 'PRODUCT_NOT_APPROVED' : 'accepted';
}

/** Quotes that an alarm would end now. */
export function dueOf({ now, rfqs }: FirmModel): ModelRfq[] {
  return rfqs.filter(
    ({ state, quote }) => state === 'quoted' && quote !== null && Date.parse(quote.validUntil) + EXPIRY_GRACE_MS <= now,
  );
}
