import { readFileSync } from 'node:fs';
import { type ChainSmile, chainSmiles, dateSmiles, moreVolatile } from '../../../src/market/recorded/chain-smiles.ts';
import { type ChainOption, parseOptionChain } from '../../../src/market/recorded/option-chain.ts';
import { sharedPath } from '../../support/shared.ts';

const FILE = 'btc-2025-12-04.csv';
const HEADER =
  'instrument_name,type,expiry_date,strike,T_years,S0,market_price_btc,market_price_usd,mark_iv,bid_btc,ask_btc,open_interest';
const CALL = 'BTC-6DEC25-94000-C,call,6DEC25,94000.0,0.00352,92529.8,0.003,277.6,40.71,0.0029,0.0031,62.0';
const YEAR_MS = 365 * 86_400_000;

const parse = (...lines: readonly string[]) => parseOptionChain({ file: FILE, text: lines.join('\n') });
const withField = (column: number, value: string) => CALL.split(',').with(column, value).join(',');

function realChain() {
  return parseOptionChain({ file: FILE, text: readFileSync(sharedPath('market-data', 'deribit-chain', FILE), 'utf8') });
}

describe('reading an option chain', () => {
  it('reads every option of a recorded chain', () => {
    const { underlying, options } = realChain();

    expect(underlying).toBe('BTC-USD');
    expect(options).toHaveLength(676);
    expect(options.filter(({ twoSided }) => twoSided)).toHaveLength(520);
    expect(options[0]).toEqual({
      expiryName: '6DEC25',
      yearsToExpiry: 0.00352,
      optionType: 'call',
      strike: 80_000,
      forward: 92529.80714285714,
      markVolatility: 0.8733,
      twoSided: false,
      openInterest: 0,
    });
  });

  it('finds columns by name', () => {
    const turned = (line: string) => line.split(',').reverse().join(',');

    expect(parse(turned(HEADER), turned(CALL))).toEqual(parse(HEADER, CALL));
  });

  it.each([
    { column: 0, value: '', complaint: 'instrument_name must begin with a base, was ""' },
    { column: 1, value: 'C', complaint: 'type must be call or put, was "C"' },
    { column: 3, value: '0', complaint: 'strike must be a finite number > 0, was "0"' },
    { column: 4, value: '-0.1', complaint: 'T_years must be a finite number > 0, was "-0.1"' },
    { column: 5, value: '', complaint: 'S0 must be a finite number > 0, was ""' },
    { column: 8, value: 'nan', complaint: 'mark_iv must be a finite number > 0, was "nan"' },
    { column: 9, value: '0', complaint: 'bid_btc must be a finite number > 0, was "0"' },
    { column: 10, value: '-', complaint: 'ask_btc must be a finite number > 0, was "-"' },
    { column: 11, value: '', complaint: 'open_interest must be a finite number, was ""' },
  ])('refuses "$value" in column $column', ({ column, value, complaint }) => {
    expect(() => parse(HEADER, CALL, withField(column, value))).toThrow(`${FILE}, line 3: ${complaint}`);
  });

  it('refuses a file without options, without a column, with a short line, or with two bases', () => {
    expect(() => parse('')).toThrow(`${FILE} must hold a header and options, was empty`);
    expect(() => parse(HEADER)).toThrow(`${FILE} must hold a header and options, was empty`);
    expect(() => parse(HEADER.replace('mark_iv', 'iv'), CALL)).toThrow(
      `${FILE}, line 1: header must name mark_iv, was `,
    );
    expect(() => parse(HEADER, `${CALL},1`)).toThrow(`${FILE}, line 2: an option must have 12 fields, was 13`);
    expect(() => parse(HEADER, CALL, CALL.replace('BTC', 'ETH'))).toThrow('must be of one base, was BTC, ETH');
  });
});

