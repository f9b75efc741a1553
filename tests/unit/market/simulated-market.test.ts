import { guardMarket, type IdentifiedSnapshot, simulatedMarket } from '../../../src/market/index.ts';
import { failOnReport, handClock, handTimer } from './hand-driven.ts';

const START = Date.parse('2026-11-22T10:00:00.000Z');
const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;

async function aRunningMarket({ seed = 7, start = START } = {}) {
  const clock = handClock(start);
  const timer = handTimer();
  const feed = simulatedMarket({ clock, seed, reportError: failOnReport, every: timer.every });
  await feed.start();
  return { clock, timer, feed };
}

type Running = Awaited<ReturnType<typeof aRunningMarket>>;

/** The texts of the next snapshots, one a step. */
function play({ clock, feed }: Running, steps: number): string[] {
  return Array.from({ length: steps }, () => {
    clock.advance(250);
    feed.tick();
    return latest(feed).text;
  });
}

function latest(feed: Running['feed']): IdentifiedSnapshot {
  const current = feed.current();
  if (current === null) throw new Error('the market has no snapshot');
  return current;
}

function bitcoin(feed: Running['feed']) {
  const market = latest(feed).snapshot.underlyings['BTC-USD'];
  if (market?.forwards.kind !== 'dated' || market.volatility.kind !== 'svi') throw new Error('no simulated BTC-USD');
  return { ...market, nodes: market.forwards.nodes, slices: market.volatility.slices };
}

function observed(feed: Running['feed']) {
  const { underlyings, conversions, asOf } = latest(feed).snapshot;
  const { spot, nodes } = bitcoin(feed);
  const far = nodes.at(-1) ?? { expiry: Number.NaN, price: Number.NaN };
  return {
    btc: spot,
    eth: underlyings['ETH-USD']?.spot ?? Number.NaN,
    carry: Math.log(far.price / spot) / ((far.expiry - asOf) / (365 * DAY_MS)),
    usdt: conversions['USDT'] ?? Number.NaN,
  };
}

