import type { RiskFigures } from '../../contracts/risk-run.ts';

/** What a cell can be looked at by, with the unit that its number has. */
export const MEASURES = {
  profitAndLoss: { label: 'P&L', unit: 'USD against the market as it is' },
  presentValue: { label: 'Present value', unit: 'USD' },
  delta: { label: 'Delta', unit: 'USD per 100 % of spot' },
  gamma: { label: 'Gamma', unit: 'USD of delta per 1 % of spot' },
  vega: { label: 'Vega', unit: 'USD per 1.00 of volatility' },
  theta: { label: 'Theta', unit: 'USD a day' },
  rho: { label: 'Rho', unit: 'USD per 1.00 of rate' },
  vanna: { label: 'Vanna', unit: 'USD of delta per 1.00 of volatility' },
  volga: { label: 'Volga', unit: 'USD of vega per 1.00 of volatility' },
  deltaForward: { label: 'Delta, forward', unit: 'USD per 100 % of the forward' },
  deltaPremiumAdjusted: { label: 'Delta, premium adjusted', unit: 'USD per 100 % of spot' },
  charm: { label: 'Charm', unit: 'USD of delta a day' },
  speed: { label: 'Speed', unit: 'USD of gamma per 1 % of spot' },
  zomma: { label: 'Zomma', unit: 'USD of gamma per 1.00 of volatility' },
} as const;
export type Measure = keyof typeof MEASURES;

const NAMES = Object.keys(MEASURES) as Measure[];
export const MEASURE_OPTIONS = NAMES.map((value) => ({ value, label: MEASURES[value].label }));

export function measureOf(figures: RiskFigures, measure: Measure): number {
  return measure === 'profitAndLoss' || measure === 'presentValue' ? figures[measure] : figures.greeks[measure];
}

/** A measure by its name in an address; the profit when there is no such. */
export function readMeasure(name: string | null): Measure {
  return NAMES.find((measure) => measure === name) ?? 'profitAndLoss';
}
