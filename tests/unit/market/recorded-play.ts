import { type IdentifiedSnapshot, recordedMarket } from '../../../src/market/index.ts';
import { sharedPath } from '../../support/shared.ts';
import { failOnReport, handClock, handTimer } from './hand-driven.ts';

export const START = Date.parse('2026-11-22T10:00:00.000Z');

export interface Settings {
  readonly speed?: number;
  readonly loop?: boolean;
  readonly start?: number;
  readonly folder?: string;
  readonly from?: number;
}

export function aRecordedMarket({ start = START, folder = sharedPath('market-data'), ...play }: Settings = {}) {
  const clock = handClock(start);
  const timer = handTimer();
  const feed = recordedMarket({ clock, folder, reportError: failOnReport, every: timer.every, ...play });
  return { clock, timer, feed };
}

export async function aPlayingMarket(settings: Settings = {}) {
  const market = aRecordedMarket(settings);
  await market.feed.start();
  return market;
}

export type Market = ReturnType<typeof aRecordedMarket>;

export function advanced({ clock, timer, feed }: Market, byMs: number): IdentifiedSnapshot {
  clock.advance(byMs);
  timer.fire();
  return latest(feed);
}

export function latest(feed: Market['feed']): IdentifiedSnapshot {
  const current = feed.current();
  if (current === null) throw new Error('the market has no snapshot');
  return current;
}

export function underlyingOf({ snapshot }: IdentifiedSnapshot, underlying: string) {
  const market = snapshot.underlyings[underlying];
  if (market?.forwards.kind !== 'dated' || market.volatility.kind !== 'points')
    throw new Error(`no recorded ${underlying}`);
  return { ...market, nodes: market.forwards.nodes, slices: market.volatility.slices };
}
