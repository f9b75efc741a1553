import { guardMarket, type IdentifiedSnapshot } from '../../../src/market/index.ts';
import { advanced, aPlayingMarket, aRecordedMarket, latest, START, underlyingOf } from './recorded-play.ts';

const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;
const LIMITS = { spotStaleMs: 5_000, surfaceStaleMs: 60_000 };
/** 2 x (two days less the first minute): all of the reference recording. */
const RECORDED_MS = 2 * (48 * HOUR_MS - MINUTE_MS);

const firstExpiry = (identified: IdentifiedSnapshot) =>
  new Date(underlyingOf(identified, 'BTC-USD').slices[0]?.expiry ?? Number.NaN).toISOString();

describe('the recorded market', () => {
  it('shows recorded prices as of now, and says when they were recorded', async () => {
    const { feed } = await aPlayingMarket();

    const identified = latest(feed);

    expect(identified.snapshot).toMatchObject({
      asOf: START,
      source: 'recorded',
      conversions: { USDT: 1 },
      discounts: { USD: { kind: 'flat', rate: 0.04 } },
    });
    expect(underlyingOf(identified, 'BTC-USD')).toMatchObject({ spot: 4646.185, spotAt: START, surfaceAt: START });
    expect(underlyingOf(identified, 'ETH-USD')).toMatchObject({ spot: 354.865, spotAt: START, surfaceAt: START });
    expect(identified.recordedAt).toBe(Date.parse('2017-09-03T00:01:00.000Z'));
    expect(feed.status()).toMatchObject({ source: 'recorded', state: 'running', recordedAt: identified.recordedAt });
    expect(feed.status().notes).toContain('USDT is taken at 1.0000 USD and the USD rate at 4 %.');
    expect(feed.status().notes).toContain('Volatility of ETH-USD: the smiles of BTC-USD, 1.25 times as volatile.');
  });

  it('plays a minute bar a second by default, both underlyings in step', async () => {
    const market = await aPlayingMarket();

    expect(underlyingOf(advanced(market, 999), 'BTC-USD').spot).toBe(4646.185);
    const next = advanced(market, 1);

    expect(underlyingOf(next, 'BTC-USD').spot).toBe(4648.9);
    expect(underlyingOf(next, 'ETH-USD').spot).toBe(354.845);
    expect(next.recordedAt).toBe(Date.parse('2017-09-03T00:02:00.000Z'));
  });

  it('plays at the chosen speed, and through the crash of September 2017', async () => {
    const market = await aPlayingMarket({ speed: 3_600, loop: false });
    const spots = Array.from({ length: 47 }, () => underlyingOf(advanced(market, 1_000), 'ETH-USD').spot);

    expect(latest(market.feed).recordedAt).toBe(Date.parse('2017-09-04T23:01:00.000Z'));
    expect(Math.max(...spots)).toBeGreaterThan(350);
    expect(Math.min(...spots)).toBeLessThan(300);
  });

  it('keeps forwards at the recorded ratios to spot, as spot moves', async () => {
    const market = await aPlayingMarket({ speed: 3_600 });

    for (const underlying of ['BTC-USD', 'ETH-USD']) {
      const { spot, nodes, slices } = underlyingOf(advanced(market, 10_000), underlying);
      expect(nodes).toHaveLength(11);
      expect((nodes[0]?.price ?? 0) / spot).toBeCloseTo(1, 12);
      expect((nodes.at(-1)?.price ?? 0) / spot).toBeCloseTo(96450.59 / 92529.80714285714, 12);
      expect(nodes.map(({ expiry }) => expiry)).toEqual(slices.map(({ expiry }) => expiry));
    }
  });

  it('has no calendar arbitrage where both of two neighbouring smiles were observed', async () => {
    const { feed } = await aPlayingMarket();
    const { slices } = underlyingOf(latest(feed), 'BTC-USD');
    const varianceAt = (index: number, k: number) => {
      const { expiry, logMoneyness, volatilities } = slices[index] ?? { expiry: 0, logMoneyness: [], volatilities: [] };
      const above = logMoneyness.findIndex((point) => point >= k);
      const [k0, k1] = [logMoneyness[above - 1] ?? k, logMoneyness[above] ?? k];
      const [v0, v1] = [volatilities[above - 1] ?? Number.NaN, volatilities[above] ?? Number.NaN];
      return (k === k1 ? v1 : v0 + ((k - k0) / (k1 - k0)) * (v1 - v0)) ** 2 * (expiry - START);
    };

    const rises = slices.slice(1).flatMap((later, at) => {
      const points = slices[at]?.logMoneyness ?? [];
      const shared = points.filter((k) => k >= (later.logMoneyness[0] ?? k) && k <= (later.logMoneyness.at(-1) ?? k));
      return shared.map((k) => varianceAt(at + 1, k) - varianceAt(at, k));
    });

    expect(rises.length).toBeGreaterThan(100);
    expect(Math.min(...rises)).toBeGreaterThan(0);
  });

  it('gives ETH the smiles of BTC stretched by 1.25', async () => {
    const { feed } = await aPlayingMarket();
    const [btc, eth] = ['BTC-USD', 'ETH-USD'].map((name) => underlyingOf(latest(feed), name).slices[5]);
    if (btc === undefined || eth === undefined) throw new Error('both must have eleven slices');

    expect(eth.expiry).toBe(btc.expiry);
    for (const [at, k] of btc.logMoneyness.entries()) {
      expect(eth.logMoneyness[at]).toBeCloseTo(1.25 * k, 7);
      expect(eth.volatilities[at]).toBeCloseTo(1.25 * (btc.volatilities[at] ?? Number.NaN), 7);
    }
  });

  it('leaves spot unconfirmed while the recording has no bar, at the pace of play', async () => {
    const market = await aPlayingMarket({ speed: 1 });
    const gapAfterMs = Date.parse('2017-09-03T11:01:00.000Z') - Date.parse('2017-09-03T00:01:00.000Z');
    const question = (now: number) => ({ underlying: 'BTC-USD', now, limits: LIMITS });

    const before = advanced(market, gapAfterMs - 1);
    expect(underlyingOf(before, 'BTC-USD').spotAt).toBe(before.snapshot.asOf);
    const fresh = advanced(market, 1 + LIMITS.spotStaleMs);
    expect(fresh.snapshot.asOf - underlyingOf(fresh, 'BTC-USD').spotAt).toBe(5_000);
    expect(guardMarket(fresh.snapshot, question(market.clock.now()))).toEqual([]);
    const stale = advanced(market, 1);
    expect(guardMarket(stale.snapshot, question(market.clock.now()))).toMatchObject([{ code: 'MARKET_STALE' }]);
    expect(underlyingOf(stale, 'BTC-USD').surfaceAt).toBe(stale.snapshot.asOf);
    const again = advanced(market, MINUTE_MS - LIMITS.spotStaleMs - 1);
    expect(guardMarket(again.snapshot, question(market.clock.now()))).toEqual([]);
  });

  it('goes stale by itself when it stops at its end, and never moves again', async () => {
    const market = await aPlayingMarket({ speed: 1_000, loop: false });
    const endsAfterMs = RECORDED_MS / 1_000;
    const last = advanced(market, endsAfterMs - 1);
    const guardAfter = (ms: number) =>
      guardMarket(latest(market.feed).snapshot, {
        underlying: 'BTC-USD',
        now: last.snapshot.asOf + ms,
        limits: LIMITS,
      });

    expect(market.feed.status().state).toBe('running');
    advanced(market, 1);
    expect(market.feed.status()).toMatchObject({ state: 'ended', recordedAt: last.recordedAt });
    expect(market.timer.delaysMs()).toEqual([]);
    market.clock.advance(HOUR_MS);
    market.feed.tick();

    expect(latest(market.feed)).toBe(last);
    expect(guardAfter(LIMITS.spotStaleMs)).toEqual([]);
    expect(guardAfter(LIMITS.spotStaleMs + 1)).toMatchObject([
      { code: 'MARKET_STALE', message: 'spot of BTC-USD is 5001 ms old, limit 5000 ms' },
    ]);
  });

  it('loops: after its end the same prices come again, years later too', async () => {
    const market = await aPlayingMarket({ speed: 1_000 });
    const cycleMs = RECORDED_MS / 1_000;

    const again = advanced(market, cycleMs);
    expect(again.recordedAt).toBe(Date.parse('2017-09-03T00:01:00.000Z'));
    expect(underlyingOf(again, 'BTC-USD')).toMatchObject({ spot: 4646.185, spotAt: START + cycleMs });
    const muchLater = advanced(market, cycleMs * 1_000_000);

    expect(muchLater.recordedAt).toBe(Date.parse('2017-09-03T00:01:00.000Z'));
    expect(Math.min(...underlyingOf(muchLater, 'BTC-USD').slices.map(({ expiry }) => expiry))).toBeGreaterThan(
      muchLater.snapshot.asOf,
    );
  });

  it('dates its smiles anew when play jumps to another stretch of days', async () => {
    // 23 seconds later the nearest 08:00 UTC to the shortest expiry would be a day later.
    const start = Date.parse('2026-11-22T13:09:30.000Z');
    const market = await aPlayingMarket({ speed: 3_600, start });
    const stretchMs = (48 * HOUR_MS - MINUTE_MS) / 3_600;

    const before = advanced(market, Math.floor(stretchMs) - 1);
    expect(firstExpiry(before)).toBe('2026-11-23T08:00:00.000Z');
    const jumped = advanced(market, 2);

    expect(new Date(jumped.recordedAt ?? Number.NaN).toISOString().slice(0, 10)).toBe('2018-04-04');
    expect(firstExpiry(jumped)).toBe('2026-11-24T08:00:00.000Z');
  });

  it('dates its smiles anew the moment the shortest expires, and keeps the surface between', async () => {
    const market = await aPlayingMarket({ speed: 1 });
    const first = underlyingOf(latest(market.feed), 'BTC-USD').volatility;
    const untilExpiryMs = Date.parse('2026-11-23T08:00:00.000Z') - START;

    const before = advanced(market, untilExpiryMs - 1);
    expect(firstExpiry(before)).toBe('2026-11-23T08:00:00.000Z');
    expect(underlyingOf(before, 'BTC-USD').volatility).toBe(first);
    const at = advanced(market, 1);

    expect(firstExpiry(at)).toBe('2026-11-24T08:00:00.000Z');
  });

  it('gives the same snapshots again on the same clock', async () => {
    const texts = async () => {
      const market = await aPlayingMarket({ speed: 3_600 });
      return Array.from({ length: 30 }, () => advanced(market, 7_250).id);
    };

    const ids = await texts();

    expect(await texts()).toEqual(ids);
    expect(new Set(ids).size).toBe(30);
  });

  it('begins at a moment of the recording, and seeks another', async () => {
    const noon = Date.parse('2018-04-04T12:00:00.000Z');
    const market = aRecordedMarket({ from: noon });
    await market.feed.start();
    const atNoon = latest(market.feed);

    await market.feed.seek(noon + HOUR_MS);
    const sought = advanced(market, 1_000);
    await market.feed.stop();

    expect(atNoon.recordedAt).toBe(noon);
    expect(sought.recordedAt).toBe(noon + HOUR_MS + 60_000);
    await expect(market.feed.seek(noon)).rejects.toThrow(
      'a market feed seeks while it is running, this one is stopped',
    );
  });

  it('publishes nothing when the clock stands still or goes back', async () => {
    const market = await aPlayingMarket();
    const first = latest(market.feed);

    expect(advanced(market, 0)).toBe(first);
    expect(advanced(market, -HOUR_MS)).toBe(first);
    expect(advanced(market, HOUR_MS + 250)).not.toBe(first);
  });

  it('ends its timer when stopped, also while it is still reading', async () => {
    const market = await aPlayingMarket();
    expect(market.timer.delaysMs()).toEqual([250]);
    await market.feed.stop();
    expect(market.timer.delaysMs()).toEqual([]);

    const reading = aRecordedMarket();
    const started = reading.feed.start();
    await reading.feed.stop();
    await started;

    expect(reading.timer.delaysMs()).toEqual([]);
    expect(reading.feed.current()).toBeNull();
    expect(reading.feed.status().state).toBe('stopped');
  });

  it('starts once', async () => {
    const reading = aRecordedMarket();
    const started = reading.feed.start();

    await expect(reading.feed.start()).rejects.toThrow('a market feed starts once');
    await started;
    await expect(reading.feed.start()).rejects.toThrow('a market feed starts once, this one is running');
    await reading.feed.stop();
  });

  it.each([0, -1, Number.NaN, Infinity])('refuses the speed %d', (speed) => {
    expect(() => aRecordedMarket({ speed })).toThrow(`speed must be finite and > 0, was ${speed}`);
  });
});
