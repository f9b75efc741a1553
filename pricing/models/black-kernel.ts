/**
 * Black's formula over columns of options, in blocks that stay in the nearest cache. Scalar functions run a block of one
 * row, so scalar and batch agree to the last bit. Nothing here allocates or checks its input: callers do.
 *
 * With a = |ln(F/K)|, s = σ√t, h = a/s and t = s/2 the out-of-the-money option is worth
 * min(F, K) · exp(−u²/2) [M(u) − M(v)], u = h − t, v = h + t, M the scaled Mills ratio (for u < 0 by reflection). It needs
 * one exponential, and keeps its digits far out of the money where N(d1) and N(d2) are tiny and nearly cancel.
 */
import { expOfSum, logFromOne, logRatio } from '../numerics/elementary.ts';
import { mills, millsSlope } from '../numerics/mills.ts';
import { INV_SQRT_2PI } from '../numerics/normal.ts';

/** One option a row; units as in `Black76Input`. `isCall` is 1 for a call, 0 for a put. */
export interface BlackColumns {
  readonly isCall: Uint8Array;
  readonly forward: Float64Array;
  readonly strike: Float64Array;
  readonly volatility: Float64Array;
  readonly yearsToExpiry: Float64Array;
  readonly discountFactor: Float64Array;
}

export interface RowRange {
  readonly from: number;
  /** At most BLOCK_ROWS. */
  readonly count: number;
}

export const BLOCK_ROWS = 256;
/** Below this M(u) − M(v) loses digits to cancellation, and the slope of M is integrated instead. */
const SMALL_STD_DEV = 0.06;
/** exp(−39²/2) is 0 in double. */
const FAR = 39;
/** Deviations beyond which nothing is left to compute, and nothing overflows. */
const UNREACHABLE = 1e8;

/** Per row of the block: h, t, min(F, K), max/min, exp(−u²/2), and the out-of-the-money price per unit of min(F, K). */
const distance = new Float64Array(BLOCK_ROWS);
const halfStdDev = new Float64Array(BLOCK_ROWS);
const smallerLeg = new Float64Array(BLOCK_ROWS);
const legRatio = new Float64Array(BLOCK_ROWS);
const scaledDensity = new Float64Array(BLOCK_ROWS);
const otmShare = new Float64Array(BLOCK_ROWS);
/** |u| and v of each row in turn, and M of them. */
const tailAt = new Float64Array(2 * BLOCK_ROWS);
const tailMills = new Float64Array(2 * BLOCK_ROWS);
const smallRows = new Int32Array(BLOCK_ROWS + 1);

/** Everything the greeks are made of, per row of the last `detailBlock`. */
export const detail = {
  /** Undiscounted price. */
  price: new Float64Array(BLOCK_ROWS),
  /** N(±d1). */
  asset: new Float64Array(BLOCK_ROWS),
  /** N(±d2). */
  cash: new Float64Array(BLOCK_ROWS),
  /** F φ(d1) = K φ(d2). */
  density: new Float64Array(BLOCK_ROWS),
  d1: new Float64Array(BLOCK_ROWS),
  d2: new Float64Array(BLOCK_ROWS),
};

/** Discounted prices of the rows, into the same rows of `out`. */
export function priceBlock(columns: BlackColumns, rows: RowRange, out: Float64Array): void {
  tailBlock(columns, rows);
  const { isCall, forward, strike, discountFactor } = columns;
  const { from, count } = rows;
  for (let i = 0; i < count; i += 1) {
    const row = from + i;
    // Without branches, here and below: sides and moneyness of a book are as good as random.
    const exercise = (2 * (isCall[row] as number) - 1) * ((forward[row] as number) - (strike[row] as number));
    const intrinsic = 0.5 * (exercise + Math.abs(exercise));
    const otm = (smallerLeg[i] as number) * (otmShare[i] as number);
    out[row] = (discountFactor[row] as number) * (intrinsic + otm);
  }
}

/** Fills `detail` for the rows. */
export function detailBlock(columns: BlackColumns, rows: RowRange): void {
  tailBlock(columns, rows);
  const { isCall, forward, strike } = columns;
  const { from, count } = rows;
  for (let i = 0; i < count; i += 1) {
    const difference = (forward[from + i] as number) - (strike[from + i] as number);
    const h = distance[i] as number;
    const t = halfStdDev[i] as number;
    const density = scaledDensity[i] as number;
    const smaller = smallerLeg[i] as number;
    // N(−u) and N(−v) take the places of N(±d1) and N(±d2): the out-of-the-money option is the call when F <= K.
    const reflected = Number(h < t);
    const near = reflected + density * (1 - 2 * reflected) * (tailMills[2 * i] as number);
    const far = (density * (tailMills[2 * i + 1] as number)) / (legRatio[i] as number);
    const otmIsCall = Number(difference <= 0);
    const otmIsPut = 1 - otmIsCall;
    const inside = Math.abs((isCall[from + i] as number) - otmIsCall);
    const outside = 1 - 2 * inside;
    const signedH = (otmIsPut - otmIsCall) * h;
    detail.price[i] = inside * Math.abs(difference) + smaller * (otmShare[i] as number);
    detail.asset[i] = inside + outside * (otmIsCall * near + otmIsPut * far);
    detail.cash[i] = inside + outside * (otmIsCall * far + otmIsPut * near);
    detail.density[i] = INV_SQRT_2PI * smaller * density;
    detail.d1[i] = signedH + t;
    detail.d2[i] = signedH - t;
  }
}

