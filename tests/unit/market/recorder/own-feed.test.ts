import type { MarketSnapshot } from '../../../../pricing/index.ts';
import { readConfig } from '../../../../src/config.ts';
import { openMarket } from '../../../../src/market/index.ts';
import { ownRecordedMarket } from '../../../../src/market/recorded/own-feed.ts';
import { type IdentifiedSnapshot, identify } from '../../../../src/market/snapshot-id.ts';
import { failOnReport, handClock, handTimer } from '../hand-driven.ts';
import { aFolder, idsOf, recorded, removeFolders, START, simulatedTicks } from './recording.ts';

const DAY_MS = 86_400_000;
/** Thirteen days and an hour after it was recorded. */
const NOW = START + 13 * DAY_MS + 3_600_000;

afterAll(removeFolders);

let ticks: IdentifiedSnapshot[];
let folder: string;
beforeAll(async () => {
  ticks = await simulatedTicks(80);
  ({ folder } = await recorded(ticks, { fileSpanMs: 7_000 }));
});

interface Play {
  readonly speed?: number;
  readonly loop?: boolean;
  readonly from?: number;
  readonly folder?: string;
}

async function aPlayingMarket(play: Play = {}) {
  const clock = handClock(NOW);
  const timer = handTimer();
  const feed = ownRecordedMarket({ clock, reportError: failOnReport, folder, every: timer.every, ...play });
  const shown: IdentifiedSnapshot[] = [];
  feed.onSnapshot((snapshot) => shown.push(snapshot));
  await feed.start();
  const advance = (byMs: number) => {
    clock.advance(byMs);
    timer.fire();
  };
  return { feed, shown, clock, advance };
}

const recordedTimes = (shown: readonly IdentifiedSnapshot[]) =>
  shown.map(({ recordedAt }) => (recordedAt ?? 0) - START);

