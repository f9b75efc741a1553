/** The standard normal distribution: density, both tails and their inverse. */
import { productTail } from './double-double.ts';
import { expOfSum, log } from './elementary.ts';
import { mills } from './mills.ts';

export const INV_SQRT_2PI = 0.3989422804014327;
/** Below −39 a normal probability is less than the smallest double. */
const UNDERFLOW = 39;

/**
 * exp(−x²/2) within 0.6 ulp: the rounding of x² is carried along, because alone it would cost 700 ulp at |x| = 38.
 */
function expMinusHalfSquare(x: number): number {
  if (!(x > -UNDERFLOW && x < UNDERFLOW)) return Number.isNaN(x) ? x : 0;
  const square = x * x;
  return expOfSum(-0.5 * square, -0.5 * productTail(x, x, square));
}

/** Density (2π)^-½ exp(−x²/2), within 1.5 ulp wherever the result is a normal double. */
export function normPdf(x: number): number {
  return INV_SQRT_2PI * expMinusHalfSquare(x);
}

/** P(Z <= x), within 1.5 ulp over the whole line, the far left tail included (5 ulp of the subnormal below 1e-308). */
export function normCdf(x: number): number {
  const y = Math.abs(x);
  const tail = expMinusHalfSquare(y) * (y < UNDERFLOW ? mills(y) : 1);
  return x < 0 ? tail : 1 - tail;
}

/**
 * x with P(Z <= x) = p, for p in [0, 1]: ∓Infinity at the ends, NaN outside. Within 2 ulp of x.
 *
 * Minimax approximations in p − ½ near the median, and further out in p − ½ or √(−ln p) as M. J. Wichura, "Algorithm AS
 * 241", Applied Statistics 37 (1988), has them, polished by one step of Halley's method on the exact distribution.
 */
export function normInverse(p: number): number {
  const q = p - 0.5;
  const distance = Math.abs(q);
  if (distance <= 0.195) return medianQuantile(q);
  if (!(p > 0 && p < 1)) return p === 0 || p === 1 ? q * Infinity : Number.NaN;
  const lower = Math.min(p, 1 - p);
  const x = polish(distance <= 0.425 ? shoulderQuantile(distance) : tailQuantile(lower), lower);
  return q < 0 ? x : -x;
}

/** As `normInverse` for 0 < p < 1, to 2e-8 and in half the time: a start for other iterations. */
export function roughNormInverse(p: number): number {
  const q = p - 0.5;
  const distance = Math.abs(q);
  if (distance <= 0.195) return medianQuantile(q);
  const x = distance <= 0.425 ? shoulderQuantile(distance) : tailQuantile(Math.min(p, 1 - p));
  return q < 0 ? x : -x;
}

/** Odd polynomial; its leading term √(2π) q carries nearly all of the value. */
function medianQuantile(q: number): number {
  const w = q * q;
  let sum = 165683.8976567596 * w + 11223.989397482992;
  sum = sum * w + 6395.433501716426;
  sum = sum * w + 1672.627092852212;
  sum = sum * w + 496.63450245127063;
  sum = sum * w + 149.82498489247115;
  sum = sum * w + 47.035827257977296;
  sum = sum * w + 15.667608772227066;
  sum = sum * w + 5.772533539080915;
  sum = sum * w + 2.6249349909532884;
  return 2.5066282746310007 * q + q * (w * sum - 1.1268107547412016e-16);
}

/** The negative quantile `distance` below the median. */
function shoulderQuantile(distance: number): number {
  const w = 0.180625 - distance * distance;
  let numerator = 2513.5640672945933 * w + 33475.91352422868;
  numerator = numerator * w + 67332.97893413527;
  numerator = numerator * w + 45954.447932191826;
  numerator = numerator * w + 13738.171633542104;
  numerator = numerator * w + 1972.14543183618;
  numerator = numerator * w + 133.15852412198456;
  numerator = numerator * w + 3.3871328727963665;
  let denominator = 5234.869426955237 * w + 28764.265538381755;
  denominator = denominator * w + 39343.57584051055;
  denominator = denominator * w + 21227.514611097406;
  denominator = denominator * w + 5396.535655465019;
  denominator = denominator * w + 687.3656656255523;
  denominator = denominator * w + 42.31830724985964;
  return (-distance * numerator) / (denominator * w + 1);
}

/** To 2e-8, which one step of Halley's method takes to the last digit. */
function tailQuantile(p: number): number {
  const r = Math.sqrt(-log(p));
  let numerator = 1.4142826041772198 * r + 27.098383616705412;
  numerator = numerator * r + 85.2462809413158;
  numerator = numerator * r + 2.570071569549695;
  let denominator = r + 19.17063422370465;
  denominator = denominator * r + 62.93256882882577;
  denominator = denominator * r + 33.27455286375438;
  return (-r * (numerator * r - 77.57673897899686)) / (denominator * r - 1.5194862008758754);
}

/** In y = −x the density's exponential leaves the Newton step: (N(x) − p)/φ(x) = √(2π) (M(y) − p exp(y²/2)). */
function polish(x: number, p: number): number {
  const excess = x < -5 ? mills(-x) - p / expMinusHalfSquare(x) : nearExcess(x, p);
  const step = excess / INV_SQRT_2PI;
  return x - step / (1 + 0.5 * x * step);
}

/** M(−x) − p exp(x²/2) where the two nearly cancel and the product's own rounding would show. */
function nearExcess(x: number, p: number): number {
  const square = x * x;
  const growth = expOfSum(0.5 * square, 0.5 * productTail(x, x, square));
  const product = p * growth;
  return mills(-x) - product - productTail(p, growth, product);
}

/** ln P(Z <= x), without underflow: −800 at x = −40 and so on. */
export function logNormCdf(x: number): number {
  if (x > -1) return log(normCdf(x));
  return -0.5 * x * x + log(mills(-x));
}
