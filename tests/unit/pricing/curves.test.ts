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
