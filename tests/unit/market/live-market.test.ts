import { buildCurvesAndSurface } from '../../../src/market/chain/build-surface.ts';
import type { IdentifiedSnapshot } from '../../../src/market/index.ts';
import { liveMarket, type VenueEvents } from '../../../src/market/live/feed.ts';
import type { OptionTick, SpotTick } from '../../../src/market/ticks.ts';
import { BUILD_LIMITS, CHAIN_SPOT, QUALITY_LIMITS, recordedOptionTicks } from '../../support/chain-ticks.ts';
import { SPOT_LIMITS } from '../../support/venue-books.ts';
import { failOnReport, handClock, handTimer } from './hand-driven.ts';

const START = Date.UTC(2025, 11, 4, 20);
const VENUES = ['coinbase', 'kraken', 'bitstamp'] as const;

/** A live market whose venues are the test: ticks, losses, time and builds come by hand. */
async function aLiveMarket() {
  const clock = handClock(START);
  const timer = handTimer();
  let events: VenueEvents | undefined;
  let stopped = 0;
  const feed = liveMarket({
    clock,
    reportError: failOnReport,
    underlyings: ['BTC-USD'],
    expected: [...VENUES.map((venue) => ({ venue, symbol: 'BTC-USD' })), { venue: 'kraken', symbol: 'USDT-USD' }],
    openVenues: (told) => {
      events = told;
      return {
        status: () => [],
        stop: () => {
          stopped += 1;
        },
      };
    },
    builder: {
      build: async (input) => buildCurvesAndSurface(input),
      stop: async () => {
        stopped += 1;
      },
    },
    limits: {
      spots: SPOT_LIMITS,
      surfaces: { build: BUILD_LIMITS, quality: QUALITY_LIMITS, rebuildMs: 1_000, staleMs: 60_000 },
    },
    usdRate: 0.04,
    hkdPerUsd: { low: 7.75, high: 7.85 },
    every: timer.every,
  });
  const published: IdentifiedSnapshot[] = [];
  feed.onSnapshot((snapshot) => published.push(snapshot));
  await feed.start();
  const heard = () => {
    if (events === undefined) throw new Error('the market has opened no venues');
    return events;
  };
  const spot = (venue: string, mid: number, changes: Partial<SpotTick> = {}) =>
    heard().onTick({
      kind: 'spot',
      venue,
      symbol: 'BTC-USD',
      connectionId: `${venue}-1`,
      bid: mid - 1,
      ask: mid + 1,
      exchangeAt: null,
      receivedAt: clock.now(),
      sequence: null,
      ...changes,
    });
  const usdt = (price = 1) => spot('kraken', price, { symbol: 'USDT-USD', bid: price - 1e-4, ask: price + 1e-4 });
  const chain = (ticks: readonly OptionTick[] = recordedOptionTicks(clock.now())) => {
    for (const tick of ticks) heard().onTick(tick);
  };
  const pass = (ms: number) => {
    for (let passed = 0; passed < ms; passed += 20) {
      clock.advance(20);
      timer.fire();
    }
  };
  /** Until what was promised by now has happened: a build answers a few turns of the event loop later. */
  const settled = () => new Promise<void>((resolve) => setImmediate(() => setImmediate(resolve)));
  const latest = () => {
    const current = feed.current();
    if (current === null) throw new Error('the market has published nothing');
    return current;
  };
  return { clock, timer, feed, published, heard, spot, usdt, chain, pass, settled, latest, stopped: () => stopped };
}

/** One that quotes: three venues, the stablecoin, and a surface. */
async function aRunningMarket() {
  const market = await aLiveMarket();
  for (const [at, venue] of VENUES.entries()) market.spot(venue, CHAIN_SPOT + at);
  market.usdt();
  market.chain();
  market.pass(20);
  await market.settled();
  market.pass(20);
  return market;
}

