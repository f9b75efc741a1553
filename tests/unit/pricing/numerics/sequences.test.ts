import { philox, uniformPair } from '../../../../pricing/numerics/random.ts';
import { sobolPoint, sobolSequence } from '../../../../pricing/numerics/sobol.ts';

describe('the counter-based generator', () => {
  // Known answers of the authors' Random123 distribution for philox4x32-10.
  it.each([
    { counter: [0, 0, 0, 0], key: [0, 0], words: [0x6627e8d5, 0xe169c58d, 0xbc57ac4c, 0x9b00dbd8] },
    {
      counter: [0xffffffff, 0xffffffff, 0xffffffff, 0xffffffff],
      key: [0xffffffff, 0xffffffff],
      words: [0x408f276d, 0x41c83b0e, 0xa20bc7c6, 0x6d5451fd],
    },
    {
      counter: [0x243f6a88, 0x85a308d3, 0x13198a2e, 0x03707344],
      key: [0xa4093822, 0x299f31d0],
      words: [0xd16cfe09, 0x94fdcceb, 0x5001e420, 0x24126ea1],
    },
  ])('gives the published words for counter $counter', ({ counter, key, words }) => {
    const out = new Uint32Array(4);
    philox(Uint32Array.from(counter), Uint32Array.from(key), out);

    expect([...out]).toEqual(words);
  });

  it('draws the same numbers for the same counter in any order, others for another stream', () => {
    const pair = (index: number, stream: number) => {
      const out = new Float64Array(2);
      uniformPair({ seed: [1, 2], stream }, index, out);
      return [...out];
    };

    expect([pair(5, 0), pair(0, 0)]).toEqual([pair(0, 0), pair(5, 0)].reverse());
    expect(pair(5, 1)).not.toEqual(pair(5, 0));
  });

  it('is uniform on the open interval', () => {
    const out = new Float64Array(2);
    let [sum, squares, outside] = [0, 0, 0];
    for (let i = 0; i < 20_000; i += 1) {
      uniformPair({ seed: [7, 0] }, i, out);
      for (const u of out) {
        if (!(u > 0 && u < 1)) outside += 1;
        sum += u;
        squares += u * u;
      }
    }
    expect(outside).toBe(0);
    // Four standard errors of the mean (1/√12) and of the mean square (√(4/45)) of 40,000 draws.
    expect(Math.abs(sum / 40_000 - 1 / 2)).toBeLessThan((4 * Math.sqrt(1 / 12)) / 200);
    expect(Math.abs(squares / 40_000 - 1 / 3)).toBeLessThan((4 * Math.sqrt(4 / 45)) / 200);
  });
});

describe('the Sobol sequence', () => {
  it('starts as published in the first five dimensions', () => {
    const sequence = sobolSequence(5);
    const point = new Float64Array(5);
    const points = [1, 2, 3, 4].map((index) => {
      sobolPoint(sequence, index, point);
      return [...point];
    });

    expect(points).toEqual([
      [0.5, 0.5, 0.5, 0.5, 0.5],
      [0.75, 0.25, 0.25, 0.25, 0.75],
      [0.25, 0.75, 0.75, 0.75, 0.25],
      [0.375, 0.375, 0.625, 0.875, 0.375],
    ]);
  });

  it('puts one of each 2^10 points in every interval of length 2^-10, in every dimension', () => {
    const sequence = sobolSequence(64);
    const point = new Float64Array(64);
    const seen = Array.from({ length: 64 }, () => new Set<number>());
    for (let index = 0; index < 1024; index += 1) {
      sobolPoint(sequence, index, point);
      for (const [d, x] of point.entries()) seen[d]?.add(Math.floor(x * 1024));
    }

    expect(seen.map((cells) => cells.size)).toEqual(new Array(64).fill(1024));
  });

  it.each([0, 65, 1.5])('refuses %p dimensions', (dimensions) => {
    expect(() => sobolSequence(dimensions)).toThrow('dimensions must be an integer from 1 to 64');
  });
});
