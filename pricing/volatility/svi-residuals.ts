/**
 * What SVI calibration minimises: weighted errors of volatility at the quotes, and one-sided penalties on a grid for a
 * negative density (g below a margin) and for total variance below the slice before. Analytic Jacobian in a, b, rho, m,
 * sigma; nothing here allocates.
 */
import type { SliceQuotes } from './chain.ts';

const PARAMETERS = 5;
/** The cap is a wish, the floor a rule. */
const CAP_SHARE = 0.1;

export interface SviTarget {
  readonly k: Float64Array;
  readonly variance: Float64Array;
  /** Turns an error of total variance into a weighted error of volatility. */
  readonly scale: Float64Array;
  /** Where g is kept above `margin`. */
  readonly butterflyGrid: Float64Array;
  readonly margin: number;
  readonly butterflyWeight: number;
  /** Where, and between what, total variance is kept; the floor wins where they cross. */
  readonly calendarGrid: Float64Array;
  readonly floor: Float64Array;
  readonly cap: Float64Array;
  readonly calendarWeight: number;
}

/** What keeps a slice from arbitrage; without it the quotes alone count. */
export type SviPenalties = Omit<SviTarget, 'k' | 'variance' | 'scale'>;

const NO_GRID = new Float64Array(0);

export const NO_PENALTIES: SviPenalties = {
  butterflyGrid: NO_GRID,
  margin: 0,
  butterflyWeight: 0,
  calendarGrid: NO_GRID,
  floor: NO_GRID,
  cap: NO_GRID,
  calendarWeight: 0,
};

export function sviTarget({ quotes, yearsToExpiry }: SliceQuotes, penalties: SviPenalties): SviTarget {
  const mean = quotes.reduce((sum, { weight }) => sum + weight, 0) / quotes.length;
  const { butterflyGrid, margin, butterflyWeight, calendarGrid, floor, cap, calendarWeight } = penalties;
  // Field by field: targets that came about in different ways would slow the loops over them.
  return {
    k: Float64Array.from(quotes, (quote) => quote.k),
    variance: Float64Array.from(quotes, ({ target }) => target * target * yearsToExpiry),
    scale: Float64Array.from(quotes, ({ weight, target }) => weight / mean / (2 * target * yearsToExpiry)),
    butterflyGrid,
    margin,
    butterflyWeight,
    calendarGrid,
    floor,
    cap,
    calendarWeight,
  };
}

/** The most rows that `sviResiduals` can write. */
export function residualCount({ k, butterflyGrid, calendarGrid }: SviTarget): number {
  return k.length + butterflyGrid.length + calendarGrid.length;
}

interface Rows {
  readonly r: Float64Array;
  readonly j: Float64Array;
}

/** Writes the rows at x and returns how many: the quotes first, then those penalties that are active. */
export function sviResiduals(target: SviTarget, x: Float64Array, out: Rows): number {
  const { k } = target;
  for (let i = 0; i < k.length; i += 1) {
    const scale = target.scale[i] as number;
    out.r[i] = (varianceAt(x, k[i] as number) - (target.variance[i] as number)) * scale;
    writeRow(out.j, i, scale);
  }
  const afterButterfly = butterflyRows(target, x, { row: k.length, out });
  return calendarRows(target, x, { row: afterButterfly, out });
}

interface NextRow {
  readonly row: number;
  readonly out: Rows;
}

function calendarRows(target: SviTarget, x: Float64Array, { row: first, out }: NextRow): number {
  const { calendarGrid, floor, cap, calendarWeight } = target;
  let row = first;
  for (let i = 0; i < calendarGrid.length; i += 1) {
    const w = varianceAt(x, calendarGrid[i] as number);
    const overFloor = w - (floor[i] as number);
    const overCap = w - (cap[i] as number);
    if (overFloor >= 0 && overCap <= 0) continue;
    const weight = overFloor < 0 ? calendarWeight : CAP_SHARE * calendarWeight;
    out.r[row] = weight * (overFloor < 0 ? overFloor : overCap);
    writeRow(out.j, row, weight);
    row += 1;
  }
  return row;
}

