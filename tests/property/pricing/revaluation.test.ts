import fc from 'fast-check';
import {
  type CellShock,
  type Instrument,
  instrumentBook,
  type MarketSnapshot,
  makeRevaluation,
  NO_SHOCK,
  VALUE_COLUMNS,
  value,
} from '../../../pricing/index.ts';
import { AS_OF, aBtcMarket, DAY_MS } from '../../support/markets.ts';

const USD = { premiumCurrency: 'USD' };
const SVI = { a: 0.01, b: 0.05, rho: -0.3, m: 0.02, sigma: 0.2 };

const forwards = fc.constantFrom(
  { kind: 'carry', carry: 0.07 } as const,
  {
    kind: 'dated',
    nodes: [7, 30, 90].map((days) => ({ expiry: AS_OF + days * DAY_MS, price: 100_000 + 50 * days })),
  } as const,
);
const volatility = fc.constantFrom(
  { kind: 'flat', volatility: 0.5 } as const,
  {
    kind: 'svi',
    slices: [7, 30, 90].map((days) => ({ expiry: AS_OF + days * DAY_MS, ...SVI, a: days / 3_000 })),
  } as const,
  {
    kind: 'points',
    slices: [7, 60].map((days) => ({
      expiry: AS_OF + days * DAY_MS,
      logMoneyness: [-0.4, -0.1, 0, 0.1, 0.4],
      volatilities: [0.8, 0.6, 0.5, 0.52, 0.6 + days / 1_000],
    })),
  } as const,
);
const market: fc.Arbitrary<MarketSnapshot> = fc
  .record({ forwards, volatility })
  .map((changes) => ({ ...aBtcMarket({ ...changes, realisedAverage: { from: AS_OF, price: 99_000 } }) }));

const settlement = fc.constantFrom(
  { style: 'linear', currency: 'USD' } as const,
  { style: 'inverse', currency: 'BTC' } as const,
  { style: 'linear', currency: 'USDT', averagingMs: 1_800_000 } as const,
);
const terms = fc.record({
  kind: fc.constantFrom('option', 'forward', 'digital'),
  optionType: fc.constantFrom('call', 'put'),
  strike: fc.double({ min: 30_000, max: 300_000, noNaN: true }),
  payout: fc.double({ min: 1, max: 1_000, noNaN: true }),
  // A quarter of an hour away: inside its averaging window; 0: expired.
  days: fc.constantFrom(0, 1 / 96, 1, 7, 20, 30, 75, 300),
  settlement,
});
const instrument: fc.Arbitrary<Instrument> = terms.map(({ kind, days, payout, optionType, ...rest }) => {
  const common = { underlying: 'BTC-USD', expiry: AS_OF + days * DAY_MS, ...rest };
  if (kind === 'forward') return { kind, ...common };
  return kind === 'option' ? { kind, optionType, ...common } : { kind: 'digital', optionType, payout, ...common };
});

function shockOf(
  changes: Partial<Omit<CellShock, 'underlying'>> & { spot?: number; carry?: number; up?: number },
): CellShock {
  const { spot = 1, carry = 0, up = 0, ...rest } = changes;
  return {
    ...NO_SHOCK,
    ...rest,
    underlying: () => ({
      spot: (before) => before * spot,
      carry: (before) => before + carry,
      rate: (before) => before,
      volatility: (volatilities, { from, to }) => {
        for (let row = from; row < to; row += 1) volatilities[row] = (volatilities[row] as number) + up;
      },
    }),
  };
}

