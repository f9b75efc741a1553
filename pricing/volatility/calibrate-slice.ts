import { type LeastSquaresFit, type LeastSquaresProblem, leastSquares } from '../numerics/least-squares.ts';
import { solveLinear } from '../numerics/linear.ts';
import { calendarShortfall, denseGrid, minimumG } from './arbitrage.ts';
import type { SliceQuotes, SmileQuote } from './chain.ts';
import { ssviToSvi } from './ssvi.ts';
import type { SviParameters } from './svi.ts';
import { sviTotalVariance } from './svi.ts';
import {
  NO_PENALTIES,
  residualCount,
  type SviPenalties,
  type SviTarget,
  sviResiduals,
  sviTarget,
} from './svi-residuals.ts';

/**
 * How a slice came about: free SVI; SVI with the no-arbitrage penalties tightened; a surface-SVI slice inside its sufficient
 * conditions; or the slice before it, lifted to this slice's level.
 */
export type SliceMethod = 'svi' | 'constrained-svi' | 'ssvi' | 'lifted';

export interface CalibratedSlice {
  readonly parameters: SviParameters;
  readonly method: SliceMethod;
  /** Why not plain SVI; null for that. */
  readonly reason: string | null;
}

export interface SliceTask {
  readonly slice: SliceQuotes;
  /** What `fitAlone` made of it: where the search starts, and often ends. */
  readonly alone: SviParameters | null;
  /** The slice before, which this one may not fall below. */
  readonly earlier: SviParameters | null;
  /** A first guess of the slice after, which this one had better not rise above: quotes of the two may disagree in the wings. */
  readonly later: SviParameters | null;
  /** Log-moneyness up to which calendars are watched: the far wing of the longest slice. */
  readonly farthest: number;
}

const MIN_QUOTES = 5;

/** Fits one slice with no butterfly and no calendar arbitrage against the one before. Never fails; says how it did. */
export function calibrateSlice(task: SliceTask): CalibratedSlice {
  const { slice, alone } = task;
  const { quotes } = slice;
  const level = atmVariance(slice, task.earlier);
  const grid = watchedGrid(task, level);
  const attempts: readonly (readonly [SliceMethod, () => SviParameters])[] = [
    ['svi', () => fitTarget(penaltiesOf(task, { level, strict: false }), { slice, level, alone })],
    ['constrained-svi', () => fitTarget(penaltiesOf(task, { level, strict: true }), { slice, level, alone })],
    ['ssvi', () => fitSsvi(quotes, level)],
  ];
  let reason = quotes.length < MIN_QUOTES ? `only ${quotes.length} usable quotes` : null;
  for (const [method, attempt] of quotes.length < MIN_QUOTES ? [] : attempts) {
    const parameters = lift(attempt(), task.earlier, grid);
    const g = minimumG(parameters, grid);
    if (g >= 0) return { parameters, method, reason };
    reason = `${method} left g = ${g.toFixed(4)}`;
  }
  return { parameters: lifted(task.earlier, level, grid), method: 'lifted', reason };
}

/** This slice's dense grid and, for calendars, the finer one of the slice before. */
function watchedGrid({ earlier, farthest }: SliceTask, level: number): Float64Array {
  const own = denseGrid({ stdDev: Math.sqrt(level), farthest });
  if (earlier === null) return own;
  const before = denseGrid({ stdDev: Math.sqrt(sviTotalVariance(earlier, 0)), farthest });
  const both = new Float64Array(own.length + before.length);
  both.set(own);
  both.set(before, own.length);
  return both;
}

/** Total variance at the forward, from the quotes around it. */
function atmVariance({ quotes, yearsToExpiry }: SliceQuotes, earlier: SviParameters | null): number {
  const above = quotes.findIndex((quote) => quote.k >= 0);
  const right = quotes[above];
  const left = quotes[above - 1] ?? right;
  if (left === undefined || right === undefined) {
    const edge = quotes[quotes.length - 1];
    if (edge !== undefined) return edge.target * edge.target * yearsToExpiry;
    return earlier === null ? 1e-4 : sviTotalVariance(earlier, 0);
  }
  const share = right.k > left.k ? -left.k / (right.k - left.k) : 0;
  const volatility = left.target + share * (right.target - left.target);
  return volatility * volatility * yearsToExpiry;
}