describe('the simulated market', () => {
  it('starts at the given levels, marked as simulated, confirmed at that very time', async () => {
    const { feed } = await aRunningMarket();

    const { snapshot, recordedAt } = latest(feed);

    expect(snapshot).toMatchObject({
      asOf: START,
      source: 'simulated',
      underlyings: {
        'BTC-USD': { spot: 100_000, spotAt: START, surfaceAt: START },
        'ETH-USD': { spot: 3_500, spotAt: START, surfaceAt: START },
      },
      discounts: { USD: { kind: 'flat', rate: 0.04 } },
      conversions: { USDT: 1 },
    });
    expect(recordedAt).toBeNull();
    expect(latest(feed).conditions).toEqual([]);
    expect(feed.status()).toMatchObject({
      source: 'simulated',
      state: 'running',
      recordedAt: null,
      notes: ['All prices are simulated.', 'Volatilities are the model’s own, fitted to no listed options.'],
      conditions: [],
      scenario: { scenario: 'normal', venue: null, since: START, until: null, setBy: null },
    });
  });

  it('shows staff its venues, whose prices make each spot, and its surfaces', async () => {
    const running = await aRunningMarket();
    play(running, 8);

    const { venues, composites, surfaces } = running.feed.status();
    const { underlyings } = latest(running.feed).snapshot;

    expect(venues.map(({ venue, state, connects }) => [venue, state, connects])).toEqual(
      ['coinbase', 'kraken', 'binance', 'okx', 'bitstamp'].map((venue) => [venue, 'open', 1]),
    );
    expect(venues.map(({ symbols }) => symbols.map(({ symbol }) => symbol).join(' '))).toEqual([
      'BTC-USD ETH-USD USDT-USD',
      'BTC-USD ETH-USD USDT-USD',
      'BTC-USDT ETH-USDT',
      'BTC-USDT ETH-USDT',
      'BTC-USD ETH-USD USDT-USD',
    ]);
    expect(venues[0]?.messagesPerSecond).toBeCloseTo(12, 1);
    for (const { bid, ask, exchangeAt, receivedAt } of venues.flatMap(({ symbols }) => symbols)) {
      expect(bid).toBeLessThan(ask ?? 0);
      expect(receivedAt).toBe(START + 2_000);
      expect(exchangeAt).toBeLessThan(receivedAt ?? 0);
    }
    expect(composites.map(({ symbol, price, used }) => [symbol, price, used.length])).toEqual([
      ['BTC-USD', underlyings['BTC-USD']?.spot, 5],
      ['ETH-USD', underlyings['ETH-USD']?.spot, 5],
      ['USDT-USD', latest(running.feed).snapshot.conversions['USDT'], 3],
    ]);
    expect(surfaces.map(({ builtAt }) => builtAt)).toEqual([START + 2_000, START + 2_000]);
    expect(surfaces[0]?.slices[0]?.forward).toBe(bitcoin(running.feed).nodes[0]?.price);
    expect(surfaces[0]?.slices[0]?.atTheMoneyVolatility).toBeCloseTo(0.5, 1);
  });

  it('keeps one surface object for two seconds, while spot and forwards move', async () => {
    const running = await aRunningMarket();
    const seen = Array.from({ length: 16 }, () => {
      play(running, 1);
      const { spot, surfaceAt, volatility, nodes } = bitcoin(running.feed);
      return { spot, surfaceAt, volatility, forward: nodes[0]?.price };
    });

    expect(seen.map(({ surfaceAt }) => surfaceAt - START)).toEqual([
      ...Array.from({ length: 7 }, () => 0),
      ...Array.from({ length: 8 }, () => 2_000),
      4_000,
    ]);
    expect(new Set(seen.map(({ volatility }) => volatility)).size).toBe(3);
    expect(new Set(seen.map(({ forward }) => forward)).size).toBe(16);
  });

  it.each([
    { underlying: 'BTC-USD', volatility: 0.5 },
    { underlying: 'ETH-USD', volatility: 0.7 },
  ])(
    'starts $underlying at a volatility of $volatility at the money for every expiry, puts above calls',
    async (start) => {
      const { feed } = await aRunningMarket();
      const surface = latest(feed).snapshot.underlyings[start.underlying]?.volatility;
      if (surface?.kind !== 'svi') throw new Error('the simulated surface must be svi');

      for (const { expiry, a, b, rho, m, sigma } of surface.slices) {
        const years = (expiry - START) / (365 * DAY_MS);
        const volatilityAt = (k: number) => Math.sqrt((a + b * (rho * (k - m) + Math.hypot(k - m, sigma))) / years);
        const deviation = start.volatility * Math.sqrt(years);

        expect(volatilityAt(0)).toBeCloseTo(start.volatility, 12);
        expect(volatilityAt(-deviation)).toBeGreaterThan(volatilityAt(deviation) + 0.01);
        expect(volatilityAt(-2 * deviation)).toBeGreaterThan(volatilityAt(-deviation));
      }
    },
  );

  it('gives the same snapshots, bit for bit, for the same seed and starting instant', async () => {
    const texts = play(await aRunningMarket(), 400);

    expect(play(await aRunningMarket(), 400)).toEqual(texts);
    expect(new Set(texts).size).toBe(400);
  });

  it('gives another market for another seed', async () => {
    expect(play(await aRunningMarket({ seed: 8 }), 1)).not.toEqual(play(await aRunningMarket({ seed: 7 }), 1));
  });

  it('is where it would have been when ticks come late: it does not drift with the timer', async () => {
    const [onTime, late] = await Promise.all([aRunningMarket(), aRunningMarket()]);

    const texts = play(onTime, 40);
    late.clock.advance(40 * 250 + 249);
    late.feed.tick();

    expect(latest(late.feed).text).toBe(texts.at(-1));
    expect(latest(late.feed).snapshot.asOf).toBe(START + 40 * 250);
  });

  it.each([
    { afterMs: 249, publishes: 0 },
    { afterMs: 250, publishes: 1 },
    { afterMs: 251, publishes: 1 },
    { afterMs: -HOUR_MS, publishes: 0 },
  ])('publishes $publishes times when ticked $afterMs ms after its start', async ({ afterMs, publishes }) => {
    const { clock, feed } = await aRunningMarket();
    const seen: IdentifiedSnapshot[] = [];
    feed.onSnapshot((snapshot) => seen.push(snapshot));

    clock.advance(afterMs);
    feed.tick();

    expect(seen).toHaveLength(publishes);
  });

  it('catches up after a month of silence in one step, with fresh expiries', async () => {
    const { clock, feed } = await aRunningMarket();

    clock.advance(31 * DAY_MS);
    feed.tick();

    const { spot, spotAt, nodes } = bitcoin(feed);
    expect(spotAt).toBe(START + 31 * DAY_MS);
    expect(nodes[0]?.expiry).toBe(Date.parse('2026-12-24T08:00:00.000Z'));
    expect(spot).toBeGreaterThan(50_000);
    expect(spot).toBeLessThan(200_000);
  });

  it('rolls its expiries at 08:00 UTC: none is ever at or behind the snapshot', async () => {
    const running = await aRunningMarket({ start: Date.parse('2026-11-27T07:59:59.500Z') });
    const cut = Date.parse('2026-11-27T08:00:00.000Z');

    play(running, 1);
    expect(bitcoin(running.feed).slices[0]?.expiry).toBe(cut);
    play(running, 1);

    const { slices, nodes } = bitcoin(running.feed);
    expect(latest(running.feed).snapshot.asOf).toBe(cut);
    expect(slices[0]?.expiry).toBe(cut + DAY_MS);
    expect(nodes.map(({ expiry }) => expiry)).toEqual(slices.map(({ expiry }) => expiry));
    expect((slices.at(-1)?.expiry ?? 0) - cut).toBeGreaterThan(366 * DAY_MS);
  });

  it('moves like a crypto market over a month: volatility, correlation, basis and USDT all plausible', async () => {
    const running = await aRunningMarket();
    const stepMs = 2 * HOUR_MS; // beyond the catch-up bound, so each tick is one step
    const seen = Array.from({ length: 30 * 12 }, () => {
      running.clock.advance(stepMs);
      running.feed.tick();
      return observed(running.feed);
    });
    const btc = seen.map(({ btc }) => Math.log(btc));
    const eth = seen.map(({ eth }) => Math.log(eth));
    const carries = seen.map(({ carry }) => carry);
    const usdt = seen.map(({ usdt }) => usdt);

    const [btcMoves, ethMoves] = [differences(btc), differences(eth)];
    const annual = Math.sqrt((365 * DAY_MS) / stepMs);
    expect(deviation(btcMoves) * annual).toBeGreaterThan(0.25);
    expect(deviation(btcMoves) * annual).toBeLessThan(1);
    expect(deviation(ethMoves)).toBeGreaterThan(deviation(btcMoves));
    expect(correlation(btcMoves, ethMoves)).toBeGreaterThan(0.75);
    expect(correlation(btcMoves, ethMoves)).toBeLessThan(0.92);
    for (const carry of carries) expect(Math.abs(carry - 0.07)).toBeLessThan(0.03);
    expect(deviation(carries)).toBeGreaterThan(0.0005);
    for (const price of usdt) expect(Math.abs(price - 1)).toBeLessThan(0.0008);
    expect(usdt.filter((price) => Math.abs(price - 1) <= 0.0005).length / usdt.length).toBeGreaterThan(0.99);
  });

  it('ticks on a timer of 250 ms until it is stopped, then keeps its last snapshot and goes stale', async () => {
    const { clock, timer, feed } = await aRunningMarket();
    expect(timer.delaysMs()).toEqual([250]);
    clock.advance(250);
    timer.fire();
    expect(latest(feed).snapshot.asOf).toBe(START + 250);

    await feed.stop();
    await feed.stop();
    clock.advance(6_000);
    feed.tick();

    expect(timer.delaysMs()).toEqual([]);
    expect(feed.status().state).toBe('stopped');
    expect(latest(feed).snapshot.asOf).toBe(START + 250);
    const limits = { spotStaleMs: 5_000, surfaceStaleMs: 60_000 };
    expect(guardMarket(latest(feed).snapshot, { underlying: 'BTC-USD', now: clock.now(), limits })).toMatchObject([
      { code: 'MARKET_STALE', message: 'spot of BTC-USD is 6000 ms old, limit 5000 ms' },
    ]);
  });

  it('does not keep the process alive by its timer', async () => {
    const timers = () => process.getActiveResourcesInfo().filter((resource) => resource === 'Timeout').length;
    const before = timers();
    const feed = simulatedMarket({ clock: handClock(START), seed: 1, reportError: failOnReport });

    await feed.start();

    expect(timers()).toBe(before);
    await feed.stop();
  });

  it('starts once', async () => {
    const { feed } = await aRunningMarket();

    await expect(feed.start()).rejects.toThrow('a market feed starts once, this one is running');
  });

  it.each([
    { startSpots: { 'BTC-USD': 0 }, complaint: 'start spot of BTC-USD must be finite and > 0, was 0' },
    { startSpots: { 'BTC-USD': Number.NaN }, complaint: 'start spot of BTC-USD must be finite and > 0, was NaN' },
    { startSpots: { 'XRP-USD': 1 }, complaint: 'must be one of BTC-USD, ETH-USD, was XRP-USD' },
  ])('refuses to start at $startSpots', async ({ startSpots, complaint }) => {
    const feed = simulatedMarket({ clock: handClock(START), seed: 1, reportError: failOnReport, startSpots });

    await expect(feed.start()).rejects.toThrow(complaint);
  });
});

const differences = (values: readonly number[]) =>
  values.slice(1).map((value, at) => value - (values[at] ?? Number.NaN));
const mean = (values: readonly number[]) => values.reduce((sum, value) => sum + value, 0) / values.length;
const covariance = (xs: readonly number[], ys: readonly number[]) =>
  mean(xs.map((x, at) => (x - mean(xs)) * ((ys[at] ?? Number.NaN) - mean(ys))));
const deviation = (values: readonly number[]) => Math.sqrt(covariance(values, values));
const correlation = (xs: readonly number[], ys: readonly number[]) =>
  covariance(xs, ys) / (deviation(xs) * deviation(ys));
