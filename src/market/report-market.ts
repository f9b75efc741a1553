import type { Clock } from '../platform/clock.ts';
import type { Logger } from '../platform/logging.ts';
import type { Metrics } from '../platform/metrics.ts';
import { scopeText } from './guards/market-fault.ts';
import type { MarketGuards, MarketHaltChange } from './guards/market-guards.ts';
import type { MarketFeed } from './port.ts';
import type { IdentifiedSnapshot } from './snapshot-id.ts';
import type { CompositeStatus, SurfaceStatus, VenueStatus } from './status.ts';
import { type Every, everyUnreferenced } from './ticker.ts';

export interface ReportMarketOptions {
  readonly market: Pick<MarketFeed, 'current' | 'status'>;
  readonly guards: Pick<MarketGuards, 'onChange'>;
  readonly clock: Clock;
  readonly log: Logger;
  readonly metrics: Metrics;
  readonly every?: Every;
}

const LOOK_EVERY_MS = 1_000;

/** Counts that only rise, told by how much they have risen: a market that begins anew starts from nothing. */
type Rise = (name: string, count: number) => number;

/**
 * Tells operators how the market does, until the returned function is called: every halt raised and lifted and every
 * refused surface in the log, the rest in the metrics.
 */
export function reportMarket(options: ReportMarketOptions): () => void {
  const { market, guards, clock, log, metrics, every = everyUnreferenced } = options;
  const rise = makeRise();
  const stops = [
    guards.onChange((change) => tellHalt(change, { log, metrics })),
    every(LOOK_EVERY_MS, () => {
      // By the clock, not by the snapshots: in silence it is the age that rises.
      countAges(market.current(), { metrics, now: clock.now() });
      const { venues, composites, surfaces } = market.status();
      for (const venue of venues) countVenue(venue, { metrics, rise, now: clock.now() });
      countComposites(composites, metrics);
      for (const surface of surfaces) tellSurface(surface, { metrics, rise, log });
    }),
  ];
  return () => {
    for (const stop of stops) stop();
  };
}

function countAges(
  latest: IdentifiedSnapshot | null,
  { metrics, now }: { readonly metrics: Metrics; readonly now: number },
): void {
  for (const [underlying, { spotAt, surfaceAt }] of Object.entries(latest?.snapshot.underlyings ?? {})) {
    metrics.marketAgeSeconds.set({ underlying }, (now - spotAt) / 1000);
    metrics.surfaceAgeSeconds.set({ underlying }, (now - surfaceAt) / 1000);
  }
}

function tellHalt({ kind, halt, at }: MarketHaltChange, { log, metrics }: { log: Logger; metrics: Metrics }): void {
  const { code, rule, message, since } = halt;
  const labels = { code, scope: scopeText(halt.scope) };
  metrics.marketHalts.set(labels, kind === 'raised' ? 1 : 0);
  const facts = { ...labels, rule, reason: message };
  if (kind === 'lifted') {
    log.info({ ...facts, haltedMs: at - since }, 'quoting goes on, the market has recovered');
    return;
  }
  metrics.marketHaltsRaised.inc(labels);
  log.warn({ ...facts }, 'quoting is halted by the market');
}

function countVenue(
  { venue, messages, connects, sequenceGaps, rejected, symbols }: VenueStatus,
  { metrics, rise, now }: { readonly metrics: Metrics; readonly rise: Rise; readonly now: number },
): void {
  metrics.venueMessages.inc({ venue }, rise(`messages ${venue}`, messages));
  metrics.venueConnects.inc({ venue }, rise(`connects ${venue}`, connects));
  metrics.venueGaps.inc({ venue }, rise(`gaps ${venue}`, sequenceGaps));
  for (const [reason, count] of Object.entries(rejected)) {
    metrics.venueRejected.inc({ venue, reason }, rise(`rejected ${venue} ${reason}`, count));
  }
  for (const { symbol, receivedAt } of symbols) {
    if (receivedAt !== null) metrics.venueAgeSeconds.set({ venue, symbol }, (now - receivedAt) / 1000);
  }
}

function countComposites(composites: readonly CompositeStatus[], metrics: Metrics): void {
  metrics.venueExcluded.reset();
  for (const { symbol, used, excluded } of composites) {
    metrics.compositeVenues.set({ symbol }, used.length);
    for (const { venue, reason } of excluded) metrics.venueExcluded.set({ symbol, venue, reason }, 1);
  }
}

function tellSurface(
  { underlying, slices, buildMs, refusedBuilds, lastRefusal }: SurfaceStatus,
  { metrics, rise, log }: { readonly metrics: Metrics; readonly rise: Rise; readonly log: Logger },
): void {
  const shares = slices.flatMap(({ shareInside }) => shareInside ?? []);
  const errors = slices.flatMap(({ rmsePoints }) => rmsePoints ?? []);
  if (shares.length > 0) metrics.surfaceInsideShare.set({ underlying }, Math.min(...shares));
  if (errors.length > 0) metrics.surfaceErrorPoints.set({ underlying }, Math.max(...errors));
  if (buildMs !== null) metrics.surfaceBuildSeconds.set({ underlying }, buildMs / 1000);
  const refused = rise(`refused ${underlying}`, refusedBuilds);
  if (refused === 0 || lastRefusal === null) return;
  metrics.surfaceRefused.inc({ underlying }, refused);
  log.warn({ underlying, refused, reason: lastRefusal.reason }, 'a new surface was refused');
}

function makeRise(): Rise {
  const seen = new Map<string, number>();
  return (name, count) => {
    const before = seen.get(name) ?? 0;
    seen.set(name, count);
    return count >= before ? count - before : count;
  };
}