/** Raises a slice until it is nowhere below the one before. A higher `a` makes every term of g larger. */
function lift(slice: SviParameters, earlier: SviParameters | null, grid: Float64Array): SviParameters {
  const shortfall = earlier === null ? 0 : calendarShortfall(earlier, slice, grid);
  return shortfall > 0 ? { ...slice, a: slice.a + shortfall * (1 + 1e-9) + 1e-12 } : slice;
}

function lifted(earlier: SviParameters | null, level: number, grid: Float64Array): SviParameters {
  if (earlier === null) return { a: level, b: 0, rho: 0, m: 0, sigma: 0.1 };
  const rise = Math.max(level - sviTotalVariance(earlier, 0), 0);
  return lift({ ...earlier, a: earlier.a + rise }, earlier, grid);
}

interface FitMode {
  readonly level: number;
  readonly strict: boolean;
}

/** The slice that fits its quotes best on its own, whatever its neighbours and its wings; null with too few quotes. */
export function fitAlone(slice: SliceQuotes): SviParameters | null {
  if (slice.quotes.length < MIN_QUOTES) return null;
  const level = atmVariance(slice, null);
  return fitTarget(NO_PENALTIES, { slice, level, alone: null });
}

interface FitStart {
  readonly slice: SliceQuotes;
  readonly level: number;
  /** The fit without penalties; null while there is none. */
  readonly alone: SviParameters | null;
}

/**
 * Starts at the fit without penalties, which often needs no more; where the penalties bind there may be several minima,
 * and the better of that start and of a coarse search counts.
 */
function fitTarget(penalties: SviPenalties, { slice, level, alone }: FitStart): SviParameters {
  const target = sviTarget(slice, penalties);
  const stdDev = Math.sqrt(level);
  const widest = Math.max(...slice.quotes.map((quote) => Math.abs(quote.k)), stdDev);
  const top = Math.max(...target.variance);
  const problem: LeastSquaresProblem = {
    count: residualCount(target),
    gainTolerance: 1e-6,
    maxSteps: 40,
    lower: [-top, 1e-6, -0.995, -2 * widest, 0.02 * stdDev],
    upper: [2 * top, 2, 0.995, 2 * widest, 4 * widest],
    evaluate: (x, r, j) => sviResiduals(target, x, { r, j }),
  };
  const near = alone === null ? null : fitFrom(problem, [alone.a, alone.b, alone.rho, alone.m, alone.sigma]);
  if (near !== null && near.steps === 1) return parametersOf(near);
  const fit = fitFrom(problem, startParameters(target, stdDev));
  return parametersOf(near !== null && near.cost < fit.cost ? near : fit);
}

function fitFrom(problem: LeastSquaresProblem, start: readonly number[]): LeastSquaresFit {
  const { lower, upper } = problem;
  const inside = start.map((value, i) => Math.min(Math.max(value, lower[i] as number), upper[i] as number));
  return leastSquares(problem, inside);
}

function parametersOf({ x }: LeastSquaresFit): SviParameters {
  const [a = 0, b = 0, rho = 0, m = 0, sigma = 0] = x;
  return { a, b, rho, m, sigma };
}

function penaltiesOf({ slice, earlier, later, farthest }: SliceTask, { level, strict }: FitMode): SviPenalties {
  const stdDev = Math.sqrt(level);
  const alone = earlier === null && later === null;
  const calendarGrid = alone ? new Float64Array(0) : denseGrid({ stdDev, farthest }, 41);
  return {
    butterflyGrid: denseGrid({ stdDev, farthest }, 61),
    margin: strict ? 0.05 : 0.01,
    butterflyWeight: strict ? 3 : 0.3,
    calendarGrid,
    floor: calendarGrid.map((k) => (earlier === null ? -Infinity : sviTotalVariance(earlier, k) * (1 + 1e-4))),
    cap: calendarGrid.map((k) => capAt({ earlier, later }, k)),
    calendarWeight: (strict ? 100 : 30) / (2 * Math.sqrt(level * slice.yearsToExpiry)),
  };
}

