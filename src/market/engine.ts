import type { DiscountCurve, MarketSnapshot, UnderlyingMarket } from '../../pricing/index.ts';
import type { Clock } from '../platform/clock.ts';
import type { ChainStore } from './chain/chain-store.ts';
import type { Surfaces } from './chain/surfaces.ts';
import { compositeSpots, type SpotAnswer, type SpotLimits, STABLECOIN } from './composite/composite-spots.ts';
import type { VenueBook } from './composite/venue-book.ts';
import { makeFixingAverages } from './fixing-averages.ts';
import { type IdentifiedSnapshot, identify } from './snapshot-id.ts';
import type { MarketTick, SpotTick } from './ticks.ts';

export interface MarketEngineOptions {
  readonly underlyings: readonly string[];
  /** The spot books that should be there: one that never says anything is then seen to be silent. */
  readonly expected: readonly { readonly venue: string; readonly symbol: string }[];
  readonly clock: Clock;
  readonly limits: SpotLimits;
  readonly chain: ChainStore;
  readonly surfaces: Surfaces;
  readonly discounts: Readonly<Record<string, DiscountCurve>>;
  /** Dollars per unit, of currencies that are taken to be fixed. */
  readonly fixedConversions: Readonly<Record<string, number>>;
  readonly publish: (snapshot: IdentifiedSnapshot) => void;
}

export interface MarketEngine {
  onTick(tick: MarketTick): void;
  onVenueLost(venue: string, connectionId: string): void;
  /** Something besides a tick has changed: the next turn publishes. */
  touch(): void;
  /** What is due by now: to be called every `TURN_EVERY_MS`. */
  turn(): void;
  /** The composites as they are now, whether published or not. */
  look(): SpotAnswer;
}

/** At most one snapshot in this time, however many ticks come; ms. */
export const TURN_EVERY_MS = 20;
/** A snapshot at least this often: its time is that of the valuation, and a venue can fall out without a tick; ms. */
const PUBLISH_EVERY_MS = 250;

/**
 * Turns ticks into snapshots: books by venue and symbol, the composites over them, and the surface in use. A spot without
 * enough venues stays as it was, with its time, and ages; an underlying without spot or surface is not in the snapshot.
 */
export function makeMarketEngine(options: MarketEngineOptions): MarketEngine {
  const { underlyings, clock, limits, chain, surfaces } = options;
  const books = new Map<string, VenueBook>(
    options.expected.map(({ venue, symbol }) => [
      bookKey(venue, symbol),
      { venue, symbol, connected: true, tick: null },
    ]),
  );
  const memory: Memory = { spots: new Map(), usdPerUsdt: null };
  const averages = makeFixingAverages();
  let answer: SpotAnswer | null = null;
  let isDirty = false;
  let hasPublished = false;
  let publishedAt = -Infinity;

  const look = () => compositeSpots({ underlyings, books: [...books.values()], now: clock.now(), limits });

  const publish = (now: number) => {
    isDirty = false;
    publishedAt = now;
    answer = look();
    remember(memory, answer);
    const snapshot = snapshotOf(options, memory, now);
    if (!hasPublished && Object.keys(snapshot.underlyings).length === 0) return;
    hasPublished = true;
    options.publish(identify(averages.withAverages(snapshot), { conditions: answer.conditions }));
  };

  const turn = () => {
    const now = clock.now();
    const waited = now - publishedAt;
    const isDue = waited >= PUBLISH_EVERY_MS || waited < 0 || (isDirty && waited >= TURN_EVERY_MS);
    if (isDue) publish(now);
    surfaces.rebuild((underlying) => soundSpot(answer, underlying));
  };

  const takeSpot = (tick: SpotTick) => {
    const { venue, symbol } = tick;
    books.set(bookKey(venue, symbol), { venue, symbol, connected: true, tick });
    isDirty = true;
    if (clock.now() - publishedAt >= TURN_EVERY_MS) turn();
  };

  return {
    onTick(tick) {
      if (tick.kind === 'spot') takeSpot(tick);
      else if (tick.kind !== 'index') chain.take(tick);
    },
    onVenueLost(venue, connectionId) {
      for (const [key, book] of books) {
        const isLost = book.venue === venue && book.tick?.connectionId === connectionId;
        if (isLost) books.set(key, { ...book, connected: false, tick: null });
      }
      chain.lose(connectionId);
      isDirty = true;
    },
    touch() {
      isDirty = true;
    },
    turn,
    look,
  };
}

/** The last that enough venues confirmed. */
interface Memory {
  readonly spots: Map<string, { readonly price: number; readonly at: number }>;
  usdPerUsdt: number | null;
}

function remember(memory: Memory, { composites, usdPerUsdt }: SpotAnswer): void {
  for (const { symbol, price, at } of composites) {
    if (price !== null && at !== null) memory.spots.set(symbol, { price, at });
  }
  memory.usdPerUsdt = usdPerUsdt ?? memory.usdPerUsdt;
}

/** What surfaces may be built beside: a price that is vouched for now. */
function soundSpot(answer: SpotAnswer | null, underlying: string): number | null {
  const composite = answer?.composites.find(({ symbol }) => symbol === underlying);
  const isDisputed = answer?.conditions.some(({ scope }) => 'underlying' in scope && scope.underlying === underlying);
  return isDisputed === true ? null : (composite?.price ?? null);
}

function snapshotOf(
  { underlyings, surfaces, discounts, fixedConversions }: MarketEngineOptions,
  { spots, usdPerUsdt }: Memory,
  now: number,
): MarketSnapshot {
  const markets: Record<string, UnderlyingMarket> = {};
  for (const underlying of underlyings) {
    const spot = spots.get(underlying);
    const surface = surfaces.inUse(underlying);
    if (spot === undefined || surface === null) continue;
    markets[underlying] = {
      spot: spot.price,
      spotAt: spot.at,
      surfaceAt: surface.at,
      forwards: surface.forwardsAt(spot.price),
      volatility: surface.volatility,
    };
  }
  return {
    asOf: now,
    source: 'live',
    underlyings: markets,
    discounts,
    conversions: { ...fixedConversions, ...(usdPerUsdt === null ? {} : { [STABLECOIN]: usdPerUsdt }) },
  };
}

function bookKey(venue: string, symbol: string): string {
  return `${venue} ${symbol}`;
}
