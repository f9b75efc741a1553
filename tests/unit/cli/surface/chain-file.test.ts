import { readFileSync } from 'node:fs';
import { CliError } from '../../../../src/cli/exit.ts';
import { readChainFile } from '../../../../src/cli/surface/chain-file.ts';
import { sharedPath } from '../../../support/shared.ts';
import { CALL, chainLines, HEADER, SAMPLED_AT } from './chain-csv.ts';

const FILE = 'btc.csv';
const read = (...lines: readonly string[]) => readChainFile({ file: FILE, text: lines.join('\n') });
const COLUMNS = HEADER.split(',');
const withField = (column: string, value: string) => CALL.split(',').with(COLUMNS.indexOf(column), value).join(',');

/** What the error says, line by line. */
function complaints(...lines: readonly string[]): string[] {
  try {
    read(...lines);
  } catch (error) {
    if (error instanceof CliError) return [error.message, ...error.advice];
    throw error;
  }
  throw new Error('the file must be refused, and was read');
}

describe('reading a chain file', () => {
  it('takes the terms, prices and volatilities of each option, by expiry', () => {
    const { base, chain } = read(...chainLines());

    expect(base).toBe('BTC');
    expect(chain.quoting).toBe('coin');
    expect(chain.expiries.map(({ expiry }) => new Date(expiry).toISOString())).toEqual([
      '2025-12-12T08:00:00.000Z',
      '2026-03-27T08:00:00.000Z',
    ]);
    expect(chain.expiries.map(({ forward }) => forward)).toEqual([100_000, 101_500]);
    const [markPrice, markPercent, bid, ask] = CALL.split(',').slice(6).map(Number);
    expect(chain.expiries[0]?.quotes.filter(({ strike }) => strike === 100_000)[0]).toMatchObject({
      optionType: 'call',
      strike: 100_000,
      bid,
      ask,
      mark: markPrice,
      markVolatility: (markPercent ?? Number.NaN) / 100,
    });
  });

  it.each([
    { column: 'bid_btc', key: 'bid' },
    { column: 'ask_btc', key: 'ask' },
    { column: 'market_price_btc', key: 'mark' },
    { column: 'mark_iv', key: 'markVolatility' },
  ] as const)('takes an empty $column for none', ({ column, key }) => {
    const { chain } = read(HEADER, withField(column, ''));

    expect(chain.expiries[0]?.quotes[0]?.[key]).toBeNull();
  });

  it('finds columns by name, passes over others and over empty lines, and reads a byte order mark and Windows line ends', () => {
    const turned = (line: string) => `${line.split(',').reverse().join(',')},more`;
    const text = `\uFEFF${[HEADER, '', CALL, ''].map((line) => (line === '' ? '' : turned(line))).join('\r\n')}`;

    expect(readChainFile({ file: FILE, text }).chain.expiries[0]?.quotes[0]).toMatchObject({ strike: 100_000 });
  });

  it('works out when the chain was sampled from what all times to expiry have in common', () => {
    const { sampled, chain } = read(...chainLines());

    expect(Math.abs(sampled.at - SAMPLED_AT)).toBeLessThanOrEqual(sampled.roundingMs);
    expect(sampled.roundingMs).toBeLessThanOrEqual(0.5e-5 * 365 * 86_400_000);
    expect(chain.asOf).toBe(sampled.at);
  });

  it('reads every option of a recorded chain, sampled within 13 seconds of 01:10:52', () => {
    const file = sharedPath('market-data', 'deribit-chain', 'btc-2025-12-04.csv');

    const { chain, sampled } = readChainFile({ file, text: readFileSync(file, 'utf8') });

    expect(chain.expiries).toHaveLength(11);
    expect(chain.expiries.flatMap(({ quotes }) => quotes)).toHaveLength(676);
    expect(new Date(sampled.at).toISOString()).toBe('2025-12-05T01:10:52.000Z');
    expect(sampled.roundingMs).toBe(12_960);
  });
});

