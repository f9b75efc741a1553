/**
 * The Mills ratio of the normal distribution, scaled: M(z) = N(−z) exp(z²/2), and its slope. A tail probability is
 * exp(−z²/2) M(z), so a difference of two normal probabilities needs one exponential.
 *
 * Method: with I_n(z) = ∫ τⁿ/n! exp(−zτ − τ²/2) dτ / √(2π) over τ > 0, M = I_0 and the Taylor coefficients of I_k at z are
 * (−1)ⁿ (k+n)!/(k! n!) I_(k+n)(z): all known from one three-term recurrence, (n + 1) I_(n+1) = I_(n−1) − z I_n. Tables at
 * steps of 1/16 are built once, in 32 digits where the recurrence loses some (W. Gautschi, "Computational aspects of
 * three-term recurrence relations", SIAM Review 9 (1967)). Error below 0.6 ulp.
 */
import {
  add,
  type DoubleDouble,
  divide,
  divideByNumber,
  fromNumber,
  multiply,
  multiplyByNumber,
  productTail,
  squareRoot,
  subtract,
} from './double-double.ts';

const STEPS_PER_UNIT = 16;
/** Per grid point: the value in two parts, so that its own rounding does not count, then eight Taylor coefficients. */
const STRIDE = 10;
const ORDER = 8;
const EXACT_RATIOS = 4;
const ONE = fromNumber(1);
const LAST = 16;
/** Tells the compiler that no index is out of bounds; changes none of them. */
const STEP_MASK = 511;
/** The slope's table starts at z = −½. */
const SLOPE_FIRST_STEP = -STEPS_PER_UNIT / 2;
const INV_SQRT_2PI = 0.3989422804014327;
/** What its double leaves of 1/√(2π). */
const INV_SQRT_2PI_LOW = -2.49232720227773e-17;
const PI: DoubleDouble = { high: Math.PI, low: 1.2246467991473532e-16 };
const DENSITY_AT_ZERO = divide(ONE, squareRoot(multiplyByNumber(PI, 2)));

const MILLS_TABLE = new Float64Array((STEP_MASK + 1) * STRIDE);
const SLOPE_TABLE = new Float64Array((STEP_MASK + 1) * STRIDE);
fillTables();

/** M(z) for z >= 0. */
export function mills(z: number): number {
  // 1 *: a call's result may be anything to the compiler, and it would box the doubles of the common path to match.
  if (!(z < LAST)) return 1 * millsFar(z);
  const step = (z * STEPS_PER_UNIT + 0.5) & STEP_MASK;
  const d = z - step / STEPS_PER_UNIT;
  const i = step * STRIDE;
  const t = MILLS_TABLE;
  const low = (t[i + 2] as number) + d * (t[i + 3] as number);
  const middle = (t[i + 4] as number) + d * (t[i + 5] as number);
  const high = (t[i + 6] as number) + d * (t[i + 7] as number);
  const top = (t[i + 8] as number) + d * (t[i + 9] as number);
  const q = d * d;
  return (t[i] as number) + (d * (low + q * middle + q * q * (high + q * top)) + (t[i + 1] as number));
}

/** −M'(z) = 1/√(2π) − z M(z) > 0, for z >= −½, without the cancellation of that formula. */
export function millsSlope(z: number): number {
  if (!(z < LAST)) return 1 * millsSlopeFar(z);
  const step = (z * STEPS_PER_UNIT - SLOPE_FIRST_STEP + 0.5) & STEP_MASK;
  const d = z - (step + SLOPE_FIRST_STEP) / STEPS_PER_UNIT;
  const i = step * STRIDE;
  const t = SLOPE_TABLE;
  const low = (t[i + 2] as number) + d * (t[i + 3] as number);
  const middle = (t[i + 4] as number) + d * (t[i + 5] as number);
  const high = (t[i + 6] as number) + d * (t[i + 7] as number);
  const top = (t[i + 8] as number) + d * (t[i + 9] as number);
  const q = d * d;
  return (t[i] as number) + (d * (low + q * middle + q * q * (high + q * top)) + (t[i + 1] as number));
}