describe('a book revalued under a shock', () => {
  it('is the front door’s value to the bit, every greek, when nothing happens', () => {
    fc.assert(
      fc.property(fc.array(instrument, { minLength: 1, maxLength: 30 }), market, (instruments, on) => {
        const { book, rowOf } = instrumentBook(instruments);
        const revaluation = makeRevaluation(book, on);
        revaluation.revalue(shockOf({ spot: 0.7, up: 0.1, rollMs: 3 * DAY_MS }), 'all');

        revaluation.revalue(NO_SHOCK, 'all');

        for (const [index, one] of instruments.entries()) {
          const { presentValue, greeks } = value(one, on, USD);
          const row = rowOf[index] as number;
          const actual = VALUE_COLUMNS.map((name) => revaluation.values[name][row] as number);
          const expected = VALUE_COLUMNS.map((name) => (name === 'price' ? presentValue : greeks[name]));
          expect(actual.map((number) => number + 0)).toEqual(expected.map((number) => number + 0));
        }
      }),
      { numRuns: 60 },
    );
  });

  it('is the front door’s value on the market that the shock makes', () => {
    const shocked = aBtcMarket({
      spot: 80_000,
      forwards: { kind: 'carry', carry: 0.02 },
      volatility: { kind: 'flat', volatility: 0.6 },
    });
    const flat = aBtcMarket({ volatility: { kind: 'flat', volatility: 0.5 } });
    fc.assert(
      fc.property(fc.array(instrument, { minLength: 1, maxLength: 10 }), (instruments) => {
        const { book, rowOf } = instrumentBook(instruments.filter(({ expiry }) => expiry > AS_OF + DAY_MS));
        const revaluation = makeRevaluation(book, flat);
        revaluation.revalue(shockOf({ spot: 0.8, carry: -0.05, up: 0.1 }), 'all');
        for (const [index, one] of instruments.filter(({ expiry }) => expiry > AS_OF + DAY_MS).entries()) {
          const expected = value(one, shocked, USD).presentValue;
          const actual = revaluation.values.price[rowOf[index] as number] as number;
          expect(Math.abs(actual - expected)).toBeLessThanOrEqual(1e-9 * (1 + Math.abs(expected) + one.expiry / 1e9));
        }
      }),
      { numRuns: 40 },
    );
  });

  it('settles what time passes over at its intrinsic value on the shocked spot', () => {
    const expiry = AS_OF + DAY_MS;
    const call: Instrument = {
      kind: 'option',
      optionType: 'call',
      underlying: 'BTC-USD',
      strike: 70_000,
      expiry,
      settlement: { style: 'linear', currency: 'USD' },
    };
    const { book } = instrumentBook([call]);
    const revaluation = makeRevaluation(book, aBtcMarket());

    revaluation.revalue(shockOf({ spot: 0.8, rollMs: DAY_MS }), 'all');

    expect(revaluation.values.price[0]).toBe(10_000);
    expect(revaluation.values.delta[0]).toBe(1);
    expect(revaluation.values.vega[0]).toBe(0);
  });

  it.each([
    [shockOf({ spot: 0 }), 'shocked spot of BTC-USD must be finite and > 0, was 0'],
    [shockOf({ up: -0.6 }), /^shocked volatility must be finite and >= 0, was -0.0?9.* at strike 70000$/],
    [shockOf({ carry: Number.NaN }), 'shocked forward of BTC-USD must be finite and > 0, was NaN'],
  ])('names what has no value', (shock, message) => {
    const call: Instrument = {
      kind: 'option',
      optionType: 'put',
      underlying: 'BTC-USD',
      strike: 70_000,
      expiry: AS_OF + DAY_MS,
      settlement: { style: 'linear', currency: 'USD' },
    };
    const { book } = instrumentBook([call]);
    const revaluation = makeRevaluation(book, aBtcMarket());

    expect(() => revaluation.revalue(shock, 'all')).toThrow(message);
  });

  it('holds identical instruments once, and refuses a forward without a strike', () => {
    const forward = {
      kind: 'forward',
      underlying: 'BTC-USD',
      expiry: AS_OF + DAY_MS,
      settlement: { style: 'linear', currency: 'USD' },
    } as const;
    const { book, rowOf } = instrumentBook([
      { ...forward, strike: 1 },
      { ...forward, strike: 2 },
      { ...forward, strike: 1 },
    ]);

    expect(book.strike.length).toBe(2);
    expect(rowOf[0]).toBe(rowOf[2]);
    expect(() => instrumentBook([forward])).toThrow('a forward in a book must have a strike');
  });
});
