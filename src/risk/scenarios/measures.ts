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

/** Dollars of a measure per unit of its greek, in one series and scenario. */
export function dollarsPer(measure: Measure, { inputs: { spot, forward }, conversion }: SeriesState): number {
  switch (measure) {
    case 'delta':
    case 'vanna':
    case 'deltaPremiumAdjusted':
    case 'charm':
      return spot * conversion;
    case 'deltaForward':
      return forward * conversion;
    case 'gamma':
    case 'zomma':
      return spot * spot * PERCENT * conversion;
    case 'speed':
      return spot * spot * spot * PERCENT * PERCENT * conversion;
    default:
      return conversion;
  }
}