/**
 * What prices and greeks share, into the columns above. In one function with `logFromOne`, `expOfSum` and `mills` called
 * once each: longer than the engine inlines into callers, and short enough for it to inline all three here. A number that
 * crosses a call is boxed, which would cost as much as its computation.
 */
function tailBlock({ forward, strike, volatility, yearsToExpiry }: BlackColumns, { from, count }: RowRange): void {
  let smallCount = 0;
  for (let i = 0; i < count; i += 1) {
    const f = forward[from + i] as number;
    const k = strike[from + i] as number;
    const above = Number(f > k);
    const below = 1 - above;
    const smaller = below * f + above * k;
    const ratio = (above * f + below * k) / smaller;
    const stdDev = (volatility[from + i] as number) * Math.sqrt(yearsToExpiry[from + i] as number);
    // Zero deviation: at the money h is 0, elsewhere far enough for every density to vanish.
    distance[i] = Math.min(logFromOne(ratio) / (stdDev + 1e-300), UNREACHABLE);
    halfStdDev[i] = 0.5 * stdDev;
    smallerLeg[i] = smaller;
    legRatio[i] = ratio;
    smallRows[smallCount] = i;
    smallCount += Number(stdDev < SMALL_STD_DEV);
  }
  if (smallCount > 0) refineDistances(forward, strike, { from, count: smallCount });
  for (let i = 0; i < count; i += 1) {
    const h = distance[i] as number;
    const t = halfStdDev[i] as number;
    const near = Math.min(Math.abs(h - t), FAR);
    tailAt[2 * i] = near;
    tailAt[2 * i + 1] = h + t;
    scaledDensity[i] = expOfSum(-0.5 * near * near, 0);
  }
  for (let j = 0; j < 2 * count; j += 1) tailMills[j] = mills(tailAt[j] as number);
  for (let i = 0; i < count; i += 1) {
    const reflected = Number((distance[i] as number) < (halfStdDev[i] as number));
    const nearMills = (1 - 2 * reflected) * (tailMills[2 * i] as number);
    otmShare[i] = reflected + (scaledDensity[i] as number) * (nearMills - (tailMills[2 * i + 1] as number));
  }
  if (smallCount > 0) refineShares(smallCount);
}

/** Where the deviation is small, half an ulp of F / K would show in the price. `count` is of `smallRows`. */
function refineDistances(forward: Float64Array, strike: Float64Array, { from, count }: RowRange): void {
  for (let j = 0; j < count; j += 1) {
    const i = smallRows[j] as number;
    const f = forward[from + i] as number;
    const k = strike[from + i] as number;
    const z = Math.abs(f - k) / (f + k);
    const a = z < NEAR_THE_MONEY ? 2 * artanh(z) : Math.abs(logRatio(f, k));
    distance[i] = Math.min(a / (2 * (halfStdDev[i] as number) + 1e-300), UNREACHABLE);
  }
}

/** ln(F/K) = 2 artanh((F − K)/(F + K)), where F − K is exact; the series ends below 1e-17 of it. */
const NEAR_THE_MONEY = 0.09;

function artanh(z: number): number {
  const q = z * z;
  const low = 1 / 3 + q * (1 / 5) + q * q * (1 / 7 + q * (1 / 9));
  const high = 1 / 11 + q * (1 / 13) + q * q * (1 / 15 + q * (1 / 17));
  return z + z * q * (low + q * q * q * q * high);
}

/**
 * M(u) − M(v) of small rows without their cancellation: 2t (S + t²/6 S″ + t⁴/120 S⁗ + …) with S = −M' and its derivatives
 * at h. From M' = zM − 1/√(2π) follows S″ = (3 + z²) S − 1/√(2π), whose own derivatives give the others. What is left
 * out is below 1e-19 of the sum; the cancellation in the derivatives costs less than (h t)² ulp.
 */
function refineShares(smallCount: number): void {
  for (let j = 0; j < smallCount; j += 1) {
    const i = smallRows[j] as number;
    const z = distance[i] as number;
    const t = halfStdDev[i] as number;
    const growth = 3 + z * z;
    const slope = millsSlope(z);
    const first = z * slope - mills(z);
    const second = growth * slope - INV_SQRT_2PI;
    const third = growth * first + 2 * z * slope;
    const fourth = growth * second + 4 * z * first + 2 * slope;
    const fifth = growth * third + 6 * z * second + 6 * first;
    const sixth = growth * fourth + 8 * z * third + 12 * second;
    const eighth = growth * sixth + 12 * z * fifth + 30 * fourth;
    const q = t * t;
    const tail = q * (fourth / 120 + q * (sixth / 5_040 + q * (eighth / 362_880)));
    otmShare[i] = (scaledDensity[i] as number) * 2 * t * (slope + q * (second / 6 + tail));
  }
}
