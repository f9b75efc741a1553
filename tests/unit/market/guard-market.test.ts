import type { MarketSnapshot } from '../../../pricing/index.ts';
import { guardMarket } from '../../../src/market/index.ts';

const NOW = Date.UTC(2026, 10, 22, 10);
const LIMITS = { spotStaleMs: 5_000, surfaceStaleMs: 60_000 };

function aSnapshot(ages: {
  readonly spotMs?: number;
  readonly surfaceMs?: number;
  readonly spot?: number;
}): MarketSnapshot {
  const { spotMs = 0, surfaceMs = 0, spot = 100_000 } = ages;
  return {
    asOf: NOW,
    source: 'simulated',
    underlyings: {
      'BTC-USD': {
        spot,
        spotAt: NOW - spotMs,
        surfaceAt: NOW - surfaceMs,
        forwards: { kind: 'carry', carry: 0.07 },
        volatility: { kind: 'flat', volatility: 0.5 },
      },
    },
    discounts: { USD: { kind: 'flat', rate: 0.04 } },
    conversions: {},
  };
}

const ask = (snapshot: MarketSnapshot | null, underlying = 'BTC-USD') =>
  guardMarket(snapshot, { underlying, now: NOW, limits: LIMITS });

describe('the market guard', () => {
  it.each([
    { what: 'spot one millisecond inside its limit', ages: { spotMs: 4_999 }, fault: null },
    { what: 'spot at its limit', ages: { spotMs: 5_000 }, fault: null },
    {
      what: 'spot one millisecond beyond its limit',
      ages: { spotMs: 5_001 },
      fault: { code: 'MARKET_STALE', message: 'spot of BTC-USD is 5001 ms old, limit 5000 ms' },
    },
    { what: 'surface one millisecond inside its limit', ages: { surfaceMs: 59_999 }, fault: null },
    { what: 'surface at its limit', ages: { surfaceMs: 60_000 }, fault: null },
    {
      what: 'surface one millisecond beyond its limit',
      ages: { surfaceMs: 60_001 },
      fault: { code: 'SURFACE_STALE', message: 'surface of BTC-USD is 60001 ms old, limit 60000 ms' },
    },
    { what: 'spot ahead of the clock by the limit', ages: { spotMs: -5_000 }, fault: null },
    {
      what: 'spot further ahead of the clock than the limit',
      ages: { spotMs: -5_001 },
      fault: {
        code: 'MARKET_STALE',
        message: 'spot of BTC-USD is stamped 5001 ms ahead of the clock, limit 5000 ms',
      },
    },
  ])('decides on $what', ({ ages, fault }) => {
    const scope = { underlying: 'BTC-USD' };
    expect(ask(aSnapshot(ages))).toEqual(fault === null ? [] : [{ ...fault, rule: 'TR-05', scope }]);
  });

  it('names every fault: a spot and a surface that are both stale', () => {
    const codes = ask(aSnapshot({ spotMs: 5_001, surfaceMs: 60_001 })).map(({ code }) => code);
    expect(codes).toEqual(['MARKET_STALE', 'SURFACE_STALE']);
  });

  it('has no data before the first snapshot', () => {
    expect(ask(null)).toEqual([
      {
        code: 'NO_MARKET_DATA',
        rule: 'TR-05',
        scope: { underlying: 'BTC-USD' },
        message: 'there is no market for BTC-USD yet',
      },
    ]);
  });

  it.each(['DOGE-USD', 'constructor', ''])(
    'has no data for an underlying that the market lacks: "%s"',
    (underlying) => {
      expect(ask(aSnapshot({}), underlying)).toMatchObject([
        { code: 'NO_MARKET_DATA', message: `the market has no ${underlying}` },
      ]);
    },
  );

  it.each([0, -1, Number.NaN])('has no data when spot is %d', (spot) => {
    expect(ask(aSnapshot({ spot }))).toMatchObject([{ code: 'NO_MARKET_DATA' }]);
  });

  it('refuses when age or limit is not a number', () => {
    expect(ask(aSnapshot({ spotMs: Number.NaN }))).toMatchObject([{ code: 'MARKET_STALE' }]);
    const limits = { spotStaleMs: Number.NaN, surfaceStaleMs: 60_000 };
    expect(guardMarket(aSnapshot({}), { underlying: 'BTC-USD', now: NOW, limits })).toMatchObject([
      { code: 'MARKET_STALE' },
    ]);
  });
});
