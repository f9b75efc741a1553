import { seededRandom } from '../../../src/market/random.ts';
import { advance, startSimulation } from '../../../src/market/simulated/simulation.ts';
import { aRehearsedMarket, SECOND, START } from './rehearsed-market.ts';

const BOOKS = {
  staleMs: 5_000,
  clockSkewMs: 1_000,
  maxBookSpreadBps: 100,
  minVenues: 2,
  outlierBps: 50,
  divergenceBps: 75,
};

describe('a scenario', () => {
  it('begins at the next step, is shown with who asked for it, and ends by itself', async () => {
    const market = await aRehearsedMarket();
    market.pass(SECOND);

    market.ask({ scenario: 'depeg', durationSeconds: 10 });
    const shown = market.scenario();
    market.pass(10 * SECOND - 250);
    const stillThere = market.scenario()?.scenario;
    market.pass(250);

    const since = START + SECOND;
    const until = since + 10 * SECOND;
    expect(shown).toEqual({ scenario: 'depeg', venue: null, since, until, setBy: 'trader-1' });
    expect(stillThere).toBe('depeg');
    expect(market.scenario()).toEqual({ scenario: 'normal', venue: null, since: until, until: null, setBy: null });
  });

  it.each([
    { scenario: 'calm', seconds: 1_800 },
    { scenario: 'trending', seconds: 300 },
    { scenario: 'crash', seconds: 180 },
    { scenario: 'depeg', seconds: 120 },
    { scenario: 'venue-outage', seconds: 60 },
    { scenario: 'surface-outage', seconds: 150 },
    { scenario: 'divergence', seconds: 60 },
  ] as const)('lasts by itself: $scenario $seconds s', async ({ scenario, seconds }) => {
    const market = await aRehearsedMarket();

    market.ask({ scenario });

    expect(market.scenario()?.until).toBe(START + seconds * SECOND);
  });

  it('is ended by normal', async () => {
    const market = await aRehearsedMarket();
    market.ask({ scenario: 'venue-outage' });
    market.pass(SECOND);
    expect(market.seen().spotAgeMs).toBe(SECOND);

    market.ask({ scenario: 'normal' });
    market.pass(250);

    expect(market.seen()).toMatchObject({ spotAgeMs: 0, codes: [] });
    expect(market.scenario()).toMatchObject({ scenario: 'normal', until: null, setBy: 'trader-1' });
  });

  it('gives the same market, bit for bit, when asked at the same step, however late its ticks came', async () => {
    const [onTime, late] = await Promise.all([aRehearsedMarket(), aRehearsedMarket()]);
    for (const scenario of ['crash', 'venue-outage', 'depeg'] as const) {
      onTime.ask({ scenario, durationSeconds: 5 });
      late.ask({ scenario, durationSeconds: 5 });
      onTime.pass(90 * SECOND);
      late.jump(90 * SECOND);
    }

    expect(late.seen().current.text).toBe(onTime.seen().current.text);
    expect(late.feed.status()).toEqual(onTime.feed.status());
  });

  it('begins where the market would be by now when no tick came for a while', async () => {
    const [onTime, late] = await Promise.all([aRehearsedMarket(), aRehearsedMarket()]);
    onTime.pass(3 * SECOND);
    late.sleep(3 * SECOND);
    for (const market of [onTime, late]) {
      market.ask({ scenario: 'crash' });
      market.pass(SECOND);
    }

    expect(late.scenario()?.since).toBe(START + 3 * SECOND);
    expect(late.seen().current.text).toBe(onTime.seen().current.text);
  });

  it('leaves the prices behind the venues alone when it strikes venues only', async () => {
    const [struck, spared] = await Promise.all([aRehearsedMarket(), aRehearsedMarket()]);
    struck.ask({ scenario: 'venue-outage', durationSeconds: 20 });
    struck.pass(30 * SECOND);
    spared.pass(30 * SECOND);

    expect(struck.seen().spot).toBeCloseTo(spared.seen().spot, 6);
  });

  it('that cannot be read is reported and changes nothing', async () => {
    const reported: unknown[] = [];
    const market = await aRehearsedMarket({ reportError: (error: unknown) => reported.push(error) });

    market.bus.publish('market.scenario', { scenario: 'earthquake' });

    expect(reported).toEqual([new Error('a message of market.scenario cannot be read')]);
    expect(market.scenario()?.scenario).toBe('normal');
  });

  it('is not heard by a market that has stopped', async () => {
    const market = await aRehearsedMarket();
    await market.feed.stop();

    market.ask({ scenario: 'crash' });

    expect(market.scenario()?.scenario).toBe('normal');
  });
});

describe('an outage of all venues', () => {
  it('leaves the last spot to age, says why of each venue, and prices again once they are back', async () => {
    const market = await aRehearsedMarket();
    const before = market.seen().spot;
    market.ask({ scenario: 'venue-outage' });
    market.pass(10 * SECOND);

    const { spot, spotAgeMs, surfaceAgeMs } = market.seen();
    const { composites, venues } = market.feed.status();
    market.pass(50 * SECOND);

    expect({ spot, spotAgeMs }).toEqual({ spot: before, spotAgeMs: 10 * SECOND });
    expect(surfaceAgeMs).toBeLessThan(2 * SECOND);
    expect(composites[0]).toMatchObject({ symbol: 'BTC-USD', price: null, at: null, used: [] });
    expect(composites[0]?.excluded.map(({ reason }) => reason)).toEqual(Array(5).fill('reconnecting'));
    expect(venues.every(({ state, lastFault }) => state === 'waiting' && lastFault !== null)).toBe(true);
    expect(market.seen()).toMatchObject({ spotAgeMs: 0, codes: [] });
    expect(market.feed.status().venues.every(({ state, connects }) => state === 'open' && connects === 2)).toBe(true);
  });
});

