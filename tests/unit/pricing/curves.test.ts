import {
  annualisedBasis,
  buildForwardCurve,
  carryFromFunding,
  coinDiscountCurve,
  parityForward,
} from '../../../pricing/curves/build-forward.ts';
import { discountFactor, zeroRate } from '../../../pricing/curves/discount.ts';
import { forwardPrice } from '../../../pricing/curves/forward.ts';
import type { DiscountCurve, ForwardCurve } from '../../../pricing/index.ts';
import { AS_OF, DAY_MS } from '../../support/markets.ts';

const YEAR_MS = 365 * DAY_MS;
const asOf = AS_OF;

describe('a dated discount curve', () => {
  const curve: DiscountCurve = {
    kind: 'dated',
    nodes: [
      { expiry: asOf - DAY_MS, rate: 0.5 },
      { expiry: asOf + YEAR_MS, rate: 0.04 },
      { expiry: asOf + 2 * YEAR_MS, rate: 0.05 },
    ],
  };

  // The log of the discount factor is −0.04 at 1 y and −0.10 at 2 y, so its slope is −0.06 from there on.
  it.each([
    { years: -1, log: 0 },
    { years: 0, log: 0 },
    { years: 0.5, log: -0.02 },
    { years: 1, log: -0.04 },
    { years: 1.5, log: -0.07 },
    { years: 2, log: -0.1 },
    { years: 3, log: -0.16 },
  ])('is log-linear through its live nodes and flat-forward beyond, at $years years', ({ years, log }) => {
    expect(Math.log(discountFactor(curve, { asOf, at: asOf + years * YEAR_MS }))).toBeCloseTo(log, 14);
  });

  it("answers the first segment's rate for today", () => {
    expect(zeroRate(curve, { asOf, at: asOf })).toBeCloseTo(0.04, 15);
  });

  it('is refused once every node has passed', () => {
    expect(() => discountFactor({ kind: 'dated', nodes: [] }, { asOf, at: asOf + 1 })).toThrow(
      'must have a node after',
    );
  });
});

describe('a dated forward curve', () => {
  const curve: ForwardCurve = {
    kind: 'dated',
    nodes: [
      { expiry: asOf - DAY_MS, price: 1 },
      { expiry: asOf + YEAR_MS, price: 110 },
      { expiry: asOf + 2 * YEAR_MS, price: 132 },
    ],
  };
  const at = (years: number) => forwardPrice(curve, { spot: 100, asOf, at: asOf + years * YEAR_MS });

  it('is the spot today and before', () => {
    expect([at(0), at(-1)]).toEqual([100, 100]);
  });

  it("returns a node's own price to the last bit", () => {
    expect([at(1), at(2)]).toEqual([110, 132]);
  });

  it.each([
    { years: 0.5, forward: 100 * Math.sqrt(1.1) },
    { years: 1.5, forward: 110 * Math.sqrt(1.2) },
    { years: 3, forward: 132 * 1.2 },
  ])('has constant carry in each gap and beyond the last, at $years years', ({ years, forward }) => {
    expect(at(years)).toBeCloseTo(forward, 11);
  });

  it('is flat at spot without live nodes', () => {
    expect(forwardPrice({ kind: 'dated', nodes: [] }, { spot: 100, asOf, at: asOf + DAY_MS })).toBe(100);
  });
});

