import type { ClientEvent } from '../../client/events.ts';
import type { AcceptReceipt } from '../../contracts/accept.ts';
import type { QuoteView } from '../../contracts/quote.ts';
import type { Rejection } from '../../contracts/result.ts';
import type { CreateRfqRequest, RfqState, RfqView } from '../../contracts/rfq.ts';
import type { TradeView } from '../../contracts/trade.ts';

/** One request as its client follows it, from the moment it was sent. */
export interface Followed {
  readonly clientRfqId: string;
  readonly request: CreateRfqRequest;
  /** Null until the service has acknowledged it. */
  readonly rfqId: string | null;
  readonly state: RfqState | 'sending';
  readonly quote: QuoteView | null;
  /** The version before, when this one replaced it. */
  readonly superseded: number | null;
  readonly receipt: AcceptReceipt | null;
  readonly trade: TradeView | null;
  readonly rejection: Rejection | null;
  /** Why it ended or was held, in the service's words. */
  readonly note: string | null;
}

export function follow(request: CreateRfqRequest): Followed {
  return {
    clientRfqId: request.clientRfqId,
    request,
    rfqId: null,
    state: 'sending',
    quote: null,
    superseded: null,
    receipt: null,
    trade: null,
    rejection: null,
    note: null,
  };
}

const OVER: ReadonlySet<Followed['state']> = new Set([
  'booked',
  'rejected',
  'cancelled',
  'passed',
  'expired',
  'withdrawn',
  'revoked',
]);

export function isOver({ state }: Followed): boolean {
  return OVER.has(state);
}

/** A request that repeats another is told of, and stopped by nobody. */
export const repeats = (rfqId: string) =>
  `The same as ${rfqId}, which is open or has traded. Accept only if you want it twice.`;

/** As the service knows it, for a page that was loaded since. */
export function followedOf(rfq: RfqView) {
  const { clientRfqId, rfqId, legs, side, quantity, premiumCurrency, state, quoteId, duplicateOf } = rfq;
  const note = duplicateOf === null ? null : repeats(duplicateOf);
  return { ...follow({ clientRfqId, legs, side, quantity, premiumCurrency }), rfqId, state, quoteId, note };
}

/** Whether the event is about this request: by its id, or by the client's own before that is known. */
export function isAbout(followed: Followed, event: ClientEvent): boolean {
  if (followed.rfqId !== null) return event.rfqId === followed.rfqId;
  return event.type === 'quote.live' && event.data.clientRfqId === followed.clientRfqId;
}

/** The request after one of its events. Events come once and in order, so the last word counts. */
export function afterEvent(followed: Followed, event: ClientEvent): Followed {
  switch (event.type) {
    case 'rfq.received':
    case 'rfq.queued':
    case 'rfq.pickedUp':
    case 'rfq.onHold':
      return { ...followed, state: event.data.state, quote: null };
    case 'quote.live':
      return withQuote(followed, event.data);
    case 'quote.accepted':
      return { ...followed, state: 'accepted', receipt: event.data };
    case 'trade.booked':
      return { ...followed, state: 'booked', trade: event.data, note: null };
    case 'trade.held':
      return { ...followed, state: 'held', note: event.data.reason };
    default:
      return afterEnd(followed, event);
  }
}

type EndEvent = Exclude<
  ClientEvent,
  { type: 'rfq.received' | 'rfq.queued' | 'rfq.pickedUp' | 'rfq.onHold' | 'quote.live' | 'quote.accepted' }
>;

const END_STATES = {
  'quote.withdrawn': 'withdrawn',
  'quote.revoked': 'revoked',
  'quote.expired': 'expired',
  'quote.passed': 'passed',
} as const;

function afterEnd(followed: Followed, event: EndEvent): Followed {
  if (event.type === 'rfq.rejected') return { ...followed, state: 'rejected', rejection: event.data.error };
  if (event.type === 'rfq.cancelled') return { ...followed, state: 'cancelled', note: `by the ${event.data.by}` };
  if (!(event.type in END_STATES)) return followed;
  const { type, data } = event as Extract<EndEvent, { type: keyof typeof END_STATES }>;
  return { ...followed, state: data.state ?? END_STATES[type], quote: null, note: data.reason };
}

function withQuote(followed: Followed, quote: QuoteView): Followed {
  const before = followed.quote?.version ?? null;
  // A receipt came first: the quote it was accepted on stays on the screen.
  if (followed.receipt !== null) return followed;
  return { ...followed, rfqId: quote.rfqId, state: 'quoted', quote, superseded: before };
}

/** The price that accepting on a side would trade at; null where the quote has none. */
export function priceFor(quote: QuoteView, side: 'buy' | 'sell'): string | null {
  return side === 'buy' ? quote.offer : quote.bid;
}
