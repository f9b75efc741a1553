import type { OptionType } from '../products/instrument.ts';
import type { BlackColumns, RowRange } from './black-kernel.ts';

/** The one row that scalar valuations put through the batch kernels. */
export const singleRow = {
  isCall: new Uint8Array(1),
  forward: new Float64Array(1),
  strike: new Float64Array(1),
  volatility: new Float64Array(1),
  yearsToExpiry: new Float64Array(1),
  discountFactor: new Float64Array(1),
} satisfies BlackColumns;

export const SINGLE: RowRange = { from: 0, count: 1 };

export function fillSingleRow(input: {
  readonly optionType: OptionType;
  readonly forward: number;
  readonly strike: number;
  readonly volatility: number;
  readonly yearsToExpiry: number;
  readonly discountFactor: number;
}): void {
  singleRow.isCall[0] = input.optionType === 'call' ? 1 : 0;
  singleRow.forward[0] = input.forward;
  singleRow.strike[0] = input.strike;
  singleRow.volatility[0] = input.volatility;
  singleRow.yearsToExpiry[0] = input.yearsToExpiry;
  singleRow.discountFactor[0] = input.discountFactor;
}