const btc = (snapshot: IdentifiedSnapshot) => snapshot.snapshot.underlyings['BTC-USD'];

describe('a live market', () => {
  it('publishes nothing before it has both a spot and a surface', async () => {
    const market = await aLiveMarket();
    market.pass(500);
    expect(market.published).toEqual([]);
    for (const venue of VENUES) market.spot(venue, CHAIN_SPOT);
    market.pass(500);
    expect(market.published).toEqual([]);
    market.chain();
    for (const venue of VENUES) market.spot(venue, CHAIN_SPOT);
    market.pass(20);
    await market.settled();
    market.pass(20);
    expect(market.published).toHaveLength(1);
  });

  it('shows the composite, forwards and surface of the chain, and its conversions', async () => {
    const market = await aRunningMarket();
    const { snapshot, conditions } = market.latest();
    expect(snapshot).toMatchObject({
      asOf: START + 40,
      source: 'live',
      discounts: { USD: { kind: 'flat', rate: 0.04 } },
      conversions: { USDT: 1, HKD: 1 / 7.8 },
    });
    expect(btc(market.latest())).toMatchObject({ spot: CHAIN_SPOT + 1, spotAt: START, surfaceAt: START });
    expect(btc(market.latest())?.volatility).toMatchObject({ kind: 'svi' });
    expect(conditions).toEqual([]);
  });

  it('moves forwards with spot between two surfaces, and keeps the surface itself', async () => {
    const market = await aRunningMarket();
    const before = btc(market.latest());
    for (const venue of VENUES) market.spot(venue, 1.01 * (CHAIN_SPOT + 1));
    market.pass(20);
    const after = btc(market.latest());
    const nodes = (of: typeof before) => (of?.forwards.kind === 'dated' ? of.forwards.nodes : []);
    expect(nodes(after)).toHaveLength(11);
    for (const [at, { price }] of nodes(after).entries()) {
      expect(price / (nodes(before)[at]?.price ?? 0)).toBeCloseTo(1.01, 9);
    }
    expect(after?.volatility).toBe(before?.volatility);
  });

  it('publishes a tick at once when it has been quiet, and at most one snapshot in 20 ms', async () => {
    const market = await aRunningMarket();
    market.clock.advance(20);
    const before = market.published.length;
    market.spot('kraken', CHAIN_SPOT + 5);
    expect(market.published).toHaveLength(before + 1);
    for (let tick = 0; tick < 100; tick += 1) market.spot('kraken', CHAIN_SPOT + tick);
    expect(market.published).toHaveLength(before + 1);
    market.pass(20);
    expect(market.published).toHaveLength(before + 2);
    market.pass(200);
    expect(market.published).toHaveLength(before + 2);
  });

  it('publishes at least every 250 ms, with the time of the valuation and of the last confirmation', async () => {
    const market = await aRunningMarket();
    market.spot('kraken', CHAIN_SPOT);
    market.spot('coinbase', CHAIN_SPOT);
    market.pass(20);
    const confirmedAt = btc(market.latest())?.spotAt;
    const before = market.published.length;
    market.pass(4_000);
    expect(market.published.length - before).toBeGreaterThanOrEqual(15);
    expect(market.clock.now() - market.latest().snapshot.asOf).toBeLessThan(250);
    expect(btc(market.latest())?.spotAt).toBe(confirmedAt);
  });

  it('lets spot age when too few venues are left, and takes it up again when they are back', async () => {
    const market = await aRunningMarket();
    market.heard().onVenueLost('coinbase', 'coinbase-1');
    market.heard().onVenueLost('bitstamp', 'bitstamp-1');
    market.spot('kraken', CHAIN_SPOT + 50);
    market.pass(1_000);
    expect(btc(market.latest())).toMatchObject({ spot: CHAIN_SPOT + 1, spotAt: START });
    expect(market.feed.status().composites[0]).toMatchObject({
      price: null,
      excluded: [
        { venue: 'bitstamp', reason: 'reconnecting' },
        { venue: 'coinbase', reason: 'reconnecting' },
        { venue: 'kraken', reason: 'too-few' },
      ],
    });
    market.spot('coinbase', CHAIN_SPOT + 50, { connectionId: 'coinbase-2' });
    market.pass(20);
    expect(btc(market.latest())?.spot).toBe(CHAIN_SPOT + 50);
  });

  it('forgets only what the lost connection brought', async () => {
    const market = await aRunningMarket();
    market.spot('coinbase', CHAIN_SPOT, { connectionId: 'coinbase-2' });
    market.heard().onVenueLost('coinbase', 'coinbase-1');
    market.pass(20);
    expect(market.feed.status().composites[0]?.used).toEqual(['bitstamp', 'coinbase', 'kraken']);
  });

  it('carries conditions from the tick on that shows them', async () => {
    const market = await aRunningMarket();
    market.spot('coinbase', CHAIN_SPOT * 1.01);
    market.heard().onVenueLost('bitstamp', 'bitstamp-1');
    market.usdt(0.98);
    market.pass(20);
    expect(market.latest().conditions.map(({ code }) => code)).toEqual(['VENUE_DIVERGENCE', 'STABLECOIN_DEPEGGED']);
    expect(market.latest().snapshot.conversions['USDT']).toBeCloseTo(0.98, 10);
  });

  it('rebuilds its surface from a chain that moves, and refuses half a one', async () => {
    const market = await aRunningMarket();
    const good = btc(market.latest())?.volatility;
    market.pass(1_000);
    for (const venue of VENUES) market.spot(venue, CHAIN_SPOT + 1);
    const higher = recordedOptionTicks(START).map((tick) => ({
      ...tick,
      receivedAt: market.clock.now(),
      markVolatility: (tick.markVolatility ?? 0) + 0.0005,
    }));
    market.chain(higher);
    market.pass(20);
    await market.settled();
    market.pass(20);
    expect(btc(market.latest())?.surfaceAt).toBe(START + 1_040);
    const rebuilt = btc(market.latest())?.volatility;
    expect(rebuilt).not.toEqual(good);

    market.pass(1_000);
    market.heard().onVenueLost('deribit', 'deribit-1');
    for (const venue of VENUES) market.spot(venue, CHAIN_SPOT + 1);
    market.chain(higher.slice(0, 200).map((tick) => ({ ...tick, receivedAt: market.clock.now() })));
    market.pass(20);
    await market.settled();
    market.pass(1_000);
    await market.settled();
    market.pass(20);
    expect(btc(market.latest())?.volatility).toBe(rebuilt);
    expect(market.feed.status().surfaces).toMatchObject([
      { underlying: 'BTC-USD', refusedBuilds: 2, lastRefusal: { reason: expect.stringMatching(/before, were/) } },
    ]);
  });

  it('says what it assumes, and that it runs', async () => {
    const market = await aLiveMarket();
    expect(market.feed.status()).toMatchObject({
      source: 'live',
      state: 'running',
      notes: ['HKD is taken at 7.8000 per USD, the middle of its band 7.75 to 7.85.', 'The USD rate is taken at 4 %.'],
      conditions: [{ code: 'STABLECOIN_DEPEGGED' }],
      composites: [
        { symbol: 'BTC-USD', excluded: [{ reason: 'silent' }, { reason: 'silent' }, { reason: 'silent' }] },
        {},
      ],
    });
  });

  it('stops its venues, its builder and its timer, once', async () => {
    const market = await aRunningMarket();
    await market.feed.stop();
    await market.feed.stop();
    expect(market.stopped()).toBe(2);
    expect(market.timer.delaysMs()).toEqual([]);
    expect(market.feed.status().state).toBe('stopped');
    expect(market.feed.current()).not.toBeNull();
    await expect(market.feed.start()).rejects.toThrow('a market feed starts once, this one is stopped');
  });
});
