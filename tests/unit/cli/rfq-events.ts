import { type RequestTerms, readRequest } from '../../../src/cli/rfq/request.ts';
import type { ClientEvent } from '../../../src/client/events.ts';
import type { AcceptReceipt } from '../../../src/contracts/accept.ts';
import type { QuoteView } from '../../../src/contracts/quote.ts';
import { rejection } from '../../../src/contracts/result.ts';
import type { TradeView } from '../../../src/contracts/trade.ts';

export const NOW = Date.UTC(2026, 10, 22, 14, 3, 5, 120);
export const TTL_MS = 15_000;
export const RFQ_ID = 'rfq_1';
const instant = (epochMs: number) => new Date(epochMs).toISOString();

export const TERMS: RequestTerms = readRequest({
  underlying: 'BTC-USD',
  kind: 'option',
  type: 'call',
  strike: '105000',
  expiry: '2027-03-26',
  quantity: '10',
  side: 'two-way',
  settlement: 'linear',
  fixing: 'DERIBIT_TWAP30',
});

export function aQuote(changes: Partial<QuoteView> = {}): QuoteView {
  return {
    quoteId: 'qt_1',
    version: 1,
    replaces: null,
    rfqId: RFQ_ID,
    clientRfqId: 'cli_1',
    bid: '3850.25',
    offer: '3920.7',
    quantity: '10',
    premiumCurrency: 'USD',
    firm: true,
    legs: [{ bid: '3850.25', offer: '3920.7', delta: '0.41', impliedVolBid: '0.642', impliedVolOffer: '0.6581' }],
    reference: {
      spot: '100000.123',
      forward: '100577.0007392431',
      impliedVol: '0.65',
      delta: '0.410617481172835',
      gamma: '0.000027180236409576327',
      vega: '11169.960168319036',
      theta: '-100.52926074861375',
      asOf: instant(NOW),
      snapshotId: 'snap_1',
      source: 'simulated',
    },
    serverTime: instant(NOW),
    validUntil: instant(NOW + TTL_MS),
    ttlMs: TTL_MS,
    capacity: 'principal',
    warnings: [],
    ...changes,
  };
}

export const RECEIPT: AcceptReceipt = {
  clientAcceptId: 'acp_1',
  quoteId: 'qt_1',
  state: 'accepted',
  receivedAt: instant(NOW + 3_800),
  marginMs: 11_200,
  tradeId: 'trd_1',
};

export function aTrade(changes: Partial<TradeView> = {}): TradeView {
  return {
    tradeId: 'trd_1',
    rfqId: RFQ_ID,
    quoteId: 'qt_1',
    quoteVersion: 1,
    accountId: 'acc_1',
    state: 'booked',
    heldReason: null,
    side: 'buy',
    legs: TERMS.legs.map((leg) => ({ ...leg, price: '3920.7' })),
    quantity: '10',
    price: '3920.7',
    premiumCurrency: 'USD',
    premium: '39207',
    capacity: 'principal',
    marketSource: 'simulated',
    acceptedAt: instant(NOW + 3_800),
    bookedAt: instant(NOW + 3_900),
    unwinds: null,
    ...changes,
  };
}

type Data<T extends ClientEvent['type']> = Extract<ClientEvent, { type: T }>['data'];

export function anEvent<T extends ClientEvent['type']>(type: T, data: Data<T>, rfqId = RFQ_ID): ClientEvent {
  return { seq: 1, type, at: instant(NOW), rfqId, data } as ClientEvent;
}

const ENDED = { quoteId: 'qt_1', version: 1, reason: 'because' };
export const EXPIRED = anEvent('quote.expired', ENDED);
export const WITHDRAWN = anEvent('quote.withdrawn', ENDED);
export const REVOKED = anEvent('quote.revoked', ENDED);
export const CANCELLED = anEvent('rfq.cancelled', { by: 'desk' });
export const REJECTED = anEvent('rfq.rejected', { error: rejection('TRADER_PASSED', 'no price for you') });
