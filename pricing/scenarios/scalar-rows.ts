import { logRatio } from '../numerics/elementary.ts';
import { averageModel } from '../products/average-option.ts';
import { type DigitalPieces, digitalFrom, expiredDigital } from '../products/digital.ts';
import type { DigitalTerms, OptionTerms } from '../products/instrument.ts';
import type { ModelValue } from '../products/option-inputs.ts';
import { SLOPE_STEP, volatilitySlope } from '../volatility/surface.ts';
import type { InstrumentBook } from './instrument-book.ts';
import type { BaseSeries, SeriesState } from './series-state.ts';
import type { ValueColumns } from './value-columns.ts';

/** One row that no batch kernel knows. */
export interface ScalarRow {
  readonly book: InstrumentBook;
  readonly row: number;
  readonly base: BaseSeries;
  readonly state: SeriesState;
  /** After its shock. */
  readonly volatility: number;
}

/** An option inside its averaging window. */
export function averagingRow(row: ScalarRow): ModelValue {
  return averageModel(optionTerms(row), row.state.inputs, row.volatility);
}

/** A digital, of a vanilla that a block has valued. */
export function digitalRow(row: ScalarRow, pieces: Omit<DigitalPieces, 'slope'>): ModelValue {
  const { state } = row;
  const terms = digitalTerms(row);
  if (state.inputs.yearsToExpiry === 0) return expiredDigital(terms, state.inputs);
  return digitalFrom(terms, state.inputs, { ...pieces, slope: slopeOf(row, terms.strike) });
}

export function writeRow(out: ValueColumns, row: number, { presentValue, greeks }: ModelValue): void {
  out.price[row] = presentValue;
  out.delta[row] = greeks.delta;
  out.gamma[row] = greeks.gamma;
  out.vega[row] = greeks.vega;
  out.theta[row] = greeks.theta;
  out.rho[row] = greeks.rho;
  out.vanna[row] = greeks.vanna;
  out.volga[row] = greeks.volga;
  out.deltaForward[row] = greeks.deltaForward;
  out.deltaPremiumAdjusted[row] = greeks.deltaPremiumAdjusted;
  out.charm[row] = greeks.charm;
  out.speed[row] = greeks.speed;
  out.zomma[row] = greeks.zomma;
}

const pair = { strike: new Float64Array(2), volatility: new Float64Array(2) };

/** ∂σ/∂strike after the shock, the forward held; by differences of what the shock makes of two neighbours. */
function slopeOf({ base, state }: ScalarRow, strike: number): number {
  const { inputs, volatility: shock, smileForward } = state;
  const { underlying, asOf, expiry } = base.inputs;
  if (shock === null) {
    return volatilitySlope(underlying.volatility, { asOf, expiry, forward: smileForward, strike });
  }
  const { smile } = base;
  if (smile === null) return 0;
  const k = logRatio(strike, smileForward);
  for (const [at, step] of [SLOPE_STEP, -SLOPE_STEP].entries()) {
    pair.strike[at] = strike * (1 + step + (step * step) / 2);
    pair.volatility[at] = smile.at(k + step);
  }
  const { forward, spot, yearsToExpiry: years } = inputs;
  shock(pair.volatility, { strike: pair.strike, from: 0, to: 2, forward, spot, years });
  return ((pair.volatility[0] as number) - (pair.volatility[1] as number)) / (2 * SLOPE_STEP * strike);
}

function optionTerms({ book, row, base: { series } }: ScalarRow): OptionTerms {
  const { underlying, expiry, settles, averagingMs } = series;
  return {
    kind: 'option',
    underlying,
    expiry,
    optionType: book.isCall[row] === 1 ? 'call' : 'put',
    strike: book.strike[row] as number,
    settlement: { style: 'linear', currency: settles, averagingMs },
  };
}

function digitalTerms({ book, row, base: { series } }: ScalarRow): DigitalTerms {
  const { underlying, expiry, settles } = series;
  return {
    kind: 'digital',
    underlying,
    expiry,
    optionType: book.isCall[row] === 1 ? 'call' : 'put',
    strike: book.strike[row] as number,
    payout: book.payout[row] as number,
    settlement: { style: book.isInverse[row] === 1 ? 'inverse' : 'linear', currency: settles },
  };
}
