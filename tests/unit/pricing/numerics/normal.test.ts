import { exp, log, logFromOne, logRatio } from '../../../../pricing/numerics/elementary.ts';
import { logNormCdf, normCdf, normInverse, normPdf } from '../../../../pricing/numerics/normal.ts';
import { exactDensity, exactExp, exactNormCdf, toScaled, ulpsBetween } from '../../../support/exact-normal.ts';

/** 0.618… steps spread points evenly and hit no special value. */
const spread = (count: number, from: number, to: number) =>
  Array.from({ length: count }, (_, i) => from + (((i + 0.5) * 0.6180339887498949) % 1) * (to - from));
const worst = (points: readonly number[], error: (x: number) => number) =>
  points.reduce((largest, x) => Math.max(largest, Math.abs(error(x))), 0);

describe('exp and log in plain arithmetic', () => {
  it('keeps e^x within 0.52 ulp', () => {
    expect(worst(spread(300, -700, 700), (x) => ulpsBetween(exp(x), exactExp(toScaled(x))))).toBeLessThan(0.52);
  });

  it.each([
    [0, 1],
    [-Infinity, 0],
    [-746, 0],
    [710, Infinity],
    [Infinity, Infinity],
    [-745.1, 5e-324],
  ])('answers e^%p = %p', (x, expected) => {
    expect(exp(x)).toBe(expected);
  });

  it('answers the logarithm of a ratio from 1 upwards to the last bit but one of log', () => {
    for (let x = 1; x < 9; x += 0.000_731) {
      expect(Math.abs(logFromOne(x) - log(x))).toBeLessThanOrEqual(Number.EPSILON * log(x));
    }
    expect([logFromOne(1), logFromOne(Infinity)]).toEqual([0, Infinity]);
  });

  it('inverts itself: exp(log x) is x to the rounding of log x', () => {
    for (const x of spread(500, -300, 300).map((power) => 10 ** power)) {
      expect(Math.abs(exp(log(x)) / x - 1)).toBeLessThanOrEqual(Number.EPSILON * (1 + Math.abs(log(x))));
    }
  });

  it.each([
    [1, 0],
    [0, -Infinity],
    [Infinity, Infinity],
    [5e-324, -744.4400719213812],
  ])('answers log %p = %p', (x, expected) => {
    expect(log(x)).toBe(expected);
  });

  it('is NaN where there is no logarithm', () => {
    expect([log(-1), log(Number.NaN), exp(Number.NaN)]).toEqual([Number.NaN, Number.NaN, Number.NaN]);
  });

  it('keeps ln(a / b) of nearly equal numbers to the last digits', () => {
    for (const d of spread(200, -16, -1).map((power) => 10 ** power)) {
      const b = 91_234.567;
      const a = b + b * d;
      const z = (a - b) / b;
      // ln(1 + z) by its series; a − b is exact, so only the quotient rounds.
      const series = z < 1e-3 ? z - z ** 2 / 2 + z ** 3 / 3 - z ** 4 / 4 + z ** 5 / 5 : Math.log1p(z);
      expect(Math.abs(logRatio(a, b) - series)).toBeLessThanOrEqual(2 * Number.EPSILON * series);
    }
  });
});

describe('the normal distribution', () => {
  const line = [...spread(150, -37, 8), ...spread(150, -3, 3)];

  it('keeps the distribution function within 2 ulp, the far tail included', () => {
    expect(worst(line, (x) => ulpsBetween(normCdf(x), exactNormCdf(x)))).toBeLessThan(2);
  });

  it('keeps the density within 2 ulp', () => {
    expect(worst(line, (x) => ulpsBetween(normPdf(x), exactDensity(x)))).toBeLessThan(2);
  });

  it('keeps the inverse within 2 ulp: the exact probability of its answer ± 2 ulp straddles p', () => {
    for (const p of [...spread(60, 0, 1), ...spread(60, -100, -1).map((power) => 10 ** power)]) {
      const x = normInverse(p);
      const ulp = 2 ** (Math.floor(Math.log2(Math.abs(x))) - 52);
      expect(ulpsBetween(p, exactNormCdf(x - 2 * ulp))).toBeGreaterThan(0);
      expect(ulpsBetween(p, exactNormCdf(x + 2 * ulp))).toBeLessThan(0);
    }
  });

  it('answers the ends and refuses what is no probability', () => {
    expect([normInverse(0), normInverse(0.5), normInverse(1)]).toEqual([-Infinity, 0, Infinity]);
    expect([normInverse(-0.1), normInverse(1.1), normInverse(Number.NaN)]).toEqual([
      Number.NaN,
      Number.NaN,
      Number.NaN,
    ]);
    expect([normCdf(-Infinity), normCdf(0), normCdf(Infinity)]).toEqual([0, 0.5, 1]);
  });

  it('gives the logarithm of a probability where the probability itself underflows', () => {
    // ln M(z) − z²/2 with M(z) ~ 1/(z √(2π)) (1 − 1/z²).
    expect(logNormCdf(-1000)).toBeCloseTo(-500_000 - Math.log(1000 * Math.sqrt(2 * Math.PI)) - 1e-6, 8);
    expect(logNormCdf(-2)).toBeCloseTo(Math.log(normCdf(-2)), 14);
  });
});