describe('a monotone-convex discount curve', () => {
  const curve = (rates: readonly number[]): DiscountCurve => ({
    kind: 'dated',
    interpolation: 'monotone-convex',
    nodes: rates.map((rate, i) => ({ expiry: asOf + (i + 1) * YEAR_MS, rate })),
  });
  const logAt = (c: DiscountCurve, years: number) => -Math.log(discountFactor(c, { asOf, at: asOf + years * YEAR_MS }));

  it.each([[[0.03, 0.04, 0.0475, 0.06]], [[0.06, 0.02, 0.05, 0.01]], [[-0.01, 0.005, 0.005, 0.02]], [[0.05]]])(
    'agrees with its nodes %p',
    (rates) => {
      for (const [i, rate] of rates.entries()) expect(logAt(curve(rates), i + 1)).toBeCloseTo(rate * (i + 1), 14);
    },
  );

  it('has continuous forward rates, also across nodes and beyond the last', () => {
    const rates = [0.03, 0.04, 0.0475, 0.06, 0.06];
    const forward = (years: number) => (logAt(curve(rates), years + 1e-4) - logAt(curve(rates), years - 1e-4)) / 2e-4;

    for (let years = 0.05; years < 6; years += 0.05) {
      expect(Math.abs(forward(years + 0.001) - forward(years))).toBeLessThan(2e-3);
    }
  });

  it('keeps the forwards of a rising curve rising', () => {
    const rising = curve([0.01, 0.02, 0.03, 0.04]);
    const forward = (years: number) => logAt(rising, years + 0.01) - logAt(rising, years);

    for (let years = 0.02; years < 3.9; years += 0.02) {
      expect(forward(years + 0.02)).toBeGreaterThanOrEqual(forward(years) - 1e-12);
    }
  });
});

describe('building forwards', () => {
  const [near, far] = [asOf + 30 * DAY_MS, asOf + 90 * DAY_MS];

  it('lets a future win over the options of its own date, and sorts', () => {
    const built = buildForwardCurve({
      asOf,
      futures: [{ expiry: near, price: 101 }],
      implied: [
        { expiry: far, price: 104 },
        { expiry: near, price: 100.5 },
        { expiry: asOf, price: 99 },
      ],
    });

    expect(built).toEqual({
      kind: 'dated',
      nodes: [
        { expiry: near, price: 101 },
        { expiry: far, price: 104 },
      ],
    });
  });

  it('is a zero carry without any source', () => {
    expect(buildForwardCurve({ asOf, futures: [] })).toEqual({ kind: 'carry', carry: 0 });
  });

  it('reads the forward off put-call parity, whatever one bad pair says', () => {
    const pairs = [90, 100, 110].map((strike) => ({ strike, call: 0.98 * (103 - strike) + 20, put: 20 }));

    expect(
      parityForward([...pairs, { strike: 100, call: 90, put: 1 }], { quoting: 'quote', discountFactor: 0.98 }),
    ).toBeCloseTo(103, 12);
  });

  it('reads it off coin prices too', () => {
    const pairs = [{ strike: 90, call: 1 - 90 / 103 + 0.2, put: 0.2 }];

    expect(parityForward(pairs, { quoting: 'coin' })).toBeCloseTo(103, 11);
    expect(() => parityForward([], { quoting: 'coin' })).toThrow('parity needs at least one pair');
  });

  it('implies the coin curve: df_coin = df_usd F / S', () => {
    const forwards: ForwardCurve = { kind: 'dated', nodes: [{ expiry: far, price: 104 }] };
    const discount: DiscountCurve = { kind: 'flat', rate: 0.04 };
    const coin = coinDiscountCurve({ asOf, spot: 100, forwards, discount });
    const expected = (discountFactor(discount, { asOf, at: far }) * 104) / 100;

    expect(discountFactor(coin, { asOf, at: far })).toBeCloseTo(expected, 14);
    expect(coinDiscountCurve({ asOf, spot: 100, forwards: { kind: 'carry', carry: 0.07 }, discount })).toEqual({
      kind: 'flat',
      rate: 0.04 - 0.07,
    });
  });

  it('annualises basis and funding', () => {
    const basis = { forward: 110, spot: 100, yearsToExpiry: 0.5 };

    expect(annualisedBasis({ ...basis, convention: 'simple' })).toBeCloseTo(0.2, 14);
    expect(annualisedBasis({ ...basis, convention: 'log' })).toBeCloseTo(2 * Math.log(1.1), 14);
    expect(carryFromFunding({ rate: 0.0001, intervalHours: 8 })).toBeCloseTo(1095 * Math.log(1.0001), 14);
  });
});