/** An expiry 30 days ahead with a smile of usable options at five strikes; `change` may alter or drop each. */
function aChain(change: (option: ChainOption) => ChainOption[] = (option) => [option], yearsToExpiry = 30 / 365) {
  const strikes = [80_000, 90_000, 100_000, 110_000, 120_000];
  const options = strikes.flatMap((strike) =>
    (['call', 'put'] as const).map(
      (optionType): ChainOption => ({
        expiryName: `${yearsToExpiry}`,
        yearsToExpiry,
        optionType,
        strike,
        forward: 100_000,
        markVolatility: optionType === 'put' ? 0.6 : 0.5,
        twoSided: true,
        openInterest: 0,
      }),
    ),
  );
  return { underlying: 'BTC-USD', options: options.flatMap(change) };
}

function onlySmile(chain: ReturnType<typeof aChain>): ChainSmile {
  const [smile, ...more] = chainSmiles(chain);
  if (smile === undefined || more.length > 0) throw new Error('the chain must have one expiry');
  return smile;
}

describe('the smiles of a chain', () => {
  it('take puts below the forward, calls at it and above, by ln(strike / forward)', () => {
    const { logMoneyness, volatilities, forwardRatio } = onlySmile(aChain());

    expect(volatilities).toEqual([0.6, 0.6, 0.5, 0.5, 0.5]);
    expect(logMoneyness.map((k) => Math.round(100_000 * Math.exp(k)))).toEqual([
      80_000, 90_000, 100_000, 110_000, 120_000,
    ]);
    expect(forwardRatio).toBe(1);
  });

  it.each([
    { what: 'two-sided', twoSided: true, openInterest: 0, kept: 5 },
    { what: 'one-sided with open interest', twoSided: false, openInterest: 0.1, kept: 5 },
    { what: 'one-sided without open interest', twoSided: false, openInterest: 0, kept: 0 },
  ])('keep $kept strikes when quotes are $what', ({ twoSided, openInterest, kept }) => {
    const chain = aChain((option) => [{ ...option, twoSided, openInterest }]);

    if (kept === 0)
      expect(() => chainSmiles(chain)).toThrow('option chain of BTC-USD must have an expiry with 5 usable options');
    else expect(onlySmile(chain).volatilities).toHaveLength(kept);
  });

  it('leave out options with a delta under 0.01', () => {
    const far = (strike: number): ChainOption[] =>
      aChain()
        .options.filter((option) => option.strike === 120_000)
        .map((option) => ({ ...option, strike }));
    // sigma sqrt(T) = 0.14334, and d1 = -2.32635 at ln(K/F) = 0.34375
    const inside = 100_000 * Math.exp(0.3437);
    const outside = 100_000 * Math.exp(0.3439);

    const chain = aChain();
    const smile = onlySmile({ ...chain, options: [...chain.options, ...far(inside), ...far(outside)] });

    expect(smile.logMoneyness.at(-1)).toBeCloseTo(0.3437, 8);
    expect(smile.logMoneyness).toHaveLength(6);
  });

  it('count a strike once and leave out expiries with fewer than five', () => {
    const twice = aChain((option) => [option, option]);
    expect(onlySmile(twice).logMoneyness).toHaveLength(5);

    const thin = aChain((option) => (option.strike === 80_000 ? [] : [option]), 60 / 365);
    expect(onlySmile({ ...twice, options: [...twice.options, ...thin.options] }).yearsToExpiry).toBe(30 / 365);
  });

  it('refuse expiries less than half a day apart', () => {
    const options = [...aChain().options, ...aChain((option) => [option], 30.4 / 365).options];

    expect(() => chainSmiles({ underlying: 'BTC-USD', options })).toThrow('expiries must be at least half a day apart');
  });

  it('of the recorded chain are eleven, ascending, plausible, with rising forwards', () => {
    const smiles = chainSmiles(realChain());

    expect(smiles.map(({ yearsToExpiry }) => yearsToExpiry)).toEqual([
      0.00352, 0.00626, 0.009, 0.01996, 0.03913, 0.05831, 0.1542, 0.23092, 0.30763, 0.55694, 0.80626,
    ]);
    for (const { logMoneyness, volatilities } of smiles) {
      expect(logMoneyness.length).toBeGreaterThanOrEqual(10);
      expect(logMoneyness).toEqual([...new Set(logMoneyness)].sort((a, b) => a - b));
      expect(volatilities).toHaveLength(logMoneyness.length);
      expect(Math.min(...volatilities)).toBeGreaterThan(0.35);
      expect(Math.max(...volatilities)).toBeLessThan(1.2);
      expect(logMoneyness[0]).toBeLessThan(0);
      expect(logMoneyness.at(-1)).toBeGreaterThan(0);
    }
    const ratios = smiles.map(({ forwardRatio }) => forwardRatio);
    expect(ratios[0]).toBe(1);
    expect(ratios).toEqual(ratios.toSorted((a, b) => a - b));
    expect(ratios.at(-1)).toBeCloseTo(96450.59 / 92529.80714285714, 12);
  });
});

