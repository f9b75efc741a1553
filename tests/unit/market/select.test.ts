import { resolve } from 'node:path';
import { openMarket, parseMarketSetting } from '../../../src/market/index.ts';
import { sharedPath } from '../../support/shared.ts';
import { failOnReport, handClock, handTimer } from './hand-driven.ts';

const START = Date.parse('2026-11-22T10:00:00.000Z');

function open(setting: string, options: { readonly speed?: number; readonly loop?: boolean } = {}) {
  const clock = handClock(START);
  const timer = handTimer();
  const feed = openMarket({ setting, clock, seed: 1, reportError: failOnReport, every: timer.every, ...options });
  return { feed, clock, timer };
}

describe('the setting MARKET', () => {
  it.each([
    { setting: 'simulated', expected: { kind: 'simulated' } },
    { setting: 'recorded:/var/recordings', expected: { kind: 'recorded', folder: '/var/recordings' } },
    { setting: 'recorded:recordings', expected: { kind: 'recorded', folder: resolve('recordings') } },
    { setting: 'recorded:/odd:name', expected: { kind: 'recorded', folder: '/odd:name' } },
  ])('reads $setting', ({ setting, expected }) => {
    expect(parseMarketSetting(setting)).toEqual(expected);
  });

  it('says that live is not available in this version', () => {
    expect(() => open('live')).toThrow('MARKET=live is not available in this version');
  });

  it.each(['', 'recorded', 'recorded:', 'Simulated', 'live:deribit'])('refuses "%s", naming itself', (setting) => {
    expect(() => open(setting)).toThrow(`MARKET must be simulated or recorded:<folder>, was "${setting}"`);
  });

  it('opens the simulated market, not started yet', async () => {
    const { feed } = open('simulated');
    expect(feed.current()).toBeNull();
    expect(feed.status()).toMatchObject({ source: 'simulated', state: 'idle' });

    await feed.start();

    expect(feed.current()?.snapshot.source).toBe('simulated');
    await feed.stop();
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