describe('a faulty chain file', () => {
  it.each([
    { column: 'type', value: 'C', rule: 'be call or put' },
    { column: 'expiry_date', value: '2025-12-12', rule: 'be a date such as 26MAR27' },
    { column: 'expiry_date', value: '31FEB26', rule: 'be a date such as 26MAR27' },
    { column: 'strike', value: '0', rule: 'be a finite number > 0' },
    { column: 'strike', value: '1e400', rule: 'be a finite number > 0' },
    { column: 'T_years', value: '-0.1', rule: 'be a finite number > 0' },
    { column: 'S0', value: '', rule: 'be a finite number > 0' },
    { column: 'market_price_btc', value: 'x', rule: 'be a finite number > 0' },
    { column: 'mark_iv', value: 'nan', rule: 'be a finite number > 0' },
    { column: 'bid_btc', value: '0', rule: 'be a finite number > 0' },
    { column: 'ask_btc', value: '-', rule: 'be a finite number > 0' },
    {
      column: 'instrument_name',
      value: 'BTC-12DEC25-99000-C',
      rule: 'be BTC-12DEC25-100000-C, as the other columns say',
    },
    { column: 'instrument_name', value: '', rule: 'be BTC-12DEC25-100000-C, as the other columns say' },
  ])('names the line, $column and the value "$value"', ({ column, value, rule }) => {
    const found = complaints(HEADER, CALL, withField(column, value));

    expect(found).toEqual([`${FILE}, line 3: ${column} must ${rule}, was ${JSON.stringify(value)}`]);
  });

  it.each([
    { what: 'nothing', lines: [''], complaint: `${FILE} must hold a header and options, had none` },
    { what: 'no option', lines: [HEADER, ''], complaint: `${FILE} must hold a header and options, had none` },
    {
      what: 'no mark_iv',
      lines: [HEADER.replace('mark_iv', 'iv'), CALL],
      complaint: `${FILE}, line 1: the header must name mark_iv, was "${HEADER.replace('mark_iv', 'iv')}"`,
    },
    {
      what: 'a longer line',
      lines: [HEADER, `${CALL},1`],
      complaint: `${FILE}, line 2: an option must have 10 fields, was "11"`,
    },
    {
      what: 'an option twice',
      lines: [HEADER, CALL, CALL],
      complaint: `${FILE}, line 3: instrument_name must be listed once, and not also in line 2, was "BTC-12DEC25-100000-C"`,
    },
    {
      what: 'two coins',
      lines: [HEADER, CALL, CALL.replace('BTC-', 'ETH-')],
      complaint: `${FILE}, line 3: instrument_name must be of one coin, BTC, was "ETH-12DEC25-100000-C"`,
    },
  ])('is refused when it holds $what', ({ lines, complaint }) => {
    expect(complaints(...lines)[0]).toBe(complaint);
  });

  it('is refused when a forward is more than 1% from the others of its expiry', () => {
    const lines = chainLines(['12DEC25']);
    const off = (forward: number) => lines.with(5, (lines[5] ?? '').replace(',100000,', `,${forward},`));

    expect(() => read(...off(101_000))).not.toThrow();
    expect(complaints(...off(101_001))).toEqual([
      `${FILE}, line 6: S0 must be within 1% of 100000, the forward of 12DEC25, was "101001"`,
    ]);
  });

  it('is refused when a time to expiry is more than an hour from the others', () => {
    const lines = chainLines(['12DEC25']);
    const off = (hours: number) => {
      const years = (7 * 24 - hours) / 8_760;
      return lines.with(3, (lines[3] ?? '').replace(',0.01918,', `,${years.toFixed(8)},`));
    };

    expect(() => read(...off(0.9))).not.toThrow();
    expect(complaints(...off(1.1))[0]).toMatch(
      /^btc\.csv, line 4: T_years must put the sampling within an hour of 2025-12-05T/,
    );
  });

  it('tells its first ten faults and how many there are beyond them', () => {
    const lines = Array.from({ length: 12 }, () => withField('strike', 'x'));

    const found = complaints(HEADER, ...lines);

    expect(found).toHaveLength(11);
    expect(found[9]).toBe(`${FILE}, line 11: strike must be a finite number > 0, was "x"`);
    expect(found[10]).toBe(`and 2 more faults in ${FILE}`);
  });
});