describe('an outage of one venue', () => {
  it('takes it out of the price, which the other four go on making', async () => {
    const market = await aRehearsedMarket();
    market.ask({ scenario: 'venue-outage', venue: 'kraken' });
    market.pass(10 * SECOND);

    const [btc] = market.feed.status().composites;
    expect(btc?.used).toEqual(['binance', 'bitstamp', 'coinbase', 'okx']);
    expect(btc?.excluded).toMatchObject([{ venue: 'kraken', reason: 'reconnecting' }]);
    expect(market.seen()).toMatchObject({ spotAgeMs: 0, codes: [] });
  });
});

describe('an outage of the options venue', () => {
  it('leaves the surface to age while spot goes on, loses what expires, and builds again afterwards', async () => {
    const market = await aRehearsedMarket();
    const { volatility } = market.seen();
    market.ask({ scenario: 'surface-outage' });
    market.pass(150 * SECOND - 250);
    const during = market.seen();
    market.pass(250);

    expect(during).toMatchObject({ spotAgeMs: 0, surfaceAgeMs: 150 * SECOND - 250, codes: [] });
    expect(during.volatility).toBe(volatility);
    expect(market.seen().surfaceAgeMs).toBe(0);
  });

  it('never shows an expired slice', async () => {
    const market = await aRehearsedMarket();
    market.jump(Date.parse('2026-11-23T07:59:00.000Z') - START);
    market.ask({ scenario: 'surface-outage' });
    market.pass(120 * SECOND);

    const { surfaceAgeMs, current } = market.seen();
    const { volatility, forwards } = current.snapshot.underlyings['ETH-USD'] ?? {};
    const expiries = volatility?.kind === 'svi' ? volatility.slices.map(({ expiry }) => expiry) : [];
    expect(surfaceAgeMs).toBe(120 * SECOND);
    expect(expiries[0]).toBe(Date.parse('2026-11-24T08:00:00.000Z'));
    expect(forwards?.kind === 'dated' ? forwards.nodes.map(({ expiry }) => expiry) : []).toEqual(expiries);
  });
});

describe('venues that diverge', () => {
  it('raise VENUE_DIVERGENCE on every underlying, and nothing else, until they agree again', async () => {
    const market = await aRehearsedMarket();
    market.ask({ scenario: 'divergence' });
    market.pass(250);
    const { conditions } = market.seen().current;
    market.pass(60 * SECOND - 250);

    expect(conditions.map(({ code, scope }) => [code, scope])).toEqual([
      ['VENUE_DIVERGENCE', { underlying: 'BTC-USD' }],
      ['VENUE_DIVERGENCE', { underlying: 'ETH-USD' }],
    ]);
    expect(market.seen().codes).toEqual([]);
  });

  it('raise nothing when only one does: it is an outlier', async () => {
    const market = await aRehearsedMarket();
    const { spot } = market.seen();
    market.ask({ scenario: 'divergence', venue: 'binance' });
    market.pass(250);

    expect(market.feed.status().composites[0]?.excluded).toMatchObject([{ venue: 'binance', reason: 'outlier' }]);
    expect(market.seen().codes).toEqual([]);
    expect(Math.abs(market.seen().spot / spot - 1)).toBeLessThan(0.001);
  });
});

describe('five venues that would all fail at once by themselves', () => {
  it('fail one at a time, for half a minute or so', () => {
    const limits = {
      spot: BOOKS,
      stablecoin: { ...BOOKS, minVenues: 1 },
      stablecoinBandBps: 50,
    };
    const unlucky = { model: seededRandom(1), venues: { uniform: () => 0, normal: () => 0 } };
    let simulation = startSimulation({ at: START, spots: { 'BTC-USD': 100_000 }, limits });
    for (let step = 1; step <= 80; step += 1) {
      simulation = advance(simulation, { now: START + step * 250, random: unlucky, limits });

      expect(simulation.venues.filter(({ isOpen }) => !isOpen).length).toBeLessThanOrEqual(1);
    }

    expect(simulation.venues.some(({ connects }) => connects > 1)).toBe(true);
  });
});

describe('a market left to itself for an hour', () => {
  it('loses a venue now and then, never two, and always has a fresh spot that nothing is wrong with', async () => {
    const market = await aRehearsedMarket();
    const outages = new Set<string>();
    for (let minute = 0; minute < 60; minute += 1) {
      market.jump(60 * SECOND);
      const { venues } = market.feed.status();
      const out = venues.filter(({ state }) => state !== 'open');
      for (const { venue, since } of out) outages.add(`${venue} since ${since}`);

      expect(out.length).toBeLessThanOrEqual(1);
      expect(market.seen()).toMatchObject({ spotAgeMs: 0, codes: [] });
    }

    expect(outages.size).toBeGreaterThan(0);
  });
});
