import {
  type DeltaConvention,
  deltaOfStrike,
  digitalOption,
  type OptionType,
  type SpotOptionInput,
  spotOption,
} from '../../pricing/index.ts';
import { readJson } from '../support/shared.ts';

interface SpotInputs {
  readonly type: OptionType;
  readonly spot: number;
  readonly strike: number;
  readonly vol: number;
  readonly t: number;
  readonly r: number;
  readonly q: number;
  readonly cash: number;
}
interface DeltaInputs {
  readonly type: OptionType;
  readonly convention: DeltaConvention;
  readonly spot: number;
  readonly dfDomestic: number;
  readonly dfForeign: number;
  readonly stdDev: number;
  readonly strike: number;
}
interface BookRow<Inputs> {
  readonly id: number;
  readonly product: string;
  readonly source: string;
  readonly inputs: Inputs;
  readonly expected: number;
  readonly tolerance: number;
}

const { rows } = readJson<{ rows: readonly BookRow<SpotInputs & DeltaInputs>[] }>('golden', 'book.json');
const of = (product: string) => rows.filter((row) => row.product === product);
const toInput = ({ type, spot, strike, vol, t, r, q }: SpotInputs): SpotOptionInput => ({
  optionType: type,
  spot,
  strike,
  volatility: vol,
  yearsToExpiry: t,
  rate: r,
  carry: r - q,
});
/** The rounding of the print is the tolerance. */
const agrees = (actual: number, { expected, tolerance }: BookRow<unknown>) =>
  expect(Math.abs(actual - expected)).toBeLessThanOrEqual(tolerance);

describe('values printed in books', () => {
  it.each(of('european'))('european: $source ($id)', (row) => {
    agrees(spotOption(toInput(row.inputs)).price, row);
  });

  it.each(['delta', 'gamma', 'vega', 'theta', 'rho'] as const)('european %s of Haug', (greek) => {
    const [row] = of(`europeanGreek:${greek}`);
    if (row === undefined) throw new Error(`book.json has no europeanGreek:${greek}`);

    agrees(spotOption(toInput(row.inputs))[greek], row);
  });

  it.each(of('digital'))('digital: $source ($id)', (row) => {
    agrees(row.inputs.cash * digitalOption(toInput(row.inputs)).price, row);
  });

  it.each(of('fxDelta'))('delta: $source ($id)', (row) => {
    const { type, convention, spot, dfDomestic, dfForeign, stdDev, strike } = row.inputs;
    const forward = (spot * dfForeign) / dfDomestic;
    const query = { optionType: type, convention, spot, forward, discountFactor: dfDomestic, stdDev };

    agrees(deltaOfStrike(query, strike), row);
  });
});
