/**
 * A counter-based random generator: the n-th block of a stream is a function of (key, n), so that a path can be drawn
 * again without its predecessors, and workers share a stream without talking.
 *
 * Source: J. Salmon et al., "Parallel random numbers: as easy as 1, 2, 3", SC11 (2011): Philox4x32-10.
 */
export interface RandomKey {
  /** Two words of 32 bits. */
  readonly seed: readonly [number, number];
  /** Which of the seed's streams; 32 bits. Default 0. */
  readonly stream?: number;
}

const ROUNDS = 10;
const MULTIPLIER_0 = 0xd2511f53;
const MULTIPLIER_1 = 0xcd9e8d57;
const KEY_STEP_0 = 0x9e3779b9;
const KEY_STEP_1 = 0xbb67ae85;

/** Four words of 32 bits for four counter words and two key words, into `out`. Allocates nothing. */
export function philox(counter: Uint32Array, key: Uint32Array, out: Uint32Array): void {
  let c0 = counter[0] as number;
  let c1 = counter[1] as number;
  let c2 = counter[2] as number;
  let c3 = counter[3] as number;
  let k0 = key[0] as number;
  let k1 = key[1] as number;
  for (let round = 0; round < ROUNDS; round += 1) {
    const high0 = multiplyHigh(MULTIPLIER_0, c0);
    const high1 = multiplyHigh(MULTIPLIER_1, c2);
    const low0 = Math.imul(MULTIPLIER_0, c0);
    const low1 = Math.imul(MULTIPLIER_1, c2);
    c0 = (high1 ^ c1 ^ k0) >>> 0;
    c2 = (high0 ^ c3 ^ k1) >>> 0;
    c1 = low1 >>> 0;
    c3 = low0 >>> 0;
    k0 = (k0 + KEY_STEP_0) >>> 0;
    k1 = (k1 + KEY_STEP_1) >>> 0;
  }
  out[0] = c0;
  out[1] = c1;
  out[2] = c2;
  out[3] = c3;
}

/** Upper 32 bits of the 64-bit product, from four products of 16-bit halves. */
function multiplyHigh(a: number, b: number): number {
  const aLow = a & 0xffff;
  const aHigh = a >>> 16;
  const bLow = b & 0xffff;
  const bHigh = b >>> 16;
  const cross = aHigh * bLow + ((aLow * bLow) >>> 16);
  return aHigh * bHigh + Math.floor(cross / 65536) + ((((cross & 0xffff) + aLow * bHigh) / 65536) | 0);
}

/** Uniform numbers in (0, 1), 53 bits each, of one block: two of them from counter `index` (below 2^53). */
export function uniformPair({ seed, stream = 0 }: RandomKey, index: number, out: Float64Array): void {
  scratchKey[0] = seed[0];
  scratchKey[1] = seed[1];
  scratchCounter[0] = index >>> 0;
  scratchCounter[1] = Math.floor(index / 4294967296);
  scratchCounter[2] = stream;
  scratchCounter[3] = 0;
  philox(scratchCounter, scratchKey, scratchOut);
  out[0] = toUnit(scratchOut[0] as number, scratchOut[1] as number);
  out[1] = toUnit(scratchOut[2] as number, scratchOut[3] as number);
}

const scratchKey = new Uint32Array(2);
const scratchCounter = new Uint32Array(4);
const scratchOut = new Uint32Array(4);

/** The midpoint of one of 2^52 equal cells: never 0, never 1. */
function toUnit(high: number, low: number): number {
  return (high * 1048576 + (low >>> 12) + 0.5) / 4503599627370496;
}
