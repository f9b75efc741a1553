import type { Clock } from '../../platform/clock.ts';
import { makeChainStore } from '../chain/chain-store.ts';
import type { SurfaceBuilder } from '../chain/surface-builder.ts';
import { makeSurfaces, type SurfaceLimits } from '../chain/surfaces.ts';
import type { SpotLimits } from '../composite/composite-spots.ts';
import { makeMarketEngine, TURN_EVERY_MS } from '../engine.ts';
import type { MarketFeed } from '../port.ts';
import { makeSnapshotPublisher, type ReportError } from '../publisher.ts';
import type { MarketStatus, VenueStatus } from '../status.ts';
import { type Every, everyUnreferenced, reportingOnce } from '../ticker.ts';
import type { MarketTick } from '../ticks.ts';

/** What a live market hears from its venues. */
export interface VenueEvents {
  readonly onTick: (tick: MarketTick) => void;
  readonly onVenueLost: (venue: string, connectionId: string) => void;
}

export interface OpenVenueLines {
  stop(): void;
  status(): readonly VenueStatus[];
}

export interface LiveMarketOptions {
  readonly clock: Clock;
  readonly reportError: ReportError;
  readonly underlyings: readonly string[];
  /** The spot books that should be there. */
  readonly expected: readonly { readonly venue: string; readonly symbol: string }[];
  readonly openVenues: (events: VenueEvents) => OpenVenueLines;
  readonly builder: SurfaceBuilder;
  readonly limits: { readonly spots: SpotLimits; readonly surfaces: SurfaceLimits };
  /** Continuous, annual. */
  readonly usdRate: number;
  /** The band that the Hong Kong dollar is held in; its middle is the price used. */
  readonly hkdPerUsd: { readonly low: number; readonly high: number };
  readonly every?: Every;
}

/** The market that venues show now: composite spots over all of them, curves and surface out of an option venue's chain. */
export function liveMarket(options: LiveMarketOptions): MarketFeed {
  const { clock, reportError, underlyings, openVenues, builder, limits, every = everyUnreferenced } = options;
  const publisher = makeSnapshotPublisher(reportError);
  const chain = makeChainStore(underlyings);
  const surfaces = makeSurfaces({
    underlyings,
    chain,
    builder,
    clock,
    limits: limits.surfaces,
    onBuilt: () => engine.touch(),
  });
  const engine = makeMarketEngine({
    underlyings,
    expected: options.expected,
    clock,
    limits: limits.spots,
    chain,
    surfaces,
    discounts: { USD: { kind: 'flat', rate: options.usdRate } },
    fixedConversions: { HKD: 2 / (options.hkdPerUsd.low + options.hkdPerUsd.high) },
    publish: publisher.publish,
  });
  let phase: MarketStatus['state'] = 'idle';
  let venues: OpenVenueLines | null = null;
  let cancelTimer = () => {};

  return {
    async start() {
      if (phase !== 'idle') throw new Error(`a market feed starts once, this one is ${phase}`);
      venues = openVenues({ onTick: engine.onTick, onVenueLost: engine.onVenueLost });
      phase = 'running';
      cancelTimer = every(TURN_EVERY_MS, reportingOnce(engine.turn, reportError));
    },
    async stop() {
      if (phase === 'stopped') return;
      phase = 'stopped';
      cancelTimer();
      venues?.stop();
      await builder.stop();
    },
    current: publisher.current,
    onSnapshot: publisher.onSnapshot,
    status() {
      const { composites, conditions } = engine.look();
      return {
        source: 'live',
        state: phase,
        recordedAt: null,
        notes: notesOn(options),
        conditions,
        venues: venues?.status() ?? [],
        composites,
        surfaces: surfaces.status(),
      };
    },
  };
}

function notesOn({ usdRate, hkdPerUsd: { low, high } }: LiveMarketOptions): readonly string[] {
  return [
    `HKD is taken at ${((low + high) / 2).toFixed(4)} per USD, the middle of its band ${low} to ${high}.`,
    `The USD rate is taken at ${Number((100 * usdRate).toFixed(4))} %.`,
  ];
}
