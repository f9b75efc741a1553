import { type CsvLine, csvLines, malformed, numberField } from './csv.ts';

/** One option as its venue showed it. */
export interface ChainOption {
  readonly expiryName: string;
  readonly yearsToExpiry: number;
  readonly optionType: 'call' | 'put';
  readonly strike: number;
  /** The venue's own forward for this expiry when the option was sampled; same unit as `strike`. */
  readonly forward: number;
  /** The venue's mark; annualised decimal. */
  readonly markVolatility: number;
  readonly twoSided: boolean;
  /** Contracts. */
  readonly openInterest: number;
}

export interface OptionChain {
  /** E.g. `BTC-USD`. */
  readonly underlying: string;
  readonly options: readonly ChainOption[];
}

const COLUMNS = [
  'instrument_name',
  'type',
  'expiry_date',
  'strike',
  'T_years',
  'S0',
  'mark_iv',
  'bid_btc',
  'ask_btc',
  'open_interest',
] as const;
type Column = (typeof COLUMNS)[number];

/**
 * Reads an option chain with a header row; columns may come in any order and others are passed over. `mark_iv` is in
 * percent, an empty bid or ask means that nobody quoted.
 *
 * @throws Error naming file, line, field and value.
 */
export function parseOptionChain({ file, text }: { readonly file: string; readonly text: string }): OptionChain {
  const [header, ...rows] = csvLines({ file, text });
  if (header === undefined || rows.length === 0) throw new Error(`${file} must hold a header and options, was empty`);
  const columns = columnPositions(header);
  for (const row of rows) {
    if (row.fields.length === header.fields.length) continue;
    throw malformed(row, `an option must have ${header.fields.length} fields, was ${row.fields.length}`);
  }
  const bases = new Set(rows.map((row) => baseOf(row, columns)));
  const [base] = bases;
  if (base === undefined || bases.size > 1) {
    throw new Error(`${file}: all options must be of one base, was ${[...bases].join(', ')}`);
  }
  return { underlying: `${base}-USD`, options: rows.map((row) => toChainOption(row, columns)) };
}

function columnPositions(header: CsvLine): Readonly<Record<Column, number>> {
  const missing = COLUMNS.filter((name) => !header.fields.includes(name));
  if (missing.length > 0)
    throw malformed(header, `header must name ${missing.join(', ')}, was ${header.fields.join(',')}`);
  return Object.fromEntries(COLUMNS.map((name) => [name, header.fields.indexOf(name)])) as Record<Column, number>;
}

function baseOf(row: CsvLine, columns: Readonly<Record<Column, number>>): string {
  const name = row.fields[columns.instrument_name] ?? '';
  const base = /^([A-Z0-9]+)-/.exec(name)?.[1];
  if (base === undefined) throw malformed(row, `instrument_name must begin with a base, was ${JSON.stringify(name)}`);
  return base;
}

function toChainOption(row: CsvLine, columns: Readonly<Record<Column, number>>): ChainOption {
  const text = (name: Column) => row.fields[columns[name]] ?? '';
  const positive = (name: Column) => numberField(row, { name, at: columns[name], above: 0 });
  const optionType = text('type');
  if (optionType !== 'call' && optionType !== 'put') {
    throw malformed(row, `type must be call or put, was ${JSON.stringify(optionType)}`);
  }
  for (const side of ['bid_btc', 'ask_btc'] as const) if (text(side) !== '') positive(side);
  return {
    expiryName: text('expiry_date'),
    yearsToExpiry: positive('T_years'),
    optionType,
    strike: positive('strike'),
    forward: positive('S0'),
    markVolatility: positive('mark_iv') / 100,
    twoSided: text('bid_btc') !== '' && text('ask_btc') !== '',
    openInterest: numberField(row, { name: 'open_interest', at: columns.open_interest }),
  };
}
