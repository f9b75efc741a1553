import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { OptionType } from '../../pricing/index.ts';
import type { OptionRow } from './pricing-workload.ts';

const SHARED = join(import.meta.dirname, '..', '..', '..', 'shared');

/** Path of a reference file, or null when the shared folder is not beside the repository. */
export function sharedFile(...parts: readonly string[]): string | null {
  const path = join(SHARED, ...parts);
  return existsSync(path) ? path : null;
}

export interface GoldenOption {
  readonly row: OptionRow;
  /** Exact values by name: price, delta, gamma, … */
  readonly exact: Readonly<Record<string, number>>;
}

export interface GoldenVolatility {
  readonly row: OptionRow;
  readonly exact: number;
  /** What one ulp of the price is worth in volatility. */
  readonly attainable: number;
}

interface RawRow {
  readonly category: string;
  readonly inputs: Readonly<Record<string, number>> & { readonly type: OptionType };
  readonly outputs: Readonly<Record<string, number | null>>;
}

/** Prices and greeks of known digits; null when the file is not there. */
export function goldenOptions(): readonly GoldenOption[] | null {
  const rows = rawRows('european.json');
  return rows?.map(({ inputs, outputs }) => ({ row: optionRow(inputs), exact: numbersOf(outputs) })) ?? null;
}

/** Prices with the exact volatility behind each; rows without a solution are left out. Null when the file is not there. */
export function goldenVolatilities(): readonly GoldenVolatility[] | null {
  const rows = rawRows('implied_vol.json');
  if (rows === null) return null;
  return rows.flatMap(({ inputs, outputs }) => {
    const { impliedVol, attainableAbs } = numbersOf(outputs);
    if (impliedVol === undefined || attainableAbs === undefined) return [];
    return [{ row: optionRow(inputs), exact: impliedVol, attainable: attainableAbs }];
  });
}

function rawRows(file: string): readonly RawRow[] | null {
  const path = sharedFile('golden', file);
  return path === null ? null : (JSON.parse(readFileSync(path, 'utf8')) as { rows: readonly RawRow[] }).rows;
}

/** Rows come on spot, rate and yield, or on forward and discount factor; both are made whole. */
function optionRow(inputs: RawRow['inputs']): OptionRow {
  const { type: optionType, strike = 0, vol: volatility = 0, t: yearsToExpiry = 0, price = 0 } = inputs;
  const common = { optionType, strike, volatility, yearsToExpiry, price };
  if (inputs['df'] !== undefined) {
    const { forward = 0, df } = inputs;
    const rate = -Math.log(df) / yearsToExpiry;
    return { ...common, spot: forward, forward, discountFactor: df, rate, carry: 0 };
  }
  const { spot = 0, r: rate = 0, q = 0 } = inputs;
  const carry = rate - q;
  return {
    ...common,
    spot,
    rate,
    carry,
    forward: spot * Math.exp(carry * yearsToExpiry),
    discountFactor: Math.exp(-rate * yearsToExpiry),
  };
}

function numbersOf(outputs: RawRow['outputs']): Readonly<Record<string, number>> {
  const entries = Object.entries(outputs).filter(([, value]) => typeof value === 'number');
  return Object.fromEntries(entries) as Record<string, number>;
}
