import { resolve } from 'node:path';
import { SIMULATED_VENUES } from '../contracts/market-scenario.ts';
import type { Bus } from '../platform/bus/port.ts';
import type { Clock } from '../platform/clock.ts';
import { type LiveSettings, type OpenLiveMarketOptions, openLiveMarket, spotLimits } from './live/open.ts';
import type { MarketFeed } from './port.ts';
import type { ReportError } from './publisher.ts';
import { openRecording } from './recorded/open.ts';
import { simulatedMarket } from './simulated/feed.ts';
import type { Every } from './ticker.ts';

export type MarketSetting =
  | { readonly kind: 'simulated' }
  | { readonly kind: 'live' }
  | { readonly kind: 'recorded'; readonly folder: string };

export interface OpenMarketOptions {
  /** The setting MARKET: `simulated`, `recorded:<folder>` or `live`. */
  readonly setting: string;
  /** Of a live market; a simulated one makes its spot by the same limits. */
  readonly live: LiveSettings;
  readonly clock: Clock;
  /** Told of a failing tick or listener; the feed itself goes on. */
  readonly reportError: ReportError;
  /** Of the simulated market; any safe integer. */
  readonly seed: number;
  /** Of a recording: recorded seconds per second; default 60. */
  readonly speed?: number;
  /** Of a recording: start again at its end; default true. */
  readonly loop?: boolean;
  /** Of a recording: the moment of it to begin at, UTC epoch ms; default its beginning. */
  readonly from?: number;
  readonly every?: Every;
  /** Of a live market: told of every frame as it comes. */
  readonly onFrame?: OpenLiveMarketOptions['onFrame'];
  /** Where scenarios of the simulated market are asked for. */
  readonly bus?: Pick<Bus, 'subscribe'>;
}

/**
 * The feed that the setting names, not started yet.
 *
 * @throws Error naming MARKET for a setting that is none of the known ones, or a setting of the live market that is wrong.
 */
export function openMarket(options: OpenMarketOptions): MarketFeed {
  const { setting, live, clock, reportError, seed, speed, loop, from, every, bus, onFrame } = options;
  const market = parseMarketSetting(setting);
  const common = { clock, reportError, ...(every === undefined ? {} : { every }) };
  if (market.kind === 'simulated') {
    const limits = spotLimits(live);
    requireSimulatedVenues(limits.spot.minVenues);
    return simulatedMarket({ ...common, seed, limits, ...(bus === undefined ? {} : { bus }) });
  }
  if (market.kind === 'live') return openLiveMarket(live, { ...common, ...(onFrame === undefined ? {} : { onFrame }) });
  return openRecording({
    ...common,
    folder: market.folder,
    ...(speed === undefined ? {} : { speed }),
    ...(loop === undefined ? {} : { loop }),
    ...(from === undefined ? {} : { from }),
  });
}

function requireSimulatedVenues(minVenues: number): void {
  const { length } = SIMULATED_VENUES;
  if (minVenues <= length) return;
  throw new Error(`SPOT_MIN_VENUES must be at most the ${length} venues of the simulated market, was ${minVenues}`);
}

/** Pure but for relative folders, which are seen from the working directory. @throws Error naming MARKET. */
export function parseMarketSetting(setting: string): MarketSetting {
  if (setting === 'simulated') return { kind: 'simulated' };
  if (setting === 'live') return { kind: 'live' };
  const folder = /^recorded:(.+)$/.exec(setting)?.[1];
  if (folder !== undefined) return { kind: 'recorded', folder: resolve(folder) };
  throw new Error(`MARKET must be simulated, recorded:<folder> or live, was ${JSON.stringify(setting)}`);
}
