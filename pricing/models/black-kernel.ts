/**
 * Black's formula over columns of options, in blocks that stay in the nearest cache. Scalar functions run a block of one
 * row, so scalar and batch agree to the last bit. Nothing here allocates or checks its input: callers do.
 *
 * With a = |ln(F/K)|, s = σ√t, h = a/s and t = s/2 the out-of-the-money option is worth
 * min(F, K) · exp(−u²/2) [M(u) − M(v)], u = h − t, v = h + t, M the scaled Mills ratio (for u < 0 by reflection). It needs
 * one exponential, and keeps its digits far out of the money where N(d1) and N(d2) are tiny and nearly cancel.
 */
import { expOfSum, log, logRatio } from '../numerics/elementary.ts';
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

const distance = new Float64Array(BLOCK_ROWS);
const halfStdDev = new Float64Array(BLOCK_ROWS);
const nearTail = new Float64Array(BLOCK_ROWS);
const farTail = new Float64Array(BLOCK_ROWS);
const otmPrice = new Float64Array(BLOCK_ROWS);
const smallRows = new Int32Array(BLOCK_ROWS);

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
  const smallCount = standardise(columns, rows);
  const { isCall, forward, strike, discountFactor } = columns;
  const { from, count } = rows;
  for (let i = 0; i < count; i += 1) {
    const h = distance[i] as number;
    const t = halfStdDev[i] as number;
    const u = h - t;
    const near = Math.min(Math.abs(u), FAR);
    const density = expOfSum(-0.5 * near * near, 0);
    const reflected = Number(u < 0);
    const nearMills = (1 - 2 * reflected) * mills(near);
    const share = reflected + density * (nearMills - mills(h + t));
    const f = forward[from + i] as number;
    const k = strike[from + i] as number;
    // Without branches: sides and moneyness of a book are as good as random.
    const exercise = (2 * (isCall[from + i] as number) - 1) * (f - k);
    const intrinsic = 0.5 * (exercise + Math.abs(exercise));
    out[from + i] = (discountFactor[from + i] as number) * (intrinsic + Math.min(f, k) * share);
  }
  for (let j = 0; j < smallCount; j += 1) {
    const i = smallRows[j] as number;
    out[from + i] = (discountFactor[from + i] as number) * smallStdDevPrice(columns, from + i, i);
  }
}

/** Fills `detail` for the rows. */
export function detailBlock(columns: BlackColumns, rows: RowRange): void {
  const smallCount = standardise(columns, rows);
  tailBlock(columns, rows);
  sideBlock(columns, rows);
  for (let j = 0; j < smallCount; j += 1) {
    const i = smallRows[j] as number;
    detail.price[i] = smallStdDevPrice(columns, rows.from + i, i);
  }
}

/** N(−u), N(−v) and the densities; sides follow in `sideBlock`. */
function tailBlock(columns: BlackColumns, rows: RowRange): void {
  const { forward, strike } = columns;
  const { from, count } = rows;
  for (let i = 0; i < count; i += 1) {
    const h = distance[i] as number;
    const t = halfStdDev[i] as number;
    const f = forward[from + i] as number;
    const k = strike[from + i] as number;
    const smaller = Math.min(f, k);
    const u = h - t;
    const near = Math.min(Math.abs(u), FAR);
    const density = expOfSum(-0.5 * near * near, 0);
    const reflected = Number(u < 0);
    const nearMills = (1 - 2 * reflected) * mills(near);
    const farMills = mills(h + t);
    nearTail[i] = reflected + density * nearMills;
    farTail[i] = density * farMills * (smaller / Math.max(f, k));
    otmPrice[i] = smaller * (reflected + density * (nearMills - farMills));
    detail.density[i] = INV_SQRT_2PI * smaller * density;
  }
}

/** Puts the tails in the place of N(±d1) and N(±d2): the out-of-the-money option is the call when F <= K. */
function sideBlock(columns: BlackColumns, rows: RowRange): void {
  const { isCall, forward, strike } = columns;
  const { from, count } = rows;
  for (let i = 0; i < count; i += 1) {
    const difference = (forward[from + i] as number) - (strike[from + i] as number);
    const call = isCall[from + i] as number;
    const otmIsCall = difference <= 0 ? 1 : 0;
    const inside = call === otmIsCall ? 0 : 1;
    const near = nearTail[i] as number;
    const far = farTail[i] as number;
    const asset = otmIsCall === 1 ? near : far;
    const cash = otmIsCall === 1 ? far : near;
    const h = (1 - 2 * otmIsCall) * (distance[i] as number);
    const t = halfStdDev[i] as number;
    detail.price[i] = inside * Math.abs(difference) + (otmPrice[i] as number);
    detail.asset[i] = inside + (1 - 2 * inside) * asset;
    detail.cash[i] = inside + (1 - 2 * inside) * cash;
    detail.d1[i] = h + t;
    detail.d2[i] = h - t;
  }
}

/** Fills `distance` and `halfStdDev`, lists the rows of small deviation and returns how many they are. */
function standardise(columns: BlackColumns, rows: RowRange): number {
  const { forward, strike, volatility, yearsToExpiry } = columns;
  const { from, count } = rows;
  let smallCount = 0;
  for (let i = 0; i < count; i += 1) {
    const stdDev = (volatility[from + i] as number) * Math.sqrt(yearsToExpiry[from + i] as number);
    const a = Math.abs(log((forward[from + i] as number) / (strike[from + i] as number)));
    // Zero deviation: at the money h is 0, elsewhere far enough for every density to vanish.
    distance[i] = Math.min(a / Math.max(stdDev, 1e-300), UNREACHABLE);
    halfStdDev[i] = 0.5 * stdDev;
    if (stdDev < SMALL_STD_DEV) {
      smallRows[smallCount] = i;
      smallCount += 1;
    }
  }
  for (let j = 0; j < smallCount; j += 1) refineDistance(columns, from, smallRows[j] as number);
  return smallCount;
}

/** Where the deviation is small, half an ulp of F / K would show in the price. */
function refineDistance({ forward, strike }: BlackColumns, from: number, i: number): void {
  const a = Math.abs(logRatio(forward[from + i] as number, strike[from + i] as number));
  distance[i] = Math.min(a / Math.max(2 * (halfStdDev[i] as number), 1e-300), UNREACHABLE);
}

/** Undiscounted; M(u) − M(v) by Gauss-Legendre with 4 points, whose error is below 1e-16 of it. */
function smallStdDevPrice(columns: BlackColumns, row: number, i: number): number {
  const h = distance[i] as number;
  const t = halfStdDev[i] as number;
  const near = 0.33998104358485626 * t;
  const far = 0.8611363115940526 * t;
  const inner = millsSlope(h - near) + millsSlope(h + near);
  const outer = millsSlope(h - far) + millsSlope(h + far);
  const u = Math.min(Math.abs(h - t), FAR);
  const share = expOfSum(-0.5 * u * u, 0) * 2 * t * (0.32607257743127305 * inner + 0.17392742256872692 * outer);
  const f = columns.forward[row] as number;
  const k = columns.strike[row] as number;
  const exercise = columns.isCall[row] === 1 ? f - k : k - f;
  return Math.max(exercise, 0) + Math.min(f, k) * share;
}
