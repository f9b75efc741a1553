import { fitted, marketLine, marketScreen } from '../../../src/cli/market/status-screen.ts';
import { plainPaint } from '../../../src/cli/terminal.ts';
import { MarketStatusView } from '../../../src/contracts/market-status.ts';
import type { MarketHalt } from '../../../src/market/guards/market-guards.ts';
import { toClientMarketStatusView, toMarketStatusView } from '../../../src/market/index.ts';
import { identify } from '../../../src/market/snapshot-id.ts';
import type { MarketStatus } from '../../../src/market/status.ts';
import { AS_OF, aBtcMarket, DAY_MS } from '../../support/markets.ts';

const STATUS: MarketStatus = {
  source: 'live',
  state: 'running',
  recordedAt: null,
  notes: ['HKD is taken at 7.8000 per USD.'],
  conditions: [],
  venues: [
    {
      venue: 'kraken',
      state: 'open',
      since: AS_OF - 60_000,
      lastFault: 'nothing came for 5000 ms',
      connects: 2,
      messages: 1_200,
      messagesPerSecond: 12.34,
      rejected: { 'not JSON': 1, unreadable: 2 },
      sequenceGaps: 3,
      symbols: [
        { symbol: 'BTC-USD', bid: 99_999.5, ask: 100_000.5, exchangeAt: AS_OF - 300, receivedAt: AS_OF - 250 },
        { symbol: 'USDT-USD', bid: null, ask: null, exchangeAt: null, receivedAt: null },
      ],
    },
  ],
  composites: [
    {
      symbol: 'BTC-USD',
      price: 100_000,
      at: AS_OF - 250,
      used: ['coinbase', 'kraken'],
      excluded: [
        { venue: 'okx', reason: 'outlier', message: '101000 is 100.0 bp from the median 100000, limit 50 bp' },
      ],
    },
    { symbol: 'USDT-USD', price: null, at: null, used: [], excluded: [] },
  ],
  surfaces: [
    {
      underlying: 'BTC-USD',
      builtAt: AS_OF - 1_500,
      quotes: 676,
      buildMs: 31,
      refusedBuilds: 2,
      lastRefusal: { at: AS_OF - 90_000, reason: 'quotes must be at least 50, were 12' },
      slices: [
        {
          expiry: AS_OF + 30 * DAY_MS,
          forward: 100_577.25,
          forwardSource: 'future',
          atTheMoneyVolatility: 0.5012,
          quotes: 68,
          shareInside: 0.94,
          rmsePoints: 0.123,
          fallback: null,
        },
        {
          expiry: AS_OF + 60 * DAY_MS,
          forward: 101_000,
          forwardSource: 'venue',
          atTheMoneyVolatility: 0.49,
          quotes: 9,
          shareInside: null,
          rmsePoints: Number.NaN,
          fallback: 'raised to clear the slice before',
        },
      ],
    },
  ],
};

const DEPEGGED: MarketHalt = {
  code: 'STABLECOIN_DEPEGGED',
  rule: 'ST-03',
  scope: { currency: 'USDT' },
  message: 'USDT-USD is 0.970000, band 0.9950 to 1.0050',
  since: AS_OF - 30_000,
  cleanSince: AS_OF - 2_000,
};

const parts = (halts: readonly MarketHalt[] = []) => ({
  status: STATUS,
  current: identify(aBtcMarket({ spotAt: AS_OF - 250, surfaceAt: AS_OF - 2_000 })),
  halts,
  now: AS_OF,
});
const view = (halts: readonly MarketHalt[] = []) => toMarketStatusView(parts(halts));
const screen = (halts: readonly MarketHalt[] = []) => marketScreen(view(halts), { paint: plainPaint });

describe('the market as staff are told', () => {
  it('is what the contract says, with decimal text and instants', () => {
    expect(MarketStatusView.parse(view([DEPEGGED]))).toEqual(view([DEPEGGED]));
    expect(view().venues[0]?.symbols[0]).toEqual({
      symbol: 'BTC-USD',
      bid: '99999.5',
      ask: '100000.5',
      exchangeAt: '2026-11-22T07:59:59.700Z',
      receivedAt: '2026-11-22T07:59:59.750Z',
    });
    expect(view().surfaces[0]?.slices[1]?.rmsePoints).toBeNull();
  });
});

