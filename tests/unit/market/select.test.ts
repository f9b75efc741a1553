import { resolve } from 'node:path';
import { readConfig } from '../../../src/config.ts';
import { openMarket, parseMarketSetting } from '../../../src/market/index.ts';
import { sharedPath } from '../../support/shared.ts';
import { failOnReport, handClock, handTimer } from './hand-driven.ts';

const START = Date.parse('2026-11-22T10:00:00.000Z');

function open(
  setting: string,
  options: { readonly speed?: number; readonly loop?: boolean } = {},
  settings: Readonly<Record<string, string>> = {},
) {
  const clock = handClock(START);
  const timer = handTimer();
  const feed = openMarket({
    setting,
    live: readConfig(settings),
    clock,
    seed: 1,
    reportError: failOnReport,
    every: timer.every,
    ...options,
  });
  return { feed, clock, timer };
}

describe('the setting MARKET', () => {
  it.each([
    { setting: 'simulated', expected: { kind: 'simulated' } },
    { setting: 'live', expected: { kind: 'live' } },
    { setting: 'recorded:/var/recordings', expected: { kind: 'recorded', folder: '/var/recordings' } },
    { setting: 'recorded:recordings', expected: { kind: 'recorded', folder: resolve('recordings') } },
    { setting: 'recorded:/odd:name', expected: { kind: 'recorded', folder: '/odd:name' } },
  ])('reads $setting', ({ setting, expected }) => {
    expect(parseMarketSetting(setting)).toEqual(expected);
  });

  it.each([
    {
      settings: { MARKET_VENUES: 'kraken,coinbase,ftx,deribit' },
      words: /^MARKET_VENUES must be among .*, was "ftx"$/,
    },
    { settings: { MARKET_VENUES: 'kraken,coinbase' }, words: /^MARKET_VENUES must have deribit for forwards/ },
    {
      settings: { MARKET_VENUES: 'kraken,deribit' },
      words: 'SPOT_MIN_VENUES must be at most the 1 of MARKET_VENUES that show BTC-USD, was 2',
    },
    {
      settings: { MARKET_UNDERLYINGS: 'BTC-USD,SOL-USD' },
      words: 'SPOT_MIN_VENUES must be at most the 0 of MARKET_VENUES that show SOL-USD, was 2',
    },
  ])('refuses a live market of $settings', ({ settings, words }) => {
    expect(() => open('live', {}, settings)).toThrow(words);
  });

  it('opens a live market, which connects to nobody before it starts', async () => {
    const { feed } = open('live');
    expect(feed.current()).toBeNull();
    expect(feed.status()).toMatchObject({ source: 'live', state: 'idle', venues: [] });
    await feed.stop();
  });

  it.each(['', 'recorded', 'recorded:', 'Simulated', 'live:deribit'])('refuses "%s", naming itself', (setting) => {
    expect(() => open(setting)).toThrow(`MARKET must be simulated, recorded:<folder> or live, was "${setting}"`);
  });

  it('opens the simulated market, not started yet', async () => {
    const { feed } = open('simulated');
    expect(feed.current()).toBeNull();
    expect(feed.status()).toMatchObject({ source: 'simulated', state: 'idle' });

    await feed.start();

    expect(feed.current()?.snapshot.source).toBe('simulated');
    await feed.stop();
  });

  it('makes the spot of a simulated market by the limits of the settings', async () => {
    const { feed } = open('simulated', {}, { SPOT_MAX_SPREAD_BPS: '1' });

    await feed.start();

    expect(feed.status().composites[0]?.excluded).toContainEqual({
      venue: 'bitstamp',
      reason: 'invalid',
      message: 'BTC-USD: the book is 2.0 bp wide, limit 1 bp',
    });
    await feed.stop();
  });

  it('refuses a simulated market of more venues than it has', () => {
    expect(() => open('simulated', {}, { SPOT_MIN_VENUES: '6' })).toThrow(
      'SPOT_MIN_VENUES must be at most the 5 venues of the simulated market, was 6',
    );
  });

  it('opens a recorded market with its speed and loop', async () => {
    const { feed, clock, timer } = open(`recorded:${sharedPath('market-data')}`, { speed: 3_600, loop: false });
    await feed.start();
    const startedAt = feed.current()?.recordedAt ?? Number.NaN;

    clock.advance(1_000);
    timer.fire();
    expect((feed.current()?.recordedAt ?? Number.NaN) - startedAt).toBe(3_600_000);
    clock.advance(96 * 1_000);
    timer.fire();

    expect(feed.status().state).toBe('ended');
  });

  it('loops a recording unless told otherwise', async () => {
    const { feed, clock, timer } = open(`recorded:${sharedPath('market-data')}`, { speed: 3_600 });
    await feed.start();

    clock.advance(96 * 1_000);
    timer.fire();

    expect(feed.status().state).toBe('running');
  });
});
