import { seededRandom, xoshiro128starstar } from '../../../src/market/random.ts';

const take = (count: number, next: () => number) => Array.from({ length: count }, next);

describe('the seeded random source', () => {
  it('is xoshiro128**: the reference implementation 1.1 gives these first words out of the state 1, 2, 3, 4', () => {
    const words = take(10, xoshiro128starstar([1, 2, 3, 4]));

    expect(words).toEqual([
      11520, 0, 5927040, 70819200, 2031721883, 1637235492, 1287239034, 3734860849, 3729100597, 4258142804,
    ]);
  });

  it.each([0, 1, -1, 2 ** 32, Number.MAX_SAFE_INTEGER, Number.MIN_SAFE_INTEGER])(
    'gives the same stream for the same seed, %d',
    (seed) => {
      const stream = take(50, seededRandom(seed).normal);

      expect(take(50, seededRandom(seed).normal)).toEqual(stream);
      expect(new Set(stream).size).toBe(50);
    },
  );

  it('gives different streams for seeds that differ in the low or in the high half only', () => {
    const firsts = [5, 6, 5 + 2 ** 32, 5 + 2 ** 33, -5].map((seed) => seededRandom(seed).uniform());

    expect(new Set(firsts).size).toBe(firsts.length);
  });

  it('draws uniforms inside [0, 1) that fill it evenly', () => {
    const draws = take(100_000, seededRandom(11).uniform);
    const tenths = new Map<number, number>();
    for (const draw of draws) tenths.set(Math.floor(draw * 10), (tenths.get(Math.floor(draw * 10)) ?? 0) + 1);

    expect([...tenths.keys()].sort((a, b) => a - b)).toEqual([0, 1, 2, 3, 4, 5, 6, 7, 8, 9]);
    for (const count of tenths.values()) expect(Math.abs(count - 10_000)).toBeLessThan(500); // five standard deviations
  });

  it('draws normals with mean 0, variance 1, no skew and kurtosis 3', () => {
    const draws = take(200_000, seededRandom(12).normal);
    const moment = (power: number) => draws.reduce((sum, draw) => sum + draw ** power, 0) / draws.length;

    expect(Math.abs(moment(1))).toBeLessThan(0.011);
    expect(Math.abs(moment(2) - 1)).toBeLessThan(0.016);
    expect(Math.abs(moment(3))).toBeLessThan(0.045);
    expect(Math.abs(moment(4) - 3)).toBeLessThan(0.11);
  });

  it.each([0.5, Number.NaN, Infinity, 2 ** 53])('refuses the seed %d', (seed) => {
    expect(() => seededRandom(seed)).toThrow(`seed must be a safe integer, was ${seed}`);
  });
});
