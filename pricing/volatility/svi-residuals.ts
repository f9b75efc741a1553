/**
 * What SVI calibration minimises: weighted errors of volatility at the quotes, and one-sided penalties on a grid for a
 * negative density (g below a margin) and for total variance below the slice before. Analytic Jacobian in a, b, rho, m,
 * sigma; nothing here allocates.
 */
import type { SmileQuote } from './chain.ts';

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

export function dataTarget(quotes: readonly SmileQuote[], yearsToExpiry: number) {
  const mean = quotes.reduce((sum, { weight }) => sum + weight, 0) / quotes.length;
  return {
    k: Float64Array.from(quotes, (quote) => quote.k),
    variance: Float64Array.from(quotes, ({ target }) => target * target * yearsToExpiry),
    scale: Float64Array.from(quotes, ({ weight, target }) => weight / mean / (2 * target * yearsToExpiry)),
  };
}

export function residualCount({ k, butterflyGrid, calendarGrid }: SviTarget): number {
  return k.length + butterflyGrid.length + calendarGrid.length;
}

export function sviResiduals(target: SviTarget, x: Float64Array, out: { r: Float64Array; j: Float64Array }): void {
  const { k, butterflyGrid, calendarGrid } = target;
  for (let i = 0; i < k.length; i += 1) {
    const w = varianceRow(x, k[i] as number);
    const scale = target.scale[i] as number;
    out.r[i] = (w - (target.variance[i] as number)) * scale;
    writeRow(out.j, i, scale);
  }
  const afterData = k.length;
  for (let i = 0; i < butterflyGrid.length; i += 1)
    butterflyRow(target, x, { at: butterflyGrid[i] as number, row: afterData + i, out });
  const afterButterfly = afterData + butterflyGrid.length;
  for (let i = 0; i < calendarGrid.length; i += 1) {
    const w = varianceRow(x, calendarGrid[i] as number);
    const overFloor = w - (target.floor[i] as number);
    const overCap = Math.max(w - (target.cap[i] as number), 0);
    const wish = overCap > 0 ? CAP_SHARE : 0;
    const active = target.calendarWeight * (overFloor < 0 ? 1 : wish);
    out.r[afterButterfly + i] = active * (overFloor < 0 ? overFloor : overCap);
    writeRow(out.j, afterButterfly + i, active);
  }
}

/** ∂w by parameter at the last point asked for. */
const gradient = new Float64Array(PARAMETERS);

function writeRow(j: Float64Array, row: number, scale: number): void {
  for (let p = 0; p < PARAMETERS; p += 1) j[row * PARAMETERS + p] = scale * (gradient[p] as number);
}

function varianceRow(x: Float64Array, k: number): number {
  const b = x[1] as number;
  const rho = x[2] as number;
  const sigma = x[4] as number;
  const z = k - (x[3] as number);
  const radius = Math.sqrt(z * z + sigma * sigma);
  const shape = rho * z + radius;
  gradient[0] = 1;
  gradient[1] = shape;
  gradient[2] = b * z;
  gradient[3] = -b * (rho + z / radius);
  gradient[4] = (b * sigma) / radius;
  return (x[0] as number) + b * shape;
}

interface ButterflyPoint {
  readonly at: number;
  readonly row: number;
  readonly out: { readonly r: Float64Array; readonly j: Float64Array };
}

function butterflyRow(target: SviTarget, x: Float64Array, { at: k, row, out }: ButterflyPoint): void {
  const w = varianceRow(x, k);
  const b = x[1] as number;
  const sigma = x[4] as number;
  const z = k - (x[3] as number);
  const radius = Math.sqrt(z * z + sigma * sigma);
  const cube = radius * radius * radius;
  const slope = b * ((x[2] as number) + z / radius);
  const curvature = (b * sigma * sigma) / cube;
  const safe = Math.max(w, 1e-8);
  const tilt = 1 - (k * slope) / (2 * safe);
  const g = tilt * tilt - 0.25 * slope * slope * (1 / safe + 0.25) + 0.5 * curvature;
  const excess = g - target.margin;
  const active = excess < 0 ? target.butterflyWeight : 0;
  out.r[row] = active * excess;
  const byW = (tilt * k * slope + 0.25 * slope * slope) / (safe * safe);
  const bySlope = (-tilt * k) / safe - 0.5 * slope * (1 / safe + 0.25);
  const perRadius5 = 1 / (cube * radius * radius);
  slopeGradient[1] = (x[2] as number) + z / radius;
  slopeGradient[2] = b;
  slopeGradient[3] = -curvature;
  slopeGradient[4] = (-b * sigma * z) / cube;
  bendGradient[1] = (sigma * sigma) / cube;
  bendGradient[3] = 3 * b * sigma * sigma * z * perRadius5;
  bendGradient[4] = b * sigma * (2 * radius * radius - 3 * sigma * sigma) * perRadius5;
  for (let p = 0; p < PARAMETERS; p += 1) {
    const change =
      byW * (gradient[p] as number) + bySlope * (slopeGradient[p] as number) + 0.5 * (bendGradient[p] as number);
    out.j[row * PARAMETERS + p] = active * change;
  }
}

/** ∂w' and ∂w'' by parameter; a moves neither, rho does not move w''. */
const slopeGradient = new Float64Array(PARAMETERS);
const bendGradient = new Float64Array(PARAMETERS);
