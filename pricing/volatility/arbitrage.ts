import type { SviSlice } from '../market.ts';
import { butterflyG, type SviParameters, sviJet, sviTotalVariance, type VarianceJet } from './svi.ts';

export interface ArbitrageReport {
  /** Smallest g of any slice and of any mix of two neighbours; below 0 is butterfly arbitrage. */
  readonly minimumG: number;
  /** Smallest growth of total variance from one slice to the next, relative to the earlier; below 0 is calendar arbitrage. */
  readonly minimumCalendarGap: number;
}

/** Log-moneyness from −5.5 to 5.5 standard deviations and on to the far wing of the longest slice, dense in the middle. */
export function denseGrid(reach: { readonly stdDev: number; readonly farthest: number }, count = 401): Float64Array {
  const near = 5.5 * reach.stdDev;
  const far = Math.max(reach.farthest, near);
  const inner = Math.floor(count * 0.8) | 1;
  const outer = Math.floor((count - inner) / 2);
  const grid = new Float64Array(inner + 2 * outer);
  for (let i = 0; i < inner; i += 1) grid[outer + i] = near * ((2 * i) / (inner - 1) - 1);
  for (let i = 1; i <= outer; i += 1) {
    const k = near + (far - near) * (i / outer) * (i / outer);
    grid[outer - i] = -k;
    grid[outer + inner - 1 + i] = k;
  }
  return grid;
}

/** In one shape, whatever object the slice came in: loops over a grid then keep the five numbers at hand. */
function plain({ a, b, rho, m, sigma }: SviParameters): SviParameters {
  return { a, b, rho, m, sigma };
}

/** Smallest g on the grid, or −1 where the variance itself is not positive. */
export function minimumG(slice: SviParameters, grid: Float64Array): number {
  const parameters = plain(slice);
  let lowest = Infinity;
  for (let i = 0; i < grid.length; i += 1) {
    const k = grid[i] as number;
    const jet = sviJet(parameters, k);
    lowest = Math.min(lowest, jet.w > 0 ? butterflyG(jet, k) : -1);
  }
  return lowest;
}

/** What a later slice must have over an earlier one at a grid point, relative, so that none crosses between points. */
const CALENDAR_MARGIN = 2e-5;

/** Largest shortfall of `later` under `earlier` and its margin on the grid, in total variance; 0 when there is none. */
export function calendarShortfall(earlier: SviParameters, later: SviParameters, grid: Float64Array): number {
  const before = plain(earlier);
  const after = plain(later);
  let shortfall = 0;
  for (let i = 0; i < grid.length; i += 1) {
    const k = grid[i] as number;
    const floor = sviTotalVariance(before, k) * (1 + CALENDAR_MARGIN);
    shortfall = Math.max(shortfall, floor - sviTotalVariance(after, k));
  }
  return shortfall;
}

/** Measures a whole surface of ascending slices, also half-way and a tenth of the way between neighbours. */
export function surfaceArbitrage(slices: readonly SviSlice[]): ArbitrageReport {
  let lowestG = Infinity;
  let gap = Infinity;
  for (const [i, slice] of slices.entries()) {
    const grid = sliceGrid(slices, i);
    lowestG = Math.min(lowestG, minimumG(slice, grid));
    const next = slices[i + 1];
    if (next === undefined) continue;
    const between = pairArbitrage(slice, next, grid);
    lowestG = Math.min(lowestG, between.minimumG);
    gap = Math.min(gap, between.minimumCalendarGap);
  }
  return { minimumG: lowestG, minimumCalendarGap: gap === Infinity ? 0 : gap };
}

function pairArbitrage(slice: SviParameters, next: SviParameters, grid: Float64Array): ArbitrageReport {
  const earlier = plain(slice);
  const later = plain(next);
  let lowestG = Infinity;
  let gap = Infinity;
  for (let i = 0; i < grid.length; i += 1) {
    const k = grid[i] as number;
    const near = sviJet(earlier, k);
    const far = sviJet(later, k);
    gap = Math.min(gap, (far.w - near.w) / near.w);
    lowestG = Math.min(lowestG, mixedG(near, far, { k, share: 0.1 }));
    lowestG = Math.min(lowestG, mixedG(near, far, { k, share: 0.5 }));
    lowestG = Math.min(lowestG, mixedG(near, far, { k, share: 0.9 }));
  }
  return { minimumG: lowestG, minimumCalendarGap: gap };
}

/** Where `surfaceArbitrage` looks at slice `i` and at its successor. */
function sliceGrid(slices: readonly SviParameters[], i: number): Float64Array {
  const deviations = slices.map((slice) => Math.sqrt(sviTotalVariance(slice, 0)));
  return denseGrid({ stdDev: deviations[i] as number, farthest: 5.5 * Math.max(...deviations) });
}

const RAISE_PASSES = 4;
const MAX_PASSES = 12;

/** What became of each slice: as it was, a little higher, or in the shape of the slice before it. */
export type Clearing = 'kept' | 'raised' | 'reshaped';

/**
 * Raises slices that still fall below their predecessor somewhere on the measured grid; each raise widens the grid a
 * little, hence the passes. Where wings diverge, so that no raise suffices, the slice takes its predecessor's shape.
 */
export function clearCalendars(fitted: readonly SviSlice[]): { slices: SviSlice[]; clearings: Clearing[] } {
  const slices = [...fitted];
  const clearings = fitted.map((): Clearing => 'kept');
  for (let pass = 0; pass < MAX_PASSES; pass += 1) {
    const outcome = pass < RAISE_PASSES ? 'raised' : 'reshaped';
    const changed = slices.map((_, i) => i > 0 && clearSlice(slices, i, outcome));
    for (const [i, was] of changed.entries()) if (was) clearings[i] = outcome;
    if (!changed.includes(true)) break;
  }
  return { slices, clearings };
}

/** Whether slice `i` had to be changed, in place. */
function clearSlice(slices: SviSlice[], i: number, outcome: 'raised' | 'reshaped'): boolean {
  const [earlier, slice] = [slices[i - 1] as SviSlice, slices[i] as SviSlice];
  const grid = sliceGrid(slices, i - 1);
  if (calendarShortfall(earlier, slice, grid) === 0) return false;
  slices[i] = raised(outcome === 'raised' ? slice : reshaped(earlier, slice), earlier, grid);
  return true;
}

function raised(slice: SviSlice, earlier: SviSlice, grid: Float64Array): SviSlice {
  const shortfall = calendarShortfall(earlier, slice, grid);
  return { ...slice, a: slice.a + shortfall * (1 + 1e-9) + 1e-12 };
}

function reshaped(earlier: SviSlice, slice: SviSlice): SviSlice {
  const rise = Math.max(sviTotalVariance(slice, 0) - sviTotalVariance(earlier, 0), 0);
  return { ...earlier, expiry: slice.expiry, a: earlier.a + rise };
}

interface MixPoint {
  readonly k: number;
  /** Of the way from the near slice to the far one. */
  readonly share: number;
}

/** g of the mix; its variance is linear between the two, and so are the derivatives. */
function mixedG(near: VarianceJet, far: VarianceJet, { k, share }: MixPoint): number {
  const w = near.w + share * (far.w - near.w);
  const slope = near.slope + share * (far.slope - near.slope);
  const curvature = near.curvature + share * (far.curvature - near.curvature);
  return butterflyG({ w, slope, curvature }, k);
}