describe('the market as a client is told', () => {
  it('is the paused things, each once, without a figure, a venue or a limit', () => {
    const diverged: MarketHalt = { ...DEPEGGED, code: 'VENUE_DIVERGENCE', scope: { underlying: 'BTC-USD' } };
    const stale: MarketHalt = { ...diverged, code: 'MARKET_STALE' };
    expect(toClientMarketStatusView(parts([DEPEGGED, diverged, stale]))).toEqual({
      source: 'live',
      serverTime: '2026-11-22T08:00:00.000Z',
      conditions: [
        { scope: { currency: 'USDT' }, message: 'Settlement and premium in USDT are temporarily unavailable.' },
        { scope: { underlying: 'BTC-USD' }, message: 'Pricing of BTC-USD is paused due to market conditions.' },
      ],
    });
  });
});

describe('the screen of the market', () => {
  it('shows venues, composite, surface and what is assumed', () => {
    expect(screen()).toEqual([
      'Market  live, running  2026-11-22 08:00:00 UTC',
      'HKD is taken at 7.8000 per USD.',
      '',
      'Nothing halts quoting.',
      '',
      'Quoted from',
      '  underlying        spot  spot age  surface age',
      '  BTC-USD     100,000.00     0.3 s        2.0 s',
      '',
      'Composite spot',
      '  symbol         price    age  made of',
      '  BTC-USD   100,000.00  0.3 s  coinbase kraken',
      '  USDT-USD        none',
      '  BTC-USD without okx: outlier, 101000 is 100.0 bp from the median 100000, limit 50 bp',
      '',
      'Venues',
      '  venue   state  msg/s  connects  gaps  unread  symbol          bid         ask    age  last fault',
      '  kraken  open    12.3         2     3       3  BTC-USD   99,999.50  100,000.50  0.3 s  nothing came for 5000 ms',
      '                                                USDT-USD',
      '',
      'Surface BTC-USD',
      '  built 1.5 s ago in 31 ms from 676 quotes',
      '  2 refused, the last 90 s ago: quotes must be at least 50, were 12',
      '  expiry         forward  from        vol  quotes  inside  error  fallback',
      '  2026-12-22  100,577.25  future  50.12 %      68    94 %   0.12',
      '  2027-01-21  101,000.00  venue   49.00 %       9                 raised to clear the slice before',
      '',
    ]);
  });

  it('begins with what halts quoting, and says how long it has been clean', () => {
    expect(screen([DEPEGGED])[3]).toBe(
      'HALTED STABLECOIN_DEPEGGED USDT (ST-03) for 30 s, clean for 2.0 s: USDT-USD is 0.970000, band 0.9950 to 1.0050',
    );
  });

  it('fits: lines are cut, and what is below the screen is counted', () => {
    const lines = fitted(screen(), { rows: 5, columns: 40 });
    expect(lines).toHaveLength(5);
    expect(lines.at(-1)).toBe('… 23 more lines: --once prints them all');
    expect(fitted(['x'.repeat(41)], { rows: 5, columns: 40 })).toEqual([`${'x'.repeat(39)}…`]);
    expect(fitted(['x'.repeat(40)], { rows: 1, columns: 40 })).toEqual(['x'.repeat(40)]);
  });

  it('is one line elsewhere', () => {
    expect(marketLine(view())).toBe(
      '2026-11-22T08:00:00.000Z  live  BTC-USD 100,000.00 spot 0.3 s surface 2.0 s  quoting',
    );
    expect(marketLine(view([DEPEGGED]))).toMatch(/ {2}HALTED STABLECOIN_DEPEGGED USDT$/);
    expect(marketLine({ ...view(), underlyings: [] })).toMatch(/ {2}no prices yet {2}quoting$/);
  });
});