/** Laplace's asymptotic series 1/z − 1/z³ + 3/z⁵ − …; from 16 on its 13th term is below 1e-18. */
function millsFar(z: number): number {
  const w = 1 / (z * z);
  const leading = INV_SQRT_2PI / z;
  const product = leading * z;
  const leadingTail = (INV_SQRT_2PI - product - productTail(leading, z, product) + INV_SQRT_2PI_LOW) / z;
  return leading + (leadingTail - leading * w * asymptotic(w));
}

function millsSlopeFar(z: number): number {
  const w = 1 / (z * z);
  return INV_SQRT_2PI * w * asymptotic(w);
}

function asymptotic(w: number): number {
  let sum = 1;
  for (let odd = 25; odd > 1; odd -= 2) sum = 1 - odd * w * sum;
  return sum;
}

function fillTables(): void {
  for (let step = SLOPE_FIRST_STEP; step <= LAST * STEPS_PER_UNIT; step += 1) {
    const integrals = repeatedIntegrals(step / STEPS_PER_UNIT);
    const slopes = integrals.slice(1).map((integral, n) => multiplyByNumber(integral, n + 1));
    if (step >= 0) MILLS_TABLE.set(tableEntry(integrals), step * STRIDE);
    SLOPE_TABLE.set(tableEntry(slopes), (step - SLOPE_FIRST_STEP) * STRIDE);
  }
}

/** Taylor coefficients from moments: alternating signs. */
function tableEntry(moments: readonly DoubleDouble[]): number[] {
  const [value = fromNumber(0), ...rest] = moments.slice(0, ORDER + 1);
  return [value.high, value.low, ...rest.map(({ high }, index) => (index % 2 === 0 ? -high : high))];
}

/** I_0 … I_9 at z. Below 4 upwards in 32 digits, above by the continued fraction of their ratios. */
function repeatedIntegrals(z: number): DoubleDouble[] {
  return z < 4 ? integralsUpwards(z, DENSITY_AT_ZERO) : integralsByRatios(z, DENSITY_AT_ZERO);
}

function integralsUpwards(z: number, density: DoubleDouble): DoubleDouble[] {
  let before = density;
  let current = millsBySeries(z, density);
  const integrals = [current];
  for (let n = 0; n <= ORDER; n += 1) {
    const next = divideByNumber(subtract(before, multiplyByNumber(current, z)), n + 1);
    before = current;
    current = next;
    integrals.push(current);
  }
  return integrals;
}

/** exp(z²/2)/2 − Σ z^(2n+1)/(2n+1)!! / √(2π). */
function millsBySeries(z: number, density: DoubleDouble): DoubleDouble {
  const square = z * z;
  let exponential = fromNumber(0.5);
  let even = fromNumber(0.5);
  let odd = multiplyByNumber(density, z);
  let sum = odd;
  for (let n = 1; n < 80; n += 1) {
    even = divideByNumber(multiplyByNumber(even, square), 2 * n);
    exponential = add(exponential, even);
    odd = divideByNumber(multiplyByNumber(odd, square), 2 * n + 1);
    sum = add(sum, odd);
    if (even.high < 1e-34 * exponential.high) break;
  }
  return subtract(exponential, sum);
}

/**
 * r_n = I_n / I_(n−1) = 1 / (z + (n + 1) r_(n+1)), from far out inwards, and I_0 = 1/√(2π) / (z + r_1). Each step shrinks
 * an error at least fivefold, so only the last ones need 32 digits.
 */
function integralsByRatios(z: number, density: DoubleDouble): DoubleDouble[] {
  const ratios = new Array<DoubleDouble>(ORDER + 2);
  let ratio = 0;
  for (let n = 90; n > EXACT_RATIOS; n -= 1) {
    ratio = 1 / (z + (n + 1) * ratio);
    if (n <= ORDER + 1) ratios[n] = fromNumber(ratio);
  }
  let current = fromNumber(ratio);
  for (let n = EXACT_RATIOS; n >= 1; n -= 1) {
    current = divide(ONE, add(fromNumber(z), multiplyByNumber(current, n + 1)));
    ratios[n] = current;
  }
  const integrals = [divide(density, add(fromNumber(z), current))];
  for (let n = 1; n <= ORDER + 1; n += 1) {
    integrals.push(multiply(integrals[n - 1] as DoubleDouble, ratios[n] as DoubleDouble));
  }
  return integrals;
}
