/** A stream of pseudo-random numbers: the same seed gives the same stream, on every machine. */
export interface RandomSource {
  /** Uniform on [0, 1), 53 bits. */
  uniform(): number;
  /** Standard normal. */
  normal(): number;
}

type Words = [number, number, number, number];

const TWO_TO_MINUS_53 = 2 ** -53;

/** Standard normals by Box and Muller's transform, from xoshiro128**. `seed` is any safe integer. */
export function seededRandom(seed: number): RandomSource {
  const nextWord = xoshiro128starstar(expandSeed(seed));
  const uniform = () => ((nextWord() >>> 5) * 2 ** 26 + (nextWord() >>> 6)) * TWO_TO_MINUS_53;
  let spare: number | undefined;

  const normal = () => {
    if (spare !== undefined) {
      const kept = spare;
      spare = undefined;
      return kept;
    }
    const radius = Math.sqrt(-2 * Math.log(1 - uniform())); // 1 - u is never 0
    const angle = 2 * Math.PI * uniform();
    spare = radius * Math.sin(angle);
    return radius * Math.cos(angle);
  };
  return { uniform, normal };
}

/**
 * The generator xoshiro128**: 32-bit words with a period of 2^128 - 1. The state must not be all zero.
 * Source: D. Blackman and S. Vigna, "Scrambled linear pseudorandom number generators", ACM TOMS 47 (2021).
 */
export function xoshiro128starstar(state: Readonly<Words>): () => number {
  let [a, b, c, d] = state;
  return () => {
    const word = Math.imul(rotateLeft(Math.imul(b, 5), 7), 9) >>> 0;
    const shifted = b << 9;
    c ^= a;
    d ^= b;
    b ^= c;
    a ^= d;
    c ^= shifted;
    d = rotateLeft(d, 11);
    return word;
  };
}

/**
 * Spreads a seed over the state: four steps of an odd-increment counter, each mixed by the finaliser of MurmurHash3
 * (A. Appleby). The mix is a bijection of distinct counters, so at most one word of four can be zero.
 */
function expandSeed(seed: number): Words {
  if (!Number.isSafeInteger(seed)) throw new Error(`seed must be a safe integer, was ${seed}`);
  const low = seed >>> 0;
  const high = Math.floor(seed / 2 ** 32) >>> 0;
  const start = low ^ mix(high);
  const word = (step: number) => mix((start + Math.imul(step, 0x9e3779b9)) | 0);
  return [word(1), word(2), word(3), word(4)];
}

function mix(input: number): number {
  let h = input;
  h = Math.imul(h ^ (h >>> 16), 0x85ebca6b);
  h = Math.imul(h ^ (h >>> 13), 0xc2b2ae35);
  return (h ^ (h >>> 16)) >>> 0;
}

function rotateLeft(word: number, bits: number): number {
  return (word << bits) | (word >>> (32 - bits));
}