/** None where the neighbours leave no room between them. */
function capAt({ earlier, later }: Pick<SliceTask, 'earlier' | 'later'>, k: number): number {
  const cap = later === null ? Infinity : sviTotalVariance(later, k) * (1 - 1e-4);
  const room = earlier === null ? 0 : 1.1 * sviTotalVariance(earlier, k);
  return cap > room ? cap : Infinity;
}

/**
 * For given m and sigma, SVI is linear in a, b rho and b: the best of a coarse grid of (m, sigma).
 * Source: S. De Marco and C. Martini, "Quasi-explicit calibration of Gatheral's SVI model", Zeliade (2009).
 */
function startParameters(target: SviTarget, stdDev: number): number[] {
  let best = { cost: Infinity, x: [0.5 * stdDev * stdDev, 0.1 * stdDev, 0, 0, stdDev] };
  for (const m of [-1, -0.4, 0, 0.4, 1]) {
    for (const sigma of [0.25, 0.7, 1.5, 3]) {
      const candidate = linearFit(target, m * stdDev, sigma * stdDev);
      if (candidate.cost < best.cost) best = candidate;
    }
  }
  return best.x;
}

function linearFit(target: SviTarget, m: number, sigma: number) {
  const normal = new Float64Array(9);
  const right = new Float64Array(3);
  const square = accumulate(target, { m, sigma, normal, right });
  for (let p = 0; p < 3; p += 1) normal[4 * p] = (normal[4 * p] as number) * (1 + 1e-10);
  const projection = Float64Array.from(right);
  solveLinear(normal, right);
  const [a = 0, tilt = 0, b = 0] = right;
  const usable = b > 0 && Math.abs(tilt) < b;
  const explained = right.reduce((sum, value, p) => sum + value * (projection[p] as number), 0);
  return { cost: usable ? square - explained : Infinity, x: [a, b, b > 0 ? tilt / b : 0, m, sigma] };
}

interface NormalEquations {
  readonly m: number;
  readonly sigma: number;
  readonly normal: Float64Array;
  readonly right: Float64Array;
}

/** The normal equations of a, b rho and b; returns the sum of squares of what they are to explain. */
function accumulate({ k, variance, scale }: SviTarget, { m, sigma, normal, right }: NormalEquations): number {
  let [square, s0, sz, sr, szz, szr, srr, y1, yz, yr] = [0, 0, 0, 0, 0, 0, 0, 0, 0, 0];
  for (let i = 0; i < k.length; i += 1) {
    const z = (k[i] as number) - m;
    const y = variance[i] as number;
    const radius = Math.sqrt(z * z + sigma * sigma);
    const s = (scale[i] as number) * (scale[i] as number);
    s0 += s;
    sz += s * z;
    sr += s * radius;
    szz += s * z * z;
    szr += s * z * radius;
    srr += s * radius * radius;
    y1 += s * y;
    yz += s * y * z;
    yr += s * y * radius;
    square += s * y * y;
  }
  normal.set([s0, sz, sr, sz, szz, szr, sr, szr, srr]);
  right.set([y1, yz, yr]);
  return square;
}

/** θ from the quotes, rho and phi by a scan inside the sufficient conditions of Gatheral and Jacquier. */
function fitSsvi(quotes: readonly SmileQuote[], theta: number): SviParameters {
  let best = { cost: Infinity, parameters: ssviToSvi({ theta, phi: 1e-3, rho: 0 }) };
  const top = Math.min(4 / theta, Math.sqrt(4 / theta));
  for (let rho = -0.9; rho <= 0.91; rho += 0.1) {
    for (let share = 0.02; share < 1; share += 0.04) {
      const skew = 1 + Math.abs(rho);
      const parameters = ssviToSvi({ theta, phi: (share * top) / skew, rho });
      const cost = quotes.reduce((sum, { k, target, weight }) => {
        const error = Math.sqrt(sviTotalVariance(parameters, k) / theta) - target / Math.sqrt(theta);
        return sum + weight * error * error;
      }, 0);
      if (cost < best.cost) best = { cost, parameters };
    }
  }
  return best.parameters;
}
