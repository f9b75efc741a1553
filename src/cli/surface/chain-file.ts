import type { ChainExpiry, OptionChain } from '../../../pricing/index.ts';
import { CliError } from '../exit.ts';
import { type ChainFault, chainFileError } from './chain-fault.ts';
import { CHAIN_COLUMNS, type ChainLine, type ChainRow, readChainRow } from './chain-row.ts';
import { type SamplingTime, samplingTime } from './sampling-time.ts';

/** A listed chain of one coin, ready to be calibrated. */
export interface ChainFile {
  readonly file: string;
  /** E.g. `BTC`. */
  readonly base: string;
  readonly sampled: SamplingTime;
  readonly chain: OptionChain;
}

/** Forwards of one expiry move by a few dollars while a chain is sampled; further apart, one is wrong. */
const FORWARD_TOLERANCE = 0.01;

/**
 * Reads a chain in the columns of `CHAIN_COLUMNS`: `S0` is the venue's forward of the expiry, `mark_iv` is in percent,
 * prices are in coin, an empty mark, bid or ask means that there is none, and expiries are at 08:00 UTC.
 *
 * @throws CliError naming file, line, field and value of every fault.
 */
export function readChainFile({ file, text }: { readonly file: string; readonly text: string }): ChainFile {
  const faults: ChainFault[] = [];
  const rows = chainLines({ file, text }, faults)
    .map((line) => readChainRow(line, faults))
    .filter((row) => row !== null);
  const [first] = rows;
  if (first === undefined) throw faults.length > 0 ? chainFileError(file, faults) : emptyFile(file);
  requireOneListing(rows, faults);
  const sampled = samplingTime(rows, faults);
  const expiries = chainExpiries(rows, faults);
  if (faults.length > 0) {
    faults.sort((left, right) => left.line - right.line);
    throw chainFileError(file, faults);
  }
  return { file, base: first.base, sampled, chain: { asOf: sampled.at, quoting: 'coin', expiries } };
}

function chainLines(
  { file, text }: { readonly file: string; readonly text: string },
  faults: ChainFault[],
): ChainLine[] {
  const [header, ...lines] = text.replace(/^\uFEFF/, '').split(/\r?\n/);
  if (header === undefined || header === '') throw emptyFile(file);
  const names = header.split(',');
  const missing = CHAIN_COLUMNS.filter((name) => !names.includes(name));
  if (missing.length > 0) {
    throw chainFileError(file, [{ line: 1, field: 'the header', rule: `name ${missing.join(', ')}`, value: header }]);
  }
  return lines.flatMap((content, index) => {
    if (content === '') return [];
    const fields = content.split(',');
    const line = index + 2;
    if (fields.length !== names.length) {
      faults.push({ line, field: 'an option', rule: `have ${names.length} fields`, value: String(fields.length) });
      return [];
    }
    return [{ line, text: (column) => fields[names.indexOf(column)] ?? '' }];
  });
}

function requireOneListing(rows: readonly ChainRow[], faults: ChainFault[]): void {
  const seen = new Map<string, number>();
  const base = rows[0]?.base;
  for (const row of rows) {
    const { line, name } = row;
    const earlier = seen.get(name);
    const fault = (rule: string) => faults.push({ line, field: 'instrument_name', rule, value: name });
    if (earlier !== undefined) fault(`be listed once, and not also in line ${earlier}`);
    else if (row.base !== base) fault(`be of one coin, ${base}`);
    seen.set(name, earlier ?? line);
  }
}

function chainExpiries(rows: readonly ChainRow[], faults: ChainFault[]): ChainExpiry[] {
  const byExpiry = new Map<number, ChainRow[]>();
  for (const row of rows) {
    const slice = byExpiry.get(row.expiry);
    if (slice === undefined) byExpiry.set(row.expiry, [row]);
    else slice.push(row);
  }
  return [...byExpiry]
    .sort(([left], [right]) => left - right)
    .map(([expiry, quotes]) => ({ expiry, forward: commonForward(quotes, faults), quotes }));
}

/** The median of the forwards the options of one expiry were sampled with. */
function commonForward(rows: readonly ChainRow[], faults: ChainFault[]): number {
  const sorted = rows.map(({ forward }) => forward).sort((left, right) => left - right);
  const median = sorted[sorted.length >> 1] ?? Number.NaN;
  for (const { line, expiryName, forward } of rows) {
    if (Math.abs(forward - median) <= FORWARD_TOLERANCE * median) continue;
    faults.push({
      line,
      field: 'S0',
      rule: `be within 1% of ${median}, the forward of ${expiryName}`,
      value: String(forward),
    });
  }
  return median;
}

function emptyFile(file: string): CliError {
  return new CliError(`${file} must hold a header and options, had none`);
}