describe('a recording of the service played as its market', () => {
  it('shows each tick at its time', async () => {
    const { feed, shown, advance } = await aPlayingMarket();

    for (const byMs of [100, 150, 250, 600]) advance(byMs);
    await feed.stop();

    expect(recordedTimes(shown)).toEqual([0, 250, 500, 1_000]);
    expect(shown.map(({ snapshot }) => snapshot.asOf - NOW)).toEqual([0, 250, 500, 1_100]);
  });

  it('is the same, bit for bit, each time that it is played at the same time', async () => {
    const played = async () => {
      const { feed, shown, advance } = await aPlayingMarket({ speed: 3 });
      for (let step = 0; step < 30; step += 1) advance(90);
      await feed.stop();
      return idsOf(shown);
    };

    const [once, again] = [await played(), await played()];

    expect(once.length).toBeGreaterThan(25);
    expect(again).toEqual(once);
  });

  it('has prices as recorded, of now, with dates moved by the whole days that keep every expiry ahead', async () => {
    const { feed, shown } = await aPlayingMarket();
    await feed.stop();

    const { snapshot } = shown[0] as IdentifiedSnapshot;
    const original = (ticks[0] as IdentifiedSnapshot).snapshot;
    expect([snapshot.asOf, snapshot.source]).toEqual([NOW, 'recorded']);
    for (const [name, market] of Object.entries(original.underlyings)) {
      const played = snapshot.underlyings[name];
      expect(played?.spot).toBe(market.spot);
      expect(played?.spotAt).toBe(NOW - (original.asOf - market.spotAt));
      expect(expiriesOf(played?.volatility)).toEqual(expiriesOf(market.volatility).map((at) => at + 14 * DAY_MS));
      if (market.forwards.kind !== 'dated') throw new Error('the simulated forwards have dates');
      expect(played?.forwards).toEqual({
        kind: 'dated',
        nodes: market.forwards.nodes.map(({ expiry, price }) => ({ expiry: expiry + 14 * DAY_MS, price })),
      });
    }
  });

  it('keeps the total variance of a smile given by points', async () => {
    const expiry = START + 10 * DAY_MS;
    const { folder: points } = await recorded([identify(withSurface(expiry, [0.5, 0.4, 0.6]))]);

    const { feed, shown } = await aPlayingMarket({ folder: points });
    await feed.stop();

    const surface = shown[0]?.snapshot.underlyings['BTC-USD']?.volatility;
    if (surface?.kind !== 'points') throw new Error('the recorded surface is one of points');
    const [slice] = surface.slices;
    const years = ((slice?.expiry ?? 0) - NOW) / DAY_MS;
    expect(slice?.expiry).toBe(expiry + 14 * DAY_MS);
    expect(slice?.volatilities.map((volatility) => volatility ** 2 * years)).toEqual(
      [0.5, 0.4, 0.6].map((volatility) => expect.closeTo(volatility ** 2 * 10, 12)),
    );
  });

  it('begins again at its end, or stops there and ages', async () => {
    const looping = await aPlayingMarket({ speed: 10 });
    for (let step = 0; step < 25; step += 1) looping.advance(100);
    await looping.feed.stop();
    const stopping = await aPlayingMarket({ speed: 10, loop: false });
    for (let step = 0; step < 25; step += 1) stopping.advance(100);

    const lastAt = 79 * 250;
    expect(recordedTimes(looping.shown).filter((at) => at === 0)).toHaveLength(2);
    expect(recordedTimes(looping.shown)).toContain(lastAt);
    expect(recordedTimes(stopping.shown).at(-1)).toBe(lastAt);
    expect(stopping.feed.status().state).toBe('ended');
    expect(stopping.feed.current()?.snapshot.asOf).toBe(NOW + 2_000);
  });

  it('passes over a silence beyond a minute, and plays a shorter one', async () => {
    const later = await simulatedTicks(3, START + 61_000);
    const latest = await simulatedTicks(3, START + 90_000);
    const { folder: silent } = await recorded([...ticks.slice(0, 1), ...later, ...latest]);

    const { feed, shown, advance } = await aPlayingMarket({ folder: silent });
    for (let step = 0; step < 20; step += 1) advance(250);
    await feed.stop();

    expect(recordedTimes(shown)).toEqual([0, 61_000, 61_250, 61_500]);
  });

  it('begins at a moment, and seeks', async () => {
    const { feed, shown, advance } = await aPlayingMarket({ from: START + 10_100 });

    advance(250);
    await feed.seek(START + 300);
    advance(1);
    advance(250);
    await feed.stop();

    expect(recordedTimes(shown)).toEqual([10_000, 10_250, 250, 500]);
    await expect(feed.seek(START)).rejects.toThrow('a market feed seeks while it is running, this one is stopped');
  });

  it('refuses a folder without a tick, and a speed that is none, naming them', async () => {
    const empty = aFolder();
    const feed = ownRecordedMarket({ clock: handClock(NOW), reportError: failOnReport, folder: empty });

    await expect(feed.start()).rejects.toThrow(`MARKET=recorded:${empty} cannot be played: none of its 0 files`);
    expect(() => ownRecordedMarket({ clock: handClock(NOW), reportError: failOnReport, folder, speed: 0 })).toThrow(
      'speed must be finite and > 0, was 0',
    );
  });

  it('is what MARKET=recorded:<folder> opens for a folder of the recorder', async () => {
    const feed = openMarket({
      setting: `recorded:${folder}`,
      clock: handClock(NOW),
      reportError: failOnReport,
      seed: 1,
      live: readConfig({}),
      every: handTimer().every,
      from: START + 5_000,
    });
    await feed.start();
    await feed.stop();

    expect(feed.current()?.recordedAt).toBe(START + 5_000);
    expect(feed.status()).toMatchObject({ source: 'recorded', recordedAt: START + 5_000 });
  });
});

function expiriesOf(surface: MarketSnapshot['underlyings'][string]['volatility'] | undefined): number[] {
  if (surface?.kind !== 'svi') throw new Error('the simulated surface is SVI');
  return surface.slices.map(({ expiry }) => expiry);
}

function withSurface(expiry: number, volatilities: readonly number[]): MarketSnapshot {
  return {
    asOf: START,
    source: 'live',
    underlyings: {
      'BTC-USD': {
        spot: 100_000,
        spotAt: START,
        surfaceAt: START,
        forwards: { kind: 'carry', carry: 0.07 },
        volatility: { kind: 'points', slices: [{ expiry, logMoneyness: [-0.1, 0, 0.1], volatilities }] },
      },
    },
    discounts: { USD: { kind: 'dated', nodes: [{ expiry, rate: 0.04 }] } },
    conversions: {},
  };
}
