import type { OptionType } from '../../../pricing/index.ts';
import { CliError } from '../exit.ts';
import { readExpiry } from '../rfq/expiry.ts';
import type { ChainFault } from './chain-fault.ts';

/** The columns that are read; a file may have more, in any order. */
export const CHAIN_COLUMNS = [
  'instrument_name',
  'type',
  'expiry_date',
  'strike',
  'T_years',
  'S0',
  'market_price_btc',
  'mark_iv',
  'bid_btc',
  'ask_btc',
] as const;
export type ChainColumn = (typeof CHAIN_COLUMNS)[number];

export interface ChainLine {
  /** From 1. */
  readonly line: number;
  readonly text: (column: ChainColumn) => string;
}

/** One listed option. Prices in coin per coin; volatility as an annualised decimal; null where the file has none. */
export interface ChainRow {
  readonly line: number;
  readonly name: string;
  readonly base: string;
  readonly expiryName: string;
  /** UTC epoch ms. */
  readonly expiry: number;
  readonly optionType: OptionType;
  readonly strike: number;
  readonly yearsToExpiry: number;
  /** Half a unit of the last decimal that the file gives of `yearsToExpiry`. */
  readonly yearsRounding: number;
  readonly forward: number;
  readonly mark: number | null;
  readonly markVolatility: number | null;
  readonly bid: number | null;
  readonly ask: number | null;
}

const NUMBER = /^[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?$/i;

/** Reads one line; whatever breaks a rule is added to `faults`, and the row is then null. */
export function readChainRow(source: ChainLine, faults: ChainFault[]): ChainRow | null {
  const { line, text } = source;
  const before = faults.length;
  const fault = (field: ChainColumn, rule: string) => {
    faults.push({ line, field, rule, value: text(field) });
    return Number.NaN;
  };
  const positive = (field: ChainColumn): number => {
    const value = NUMBER.test(text(field)) ? Number(text(field)) : Number.NaN;
    return value > 0 && value < Infinity ? value : fault(field, 'be a finite number > 0');
  };
  const optional = (field: ChainColumn): number | null => (text(field) === '' ? null : positive(field));

  const optionType = text('type') === 'put' ? 'put' : 'call';
  if (text('type') !== optionType) fault('type', 'be call or put');
  const markPercent = optional('mark_iv');
  const row: ChainRow = {
    line,
    name: text('instrument_name'),
    base: text('instrument_name').split('-')[0] ?? '',
    expiryName: text('expiry_date'),
    expiry: expiryOf(text('expiry_date')) ?? fault('expiry_date', 'be a date such as 26MAR27'),
    optionType,
    strike: positive('strike'),
    yearsToExpiry: positive('T_years'),
    yearsRounding: roundingOf(text('T_years')),
    forward: positive('S0'),
    mark: optional('market_price_btc'),
    markVolatility: markPercent === null ? null : markPercent / 100,
    bid: optional('bid_btc'),
    ask: optional('ask_btc'),
  };
  if (faults.length > before) return null;
  const listed = listedName(row);
  if (row.name !== listed) fault('instrument_name', `be ${listed}, as the other columns say`);
  return faults.length > before ? null : row;
}

/** "BTC-26MAR27-105000-C", as the exchange names it. */
function listedName({ base, expiryName, strike, optionType }: ChainRow): string {
  return `${base === '' ? 'BTC' : base}-${expiryName}-${strike}-${optionType === 'call' ? 'C' : 'P'}`;
}

function expiryOf(text: string): number | null {
  if (!/^\d{1,2}[A-Z]{3}\d{2}$/.test(text)) return null;
  try {
    return Date.parse(readExpiry(text, 'expiry_date'));
  } catch (error) {
    if (error instanceof CliError) return null;
    throw error;
  }
}

/** "0.00352" is known to ±0.000005. */
function roundingOf(text: string): number {
  return 0.5 * 10 ** -(text.split('.')[1] ?? '').length;
}
