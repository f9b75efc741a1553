import type { StrikeRows } from './smile-columns.ts';

/** Rows of one expiry after the shocks on spot, carry and time. */
export interface SmileRows extends StrikeRows {
  readonly spot: number;
  /** Years to expiry after the roll; > 0. */
  readonly years: number;
}

/** Changes the volatilities of the rows in place; annualised decimals. */
export type VolatilityShock = (volatility: Float64Array, rows: SmileRows) => void;

/** What one scenario does to one underlying. */
export interface UnderlyingShock {
  /** Quote currency per unit. */
  spot(spot: number): number;
  /** Continuous carry to an expiry that is `years` away: its spot-forward basis. */
  carry(carry: number, years: number): number;
  /** Continuous discount rate of the quote currency. */
  rate(rate: number, years: number): number;
  /** Null leaves volatilities as they are. */
  readonly volatility: VolatilityShock | null;
}

/** One scenario, as functions: the same market object in, the world after it out. */
export interface CellShock {
  /** Time rolled forward, ms; >= 0. Spot, carry, rate and each expiry's volatility stay, as theta has it. */
  readonly rollMs: number;
  /** What a smile does when the forward moves: keep its shape in log-moneyness, or in strikes. */
  readonly smile: 'moneyness' | 'strike';
  underlying(name: string): UnderlyingShock;
  /** Factor on the dollars of what settles in a currency: 0.9 when USDT loses a tenth. */
  conversion(currency: string): number;
}

const same = (value: number) => value;

/** Nothing happens: every number comes out as it went in, to the bit. */
export const NO_SHOCK: CellShock = {
  rollMs: 0,
  smile: 'moneyness',
  underlying: () => ({ spot: same, carry: same, rate: same, volatility: null }),
  conversion: () => 1,
};
