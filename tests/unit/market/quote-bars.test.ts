import { readFileSync } from 'node:fs';
import { parseQuoteBars, parseQuoteFileName } from '../../../src/market/recorded/quote-bars.ts';
import { sharedPath } from '../../support/shared.ts';

const DAY = Date.parse('2018-04-04T00:00:00.000Z');
const FILE = 'coinbase-btcusd-20180404-quote.csv';
const GOOD = '60000,7415,7416,7414,7415,2.5,7415.01,7416.01,7414.01,7415.01,27.6';

const parse = (text: string) => parseQuoteBars({ file: FILE, text, day: DAY });

/** The good line with one column replaced. */
function withField(column: number, value: string): string {
  return GOOD.split(',').with(column, value).join(',');
}

describe('names of quote files', () => {
  it('give the underlying and the day', () => {
    expect(parseQuoteFileName(FILE)).toEqual({ underlying: 'BTC-USD', day: DAY });
    expect(parseQuoteFileName('bitstamp-ethusd-20170903-quote.csv')).toEqual({
      underlying: 'ETH-USD',
      day: Date.parse('2017-09-03T00:00:00.000Z'),
    });
  });

  it.each([
    'coinbase-btcusd-20161007-second-trade.csv',
    'binance-btcusdt-2020-daily.csv',
    'LICENSE',
    'btcusd-20180404-quote.csv',
  ])('are not %s', (name) => {
    expect(parseQuoteFileName(name)).toBeNull();
  });
});

describe('reading minute bars', () => {
  it('takes the middle of bid close and ask close, known a minute after the stamp', () => {
    const { times, mids } = parse(`0,1,9,1,7400,1,1,9,1,7402,1\n${GOOD}\n`);

    expect([...times]).toEqual([DAY + 60_000, DAY + 120_000]);
    expect([...mids]).toEqual([7401, 7415.005]);
  });

  it('reads all bars of a recorded day, with the minutes that are missing left out', () => {
    const text = readFileSync(sharedPath('market-data', 'spot-minute', FILE), 'utf8');

    const { times, mids } = parse(text);

    expect(times).toHaveLength(1_437);
    expect(mids[0]).toBe(7424.905);
    const steps = new Set(times.slice(1).map((time, at) => time - (times[at] ?? Number.NaN)));
    expect([...steps].sort((a, b) => a - b)).toEqual([60_000, 180_000]);
  });

  it.each([
    { column: 0, value: '', complaint: 'time must be a finite number > 0, was ""' },
    { column: 0, value: '0', complaint: 'time must be a finite number > 0, was "0"' },
    { column: 0, value: '86400000', complaint: 'time must be < 86400000 ms since midnight, was 86400000' },
    { column: 1, value: 'x', complaint: 'bid open must be a finite number > 0, was "x"' },
    { column: 2, value: 'NaN', complaint: 'bid high must be a finite number > 0, was "NaN"' },
    { column: 3, value: '0x10', complaint: 'bid low must be a finite number > 0, was "0x10"' },
    { column: 4, value: '0', complaint: 'bid close must be a finite number > 0, was "0"' },
    { column: 4, value: '-7415', complaint: 'bid close must be a finite number > 0, was "-7415"' },
    { column: 5, value: ' ', complaint: 'bid size must be a finite number, was " "' },
    { column: 6, value: 'Infinity', complaint: 'ask open must be a finite number > 0, was "Infinity"' },
    { column: 9, value: '1e999', complaint: 'ask close must be a finite number > 0, was "1e999"' },
    { column: 9, value: '7414.99', complaint: 'ask close must be >= bid close 7415, was 7414.99' },
    { column: 10, value: '1;2', complaint: 'ask size must be a finite number, was "1;2"' },
  ])('refuses $value in column $column', ({ column, value, complaint }) => {
    const first = '0,7400,7400,7400,7400,1,7401,7401,7401,7401,1';

    expect(() => parse(`${first}\n${withField(column, value)}\n`)).toThrow(`${FILE}, line 2: ${complaint}`);
  });

  it('refuses a line with a column too few or too many, and an empty file', () => {
    expect(() => parse(`\n${GOOD},1`)).toThrow(`${FILE}, line 2: a bar must have 11 fields, was 12`);
    expect(() => parse('60000')).toThrow(`${FILE}, line 1: a bar must have 11 fields, was 1`);
    expect(() => parse('\n')).toThrow(`${FILE} must hold at least one bar, was empty`);
  });

  it('takes the last millisecond of the day and a locked market', () => {
    expect([...parse(withField(0, '86399999')).times]).toEqual([DAY + 86_399_999 + 60_000]);
    expect([...parse(withField(9, '7415')).mids]).toEqual([7415]);
  });
});
