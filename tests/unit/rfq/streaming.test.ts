import type { QuoteView } from '../../../src/contracts/quote.ts';
import { identify } from '../../../src/market/index.ts';
import { toInstant } from '../../../src/platform/clock.ts';
import { buildQuote, DEFAULT_SPREAD_POLICY } from '../../../src/quoting/index.ts';
import { DEFAULT_DESK_POLICY } from '../../../src/rfq/desk/policy.ts';
import type { Stream } from '../../../src/rfq/streaming/leases.ts';
import { reasonToRequote } from '../../../src/rfq/streaming/requote.ts';
import { aForwardLeg, anAccount, aRequest } from '../../support/desk.ts';
import { AS_OF, aBtcMarket } from '../../support/markets.ts';

const TTL_MS = 10_000;
const { maxMs } = DEFAULT_SPREAD_POLICY.streaming;
const request = aRequest({ legs: [aForwardLeg()], streaming: true });

const rulebook = (policy = DEFAULT_SPREAD_POLICY, version = 'pol_1') => ({
  accounts: new Map([['acc_1', anAccount()]]),
  policy: { version, policy },
  desk: { version: 'dsk_1', policy: DEFAULT_DESK_POLICY },
});
const marketAt = (spot: number, volatility = 0.5) =>
  identify(aBtcMarket({ spot, volatility: { kind: 'flat', volatility } }));

function aStream(): Stream {
  const market = marketAt(100_000);
  const built = buildQuote({
    ...request,
    tier: 'gold',
    policy: rulebook().policy,
    market: market.snapshot,
    snapshotId: market.id,
  });
  const shown: QuoteView = {
    quoteId: 'qt_1',
    version: 1,
    replaces: null,
    rfqId: 'rfq_1',
    clientRfqId: 'rfq-1',
    bid: built.bid,
    offer: built.offer,
    quantity: '1',
    premiumCurrency: 'USD',
    firm: true,
    legs: built.legs,
    reference: built.reference,
    serverTime: toInstant(AS_OF),
    validUntil: toInstant(AS_OF + TTL_MS),
    ttlMs: TTL_MS,
    capacity: 'principal',
    warnings: [],
  };
  const { passport } = built;
  return { rfqId: 'rfq_1', accountId: 'acc_1', request, createdAt: AS_OF, shown, passport, policyVersion: 'pol_1' };
}

describe('the version of a streamed quote', () => {
  it('stands while the market does, until most of its life is over', () => {
    const at = (now: number) => reasonToRequote(aStream(), { market: marketAt(100_000), rulebook: rulebook(), now });

    expect([at(AS_OF + 0.75 * TTL_MS), at(AS_OF + 0.75 * TTL_MS + 1)]).toEqual([null, 'validity']);
  });

  it('is replaced for the reason that moved it: spot, or the policy', () => {
    const wide = { ...DEFAULT_SPREAD_POLICY, creditBpsPerYear: 200 };
    const now = AS_OF + 1;

    expect(reasonToRequote(aStream(), { market: marketAt(100_500), rulebook: rulebook(), now })).toBe('spot');
    expect(reasonToRequote(aStream(), { market: marketAt(100_000), rulebook: rulebook(wide, 'pol_2'), now })).toBe(
      'policy',
    );
  });

  it.each([
    { off: -1, reason: 'spot' },
    { off: 0, reason: 'spot' },
    { off: 1, reason: null },
  ])('$off ms from the end of the streaming is replaced for $reason', ({ off, reason }) => {
    const now = AS_OF + maxMs + off;

    expect(reasonToRequote(aStream(), { market: marketAt(101_000), rulebook: rulebook(), now })).toBe(reason);
  });
});
