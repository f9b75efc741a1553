import {
  butterflyG,
  calibrateSurface,
  type OptionChain,
  PricingError,
  type SviParameters,
  sviJet,
  sviTotalVariance,
  volatilityAt,
} from '../../../pricing/index.ts';
import { deribitChain } from '../../support/deribit-chain.ts';

const chain = deribitChain();
const calibrated = calibrateSurface(chain);

describe('calibrating the recorded chain of 4 December 2025', () => {
  const { slices, surface } = calibrated;
  const central = slices.reduce((sum, slice) => sum + slice.twoSided, 0);

  it('fits every expiry by SVI, none by a fall-back', () => {
    expect(slices.map(({ method }) => method)).toEqual(new Array(11).fill('svi'));
  });

  it('puts at least 90% of the central two-sided quotes inside bid and ask or within 0.3 points of the mark', () => {
    const accepted = slices.reduce((sum, slice) => sum + slice.acceptedShare * slice.twoSided, 0);

    expect(central).toBeGreaterThan(300);
    expect(accepted / central).toBeGreaterThanOrEqual(0.9);
  });

  it('keeps the median error at 0.25 points or below, in every slice', () => {
    for (const slice of slices) expect(slice.medianErrorPoints).toBeLessThanOrEqual(0.25);
  });

  // A grid of its own, finer than the one calibration looks at: 2001 points over ±5 standard deviations.
  const grid = (index: number) => {
    const slice = surface.slices[index] as (typeof surface.slices)[number];
    const reach = 5 * Math.sqrt(sviTotalVariance(slice, 0));
    return Array.from({ length: 2001 }, (_, i) => reach * (i / 1000 - 1));
  };

  const withLater = surface.slices.flatMap((early, i) =>
    surface.slices.slice(i + 1).map((late, j) => ({ early, late, i, j })),
  );

  it.each(surface.slices.map((slice, i) => ({ slice, i, next: surface.slices[i + 1] ?? slice })))(
    'has no butterfly arbitrage in slice $i, nor at any mix with the next',
    ({ slice, i, next }) => {
      const lowest = [0, 0.05, 0.25, 0.5, 0.75, 0.95].map((share) =>
        Math.min(...grid(i).map((k) => mixedG(slice, next, share)(k))),
      );

      expect(Math.min(...lowest)).toBeGreaterThanOrEqual(0);
    },
  );

  it.each(withLater)('has no calendar arbitrage from slice $i to the $j. after it', ({ early, late, i, j }) => {
    const gaps = [...grid(i), ...grid(i + 1 + j)].map((k) => sviTotalVariance(late, k) - sviTotalVariance(early, k));

    expect(Math.min(...gaps)).toBeGreaterThanOrEqual(0);
  });

  it('reads back through the surface look-up', () => {
    const [first] = surface.slices;
    const expiry = first?.expiry ?? 0;

    expect(volatilityAt(surface, { asOf: 0, expiry, logMoneyness: 0 })).toBeCloseTo(0.42, 2);
  });
});

describe('filtering quotes', () => {
  const asOf = 0;
  const expiry = 0.25 * 31_536_000_000;
  const points = [70, 80, 90, 95, 105, 110, 120, 130].map((strike) => ({
    optionType: strike < 100 ? ('put' as const) : ('call' as const),
    strike,
    bid: null,
    ask: null,
    markVolatility: 0.6 + 0.3 * Math.log(strike / 100) ** 2,
  }));
  const chainOf = (quotes: OptionChain['expiries'][number]['quotes']): OptionChain => ({
    asOf,
    quoting: 'coin',
    expiries: [{ expiry, forward: 100, quotes }],
  });
  const atTheMoney = { optionType: 'call' as const, strike: 100, markVolatility: 0.6 };

  it.each([
    { why: 'crossed', quote: { ...atTheMoney, bid: 0.13, ask: 0.12 } },
    { why: 'wide', quote: { ...atTheMoney, bid: 0.02, ask: 0.2 } },
    { why: 'tiny', quote: { optionType: 'call' as const, strike: 500, bid: null, ask: 0.00005, markVolatility: 0.6 } },
    {
      why: 'deep in the money',
      quote: { optionType: 'call' as const, strike: 40, bid: null, ask: null, markVolatility: 0.6 },
    },
    { why: 'no volatility', quote: { optionType: 'call' as const, strike: 100, bid: null, ask: 0.1 } },
  ])('drops a quote that is $why', ({ why, quote }) => {
    const [slice] = calibrateSurface(chainOf([...points, quote])).slices;

    expect(slice?.dropped).toEqual({ [why]: 1 });
    expect(slice?.used).toBe(points.length);
  });

  it('falls back and says so when an expiry has too few quotes', () => {
    const few = { expiry: 2 * expiry, forward: 101, quotes: points.slice(3, 5) };
    const { slices, arbitrage } = calibrateSurface({
      asOf,
      quoting: 'coin',
      expiries: [...chainOf(points).expiries, few],
    });

    expect(slices.map(({ method }) => method)).toEqual(['svi', 'lifted']);
    expect(slices[1]?.reason).toBe('only 2 usable quotes');
    expect(arbitrage.minimumG).toBeGreaterThanOrEqual(0);
  });

  it('constrains a smile that would have a negative density', () => {
    const sharp = points.map((point) => ({
      ...point,
      markVolatility: 0.3 + 3 * Math.abs(Math.log(point.strike / 100)),
    }));
    const { slices, arbitrage } = calibrateSurface(chainOf(sharp));

    expect(slices).toHaveLength(1);
    expect(arbitrage.minimumG).toBeGreaterThanOrEqual(0);
  });

  it('is refused without a usable quote', () => {
    expect(() => calibrateSurface(chainOf([]))).toThrow(PricingError);
  });
});

function mixedG(slice: SviParameters, next: SviParameters, share: number) {
  return (k: number) => {
    const [a, b] = [sviJet(slice, k), sviJet(next, k)];
    const mix = (x: number, y: number) => x + share * (y - x);
    return butterflyG({ w: mix(a.w, b.w), slope: mix(a.slope, b.slope), curvature: mix(a.curvature, b.curvature) }, k);
  };
}
