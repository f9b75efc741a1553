import { PricingError } from '../errors.ts';
import { SOBOL_DIRECTIONS } from './sobol-directions.ts';

const BITS = 32;
const SOBOL_MAX_DIMENSIONS = SOBOL_DIRECTIONS.length + 1;

/**
 * Points of the Sobol sequence in [0, 1)^d, randomised by an optional digital shift so that repeated runs give
 * independent estimates. Point n is a function of n alone (its Gray code), so blocks can be drawn in any order.
 *
 * Source: I. M. Sobol (1967); P. Bratley and B. Fox, "Algorithm 659", ACM TOMS 14 (1988); directions of Joe and Kuo.
 */
export interface SobolSequence {
  readonly dimensions: number;
  readonly directions: Uint32Array;
  readonly shift: Uint32Array;
}

/** @throws PricingError INVALID_INPUT unless `dimensions` is an integer from 1 to SOBOL_MAX_DIMENSIONS. */
export function sobolSequence(dimensions: number, shift = new Uint32Array(dimensions)): SobolSequence {
  if (!(Number.isInteger(dimensions) && dimensions >= 1 && dimensions <= SOBOL_MAX_DIMENSIONS)) {
    const rule = `dimensions must be an integer from 1 to ${SOBOL_MAX_DIMENSIONS}, was ${dimensions}`;
    throw new PricingError('INVALID_INPUT', rule, { dimensions });
  }
  const directions = new Uint32Array(dimensions * BITS);
  for (let d = 0; d < dimensions; d += 1) directions.set(directionsOf(d), d * BITS);
  return { dimensions, directions, shift };
}

/** Writes point `index` (0 <= index < 2^32) into `out`; the first unshifted point is the origin. */
export function sobolPoint({ dimensions, directions, shift }: SobolSequence, index: number, out: Float64Array): void {
  for (let d = 0; d < dimensions; d += 1) {
    let gray = (index ^ (index >>> 1)) >>> 0;
    let bits = shift[d] as number;
    for (let bit = d * BITS; gray !== 0; bit += 1) {
      if ((gray & 1) === 1) bits ^= directions[bit] as number;
      gray >>>= 1;
    }
    out[d] = (bits >>> 0) / 4294967296;
  }
}

function directionsOf(dimension: number): Uint32Array {
  const v = new Uint32Array(BITS);
  if (dimension === 0) {
    for (let i = 0; i < BITS; i += 1) v[i] = 2 ** (BITS - 1 - i);
    return v;
  }
  const [coefficients = 0, ...initial] = SOBOL_DIRECTIONS[dimension - 1] as readonly number[];
  const degree = initial.length;
  for (let i = 0; i < BITS; i += 1)
    v[i] = i < degree ? (initial[i] as number) * 2 ** (BITS - 1 - i) : recurrence(v, i, { degree, coefficients });
  return v;
}

function recurrence(
  v: Uint32Array,
  i: number,
  polynomial: { readonly degree: number; readonly coefficients: number },
): number {
  const { degree, coefficients } = polynomial;
  const oldest = v[i - degree] as number;
  let value = oldest ^ (oldest >>> degree);
  for (let k = 1; k < degree; k += 1) {
    if (((coefficients >>> (degree - 1 - k)) & 1) === 1) value ^= v[i - k] as number;
  }
  return value >>> 0;
}