function butterflyRows(target: SviTarget, x: Float64Array, { row: first, out }: NextRow): number {
  const { butterflyGrid, margin, butterflyWeight } = target;
  let row = first;
  for (let i = 0; i < butterflyGrid.length; i += 1) {
    const k = butterflyGrid[i] as number;
    const excess = gAt(x, k) - margin;
    if (excess >= 0) continue;
    out.r[row] = butterflyWeight * excess;
    gradientOfG(x, k);
    writeRow(out.j, row, butterflyWeight);
    row += 1;
  }
  return row;
}

/** By parameter, what the last of `varianceAt` and `gradientOfG` is the value of. */
const gradient = new Float64Array(PARAMETERS);

function writeRow(j: Float64Array, row: number, scale: number): void {
  const at = row * PARAMETERS;
  for (let p = 0; p < PARAMETERS; p += 1) j[at + p] = scale * (gradient[p] as number);
}

/** Total variance, and its gradient. */
function varianceAt(x: Float64Array, k: number): number {
  const b = x[1] as number;
  const rho = x[2] as number;
  const sigma = x[4] as number;
  const z = k - (x[3] as number);
  const radius = Math.sqrt(z * z + sigma * sigma);
  const shape = rho * z + radius;
  const perRadius = b / radius;
  gradient[0] = 1;
  gradient[1] = shape;
  gradient[2] = b * z;
  gradient[3] = -b * rho - perRadius * z;
  gradient[4] = perRadius * sigma;
  return (x[0] as number) + b * shape;
}

/** Below this g would divide by nearly nothing. */
const SMALLEST_VARIANCE = 1e-8;

/** Durrleman's g as in `svi.ts`, without its gradient: most points need no more. */
function gAt(x: Float64Array, k: number): number {
  const b = x[1] as number;
  const rho = x[2] as number;
  const sigma = x[4] as number;
  const z = k - (x[3] as number);
  const radius = Math.sqrt(z * z + sigma * sigma);
  const perRadius = 1 / radius;
  const perVariance = 1 / Math.max((x[0] as number) + b * (rho * z + radius), SMALLEST_VARIANCE);
  const slope = b * (rho + z * perRadius);
  const curvature = b * sigma * sigma * perRadius * perRadius * perRadius;
  const tilt = 1 - 0.5 * k * slope * perVariance;
  return tilt * tilt - 0.25 * slope * slope * (perVariance + 0.25) + 0.5 * curvature;
}

/** Leaves the gradient of g at k in `gradient`; a moves neither w' nor w'', rho not w''. */
function gradientOfG(x: Float64Array, k: number): void {
  const safe = Math.max(varianceAt(x, k), SMALLEST_VARIANCE);
  const b = x[1] as number;
  const rho = x[2] as number;
  const sigma = x[4] as number;
  const z = k - (x[3] as number);
  const radius = Math.sqrt(z * z + sigma * sigma);
  const cube = radius * radius * radius;
  const slope = b * (rho + z / radius);
  const curvature = (b * sigma * sigma) / cube;
  const tilt = 1 - (k * slope) / (2 * safe);
  const byW = (tilt * k * slope + 0.25 * slope * slope) / (safe * safe);
  const bySlope = (-tilt * k) / safe - 0.5 * slope * (1 / safe + 0.25);
  const byBend = 0.5 / (cube * radius * radius);
  gradient[0] = byW;
  gradient[1] = byW * (gradient[1] as number) + bySlope * (rho + z / radius) + (0.5 * sigma * sigma) / cube;
  gradient[2] = byW * (gradient[2] as number) + bySlope * b;
  gradient[3] = byW * (gradient[3] as number) - bySlope * curvature + 3 * b * sigma * sigma * z * byBend;
  const bendBySigma = b * sigma * (2 * radius * radius - 3 * sigma * sigma) * byBend;
  gradient[4] = byW * (gradient[4] as number) - (bySlope * b * sigma * z) / cube + bendBySigma;
}
