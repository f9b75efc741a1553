import type { SeriesState, ValueColumn } from '../../../pricing/index.ts';

/**
 * What a book is measured by, all in dollars of what the desk holds, so that underlyings add up. Delta is per 100 % of spot,
 * gamma the change of that delta for 1 % of spot, vega, vanna, volga and zomma per 1.00 of volatility, theta and charm per
 * day, rho per 1.00 of rate, speed the change of gamma for 1 % of spot.
 */
export const MEASURES = [
  'presentValue',
  'delta',
  'gamma',
  'vega',
  'theta',
  'rho',
  'vanna',
  'volga',
  'deltaForward',
  'deltaPremiumAdjusted',
  'charm',
  'speed',
  'zomma',
] as const;
export type Measure = (typeof MEASURES)[number];

/** What the profit and loss of a cell is made of, but for the residual; dollars. */
export const PARTS = ['delta', 'gamma', 'vega', 'vanna', 'volga', 'theta', 'rho', 'conversion'] as const;
export type Part = (typeof PARTS)[number];

const PERCENT = 0.01;

export function columnOf(measure: Measure): ValueColumn {
  return measure === 'presentValue' ? 'price' : measure;
}

/** Dollars per unit of each greek in one series and scenario, at `series` of each measure's column; in the order of `MEASURES`. */
export function dollarFactors(
  { inputs: { spot, forward }, conversion }: SeriesState,
  factors: readonly Float64Array[],
  series: number,
): void {
  const bySpot = spot * conversion;
  const byPercent = spot * spot * PERCENT * conversion;
  const bySquaredPercent = spot * spot * spot * PERCENT * PERCENT * conversion;
  for (let measure = 0; measure < MEASURES.length; measure += 1) {
    (factors[measure] as Float64Array)[series] = conversion;
  }
  for (const measure of BY_SPOT) (factors[measure] as Float64Array)[series] = bySpot;
  for (const measure of BY_PERCENT) (factors[measure] as Float64Array)[series] = byPercent;
  (factors[SPEED] as Float64Array)[series] = bySquaredPercent;
  (factors[DELTA_FORWARD] as Float64Array)[series] = forward * conversion;
}

const BY_SPOT = (['delta', 'vanna', 'deltaPremiumAdjusted', 'charm'] as const).map((name) => MEASURES.indexOf(name));
const BY_PERCENT = (['gamma', 'zomma'] as const).map((name) => MEASURES.indexOf(name));
const SPEED = MEASURES.indexOf('speed');
const DELTA_FORWARD = MEASURES.indexOf('deltaForward');