describe('giving recorded smiles dates', () => {
  const smiles = chainSmiles(realChain());
  const date = (at: string) => dateSmiles(smiles, Date.parse(at));
  const firstExpiry = (at: string) => new Date(date(at).slices[0]?.expiry ?? Number.NaN).toISOString();

  it('keeps the total variance of every point', () => {
    const at = Date.parse('2026-11-22T10:00:00.000Z');

    for (const [index, { expiry, logMoneyness, volatilities }] of dateSmiles(smiles, at).slices.entries()) {
      const smile = smiles[index];
      if (smile === undefined) throw new Error('a slice must come from a smile');
      expect(logMoneyness).toEqual(smile.logMoneyness);
      for (const [point, volatility] of volatilities.entries()) {
        const recorded = (smile.volatilities[point] ?? Number.NaN) ** 2 * smile.yearsToExpiry;
        expect((volatility ** 2 * (expiry - at)) / YEAR_MS / recorded).toBeCloseTo(1, 6);
      }
    }
  });

  it('puts the shortest at the nearest 08:00 UTC to its 30.8352 hours and the others whole days after', () => {
    expect(firstExpiry('2026-11-22T13:09:53.279Z')).toBe('2026-11-23T08:00:00.000Z');
    expect(firstExpiry('2026-11-22T13:09:53.280Z')).toBe('2026-11-24T08:00:00.000Z');
    const expiries = date('2026-11-22T10:00:00.000Z').slices.map(({ expiry }) => expiry);
    const days = expiries.map((expiry) => (expiry - (expiries[0] ?? Number.NaN)) / 86_400_000);
    expect(days).toEqual([0, 1, 2, 6, 13, 20, 55, 83, 111, 202, 293]);
  });

  it.each([
    { hours: 1, at: '2026-11-22T20:00:00.000Z', first: '2026-11-23T08:00:00.000Z' },
    { hours: 1, at: '2026-11-22T20:00:00.001Z', first: '2026-11-24T08:00:00.000Z' },
    { hours: 12, at: '2026-11-22T20:00:00.000Z', first: '2026-11-23T08:00:00.000Z' },
  ])(
    'puts an expiry $hours hours ahead at $first when dated at $at: never under half a day',
    ({ hours, at, first }) => {
      const short = {
        yearsToExpiry: (hours * 3_600_000) / YEAR_MS,
        forwardRatio: 1,
        logMoneyness: [0],
        volatilities: [0.5],
      };

      expect(new Date(dateSmiles([short], Date.parse(at)).slices[0]?.expiry ?? Number.NaN).toISOString()).toBe(first);
    },
  );

  it('pairs each slice with its forward over spot', () => {
    const { forwardRatios, slices } = date('2026-11-22T10:00:00.000Z');

    expect(forwardRatios.map(({ expiry }) => expiry)).toEqual(slices.map(({ expiry }) => expiry));
    expect(forwardRatios.map(({ ratio }) => ratio)).toEqual(smiles.map(({ forwardRatio }) => forwardRatio));
  });

  it('stretches a smile for a more volatile underlying: as high a multiple at as many deviations', () => {
    const [slice] = moreVolatile([{ expiry: 1, logMoneyness: [-0.2, 0, 0.4], volatilities: [0.8, 0.4, 0.6] }], 1.25);

    expect(slice).toEqual({ expiry: 1, logMoneyness: [-0.25, 0, 0.5], volatilities: [1, 0.5, 0.75] });
  });
});
