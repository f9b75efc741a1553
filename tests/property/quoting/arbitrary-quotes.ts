import fc from 'fast-check';
import { TIERS } from '../../../src/clients/index.ts';
import type { Leg } from '../../../src/contracts/rfq.ts';
import {
  DEFAULT_SPREAD_POLICY,
  policyVersion,
  type QuoteInput,
  type SpreadPolicy,
} from '../../../src/quoting/index.ts';
import { aForwardLeg, anOptionLeg, IN_BITCOIN, IN_DOLLARS, inDays } from '../../support/desk.ts';
import { aBtcMarket } from '../../support/markets.ts';

const real = (min: number, max: number) => fc.double({ min, max, noNaN: true });

const terms = fc.record({
  kind: fc.constantFrom('call', 'put', 'forward'),
  /** As a share of spot: what the gates let through. */
  moneyness: fc.oneof(real(0.8, 1.25), real(0.2, 5)),
  days: fc.oneof(real(0.02, 3), real(1, 400)),
  inverse: fc.boolean(),
  side: fc.constantFrom('buy' as const, 'sell' as const),
  ratio: fc.constantFrom('1', '1', '2', '0.5', '1.25', '10', '0.000001', '333.333333'),
});
type Terms = typeof terms extends fc.Arbitrary<infer T> ? T : never;

const market = fc.record({
  spot: real(500, 1_000_000),
  volatility: real(0.02, 3),
  carry: real(-0.3, 0.5),
});

function toLeg({ kind, moneyness, days, inverse, side, ratio }: Terms, spot: number): Leg {
  const strike = Math.max(spot * moneyness, 1).toFixed(2);
  // To the millisecond, as an instant on the wire is.
  // Not in the last half hour, where an option needs the realised average of its fixing window.
  const expiry = inDays(Math.max(Math.round(days * 1e5) / 1e5, 0.021));
  const settlement = inverse ? IN_BITCOIN : IN_DOLLARS;
  const leg = { side, ratio };
  return kind === 'forward'
    ? aForwardLeg({ strike, expiry, settlement }, leg)
    : anOptionLeg({ optionType: kind === 'call' ? 'call' : 'put', strike, expiry, settlement }, leg);
}

const bps = real(0, 50);
const tier = fc.record({ halfSpreadVolatility: real(0, 0.5), hedgeBps: bps, salesMarginBps: bps });

/** Any figures, and ticks of another size than the default ones. */
const policy: fc.Arbitrary<SpreadPolicy> = fc.oneof(
  fc.constant(DEFAULT_SPREAD_POLICY),
  fc
    .record({
      platinum: tier,
      gold: tier,
      silver: tier,
      creditBpsPerYear: bps,
      dollarTick: fc.constantFrom('0.01', '0.5', '5', '0.25'),
    })
    .map(({ creditBpsPerYear, dollarTick, ...tiers }) => ({
      ...DEFAULT_SPREAD_POLICY,
      tiers,
      creditBpsPerYear,
      ticks: { USD: dollarTick, USDT: dollarTick, HKD: '0.1', BTC: '0.0005', ETH: '0.0005' },
    })),
);

/** A package of one to four legs that have a premium, in any currency, tier and sane market. */
export const anyQuoteInput: fc.Arbitrary<QuoteInput> = fc
  .record({
    legs: fc.array(terms, { minLength: 1, maxLength: 4 }),
    market,
    policy,
    side: fc.constantFrom('buy' as const, 'sell' as const, 'two-way' as const),
    premiumCurrency: fc.constantFrom('USD' as const, 'USDT' as const, 'HKD' as const, 'BTC' as const),
    tier: fc.constantFrom(...TIERS),
  })
  .map(({ legs, market: { spot, volatility, carry }, policy: figures, ...rest }) => ({
    ...rest,
    legs: legs.map((leg) => toLeg(leg, spot)),
    policy: { version: policyVersion(figures), policy: figures },
    market: aBtcMarket({
      spot,
      forwards: { kind: 'carry', carry },
      volatility: { kind: 'flat', volatility },
    }),
    snapshotId: 'snap_1',
  }));

/** An outright forward, whose price is a level in the quote currency. */
export const anyOutright: fc.Arbitrary<QuoteInput> = fc
  .record({ input: anyQuoteInput, days: real(0.02, 400) })
  .map(({ input, days }) => ({
    ...input,
    premiumCurrency: 'USD',
    legs: [aForwardLeg({ expiry: inDays(Math.round(days * 1e5) / 1e5) })],
  }));
