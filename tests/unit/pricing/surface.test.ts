import { type SmilePoints, type SviSlice, type VolatilitySurface, volatilityAt } from '../../../pricing/index.ts';
import { AS_OF, DAY_MS } from '../../support/markets.ts';

const asOf = AS_OF;
const day = (days: number) => asOf + days * DAY_MS;
const smile = (days: number, volatilities: readonly number[]): SmilePoints => ({
  expiry: day(days),
  logMoneyness: [-0.2, 0, 0.2],
  volatilities,
});
const points: VolatilitySurface = { kind: 'points', slices: [smile(10, [0.7, 0.5, 0.6]), smile(30, [0.8, 0.6, 0.7])] };
const at = (surface: VolatilitySurface, days: number, logMoneyness: number) =>
  volatilityAt(surface, { asOf, expiry: day(days), logMoneyness });

describe('a surface of points', () => {
  it('returns the points themselves at the slices', () => {
    expect([-0.2, 0, 0.2].map((k) => at(points, 10, k))).toEqual([0.7, 0.5, 0.6]);
  });

  it('is flat beyond both ends of a smile', () => {
    expect([at(points, 10, -3), at(points, 10, 3)]).toEqual([0.7, 0.6]);
  });

  it('never leaves the range of the two neighbouring points', () => {
    for (let k = -0.2; k <= 0; k += 0.01) {
      const volatility = at(points, 10, k);
      expect(volatility).toBeGreaterThanOrEqual(0.5);
      expect(volatility).toBeLessThanOrEqual(0.7);
    }
  });

  it('is linear in total variance between slices at the same log-moneyness', () => {
    const variance = (0.5 ** 2 * 10 + 0.6 ** 2 * 30) / 2;

    expect(at(points, 20, 0)).toBeCloseTo(Math.sqrt(variance / 20), 14);
  });

  it.each([
    { days: 1, volatility: 0.5 },
    { days: 300, volatility: 0.6 },
  ])("keeps the nearest slice's volatility outside the slices, at $days days", ({ days, volatility }) => {
    expect(at(points, days, 0)).toBe(volatility);
  });

  it('ignores slices that have passed', () => {
    const slices = [smile(-1, [9, 9, 9]), smile(10, [0.7, 0.5, 0.6])];

    expect(at({ kind: 'points', slices }, 5, 0)).toBe(0.5);
  });

  it('is refused without a live slice', () => {
    expect(() => at({ kind: 'points', slices: [] }, 5, 0)).toThrow('volatility surface must have a slice after');
  });
});

describe('a surface of SVI slices', () => {
  const slice: SviSlice = { expiry: day(36.5), a: 0.01, b: 0.1, rho: -0.3, m: 0.05, sigma: 0.1 };

  it('takes the root of total variance over time', () => {
    const variance = 0.01 + 0.1 * (-0.3 * 0.15 + Math.hypot(0.15, 0.1));

    expect(at({ kind: 'svi', slices: [slice] }, 36.5, 0.2)).toBeCloseTo(Math.sqrt(variance / 0.1), 14);
  });

  it('is refused where its variance is negative', () => {
    const negative = { ...slice, a: -1 };

    expect(() => at({ kind: 'svi', slices: [negative] }, 36.5, 0)).toThrow(
      'volatility must be finite and >= 0, was NaN',
    );
  });
});
