import type { RawFrame } from '../../../src/market/live/session.ts';
import { systemTimers, type Timers } from '../../../src/market/live/timers.ts';
import type { VenueName } from '../../../src/market/live/venue-catalogue.ts';
import { openVenues, type VenueSymbols, type Venues } from '../../../src/market/live/venues.ts';
import { seededRandom } from '../../../src/market/random.ts';
import type { VenueStatus } from '../../../src/market/status.ts';
import type { MarketTick } from '../../../src/market/ticks.ts';
import { systemClock } from '../../../src/platform/clock.ts';

/** Everything that live venues tell, as it comes. */
export interface Followed {
  readonly ticks: readonly MarketTick[];
  readonly losses: readonly { readonly venue: string; readonly connectionId: string; readonly after: number }[];
  readonly errors: readonly unknown[];
  readonly frames: readonly RawFrame[];
  readonly venues: Venues;
  of<Kind extends MarketTick['kind']>(kind: Kind, venue: string): readonly Extract<MarketTick, { kind: Kind }>[];
  status(venue: string): VenueStatus;
}

/** `losses[].after` is how many ticks had come by then. */
export function followVenues({
  names,
  urls,
  symbols = {},
  speed = 1,
}: {
  readonly names: readonly VenueName[];
  readonly urls: Readonly<Record<VenueName, string>>;
  readonly symbols?: VenueSymbols;
  readonly speed?: number;
}): Followed {
  const ticks: MarketTick[] = [];
  const losses: Followed['losses'][number][] = [];
  const errors: unknown[] = [];
  const frames: RawFrame[] = [];
  const venues = openVenues({
    venues: names,
    symbols,
    urls,
    clock: systemClock,
    random: seededRandom(7),
    timers: faster(systemTimers, speed),
    onTick: (tick) => ticks.push(tick),
    onVenueLost: (venue, connectionId) => losses.push({ venue, connectionId, after: ticks.length }),
    reportError: (error) => errors.push(error),
    onFrame: (frame) => frames.push(frame),
  });
  return {
    ticks,
    losses,
    errors,
    frames,
    venues,
    of: (kind, venue) =>
      ticks.filter(
        (tick): tick is Extract<MarketTick, { kind: typeof kind }> => tick.kind === kind && tick.venue === venue,
      ),
    status(venue) {
      const status = venues.status().find((one) => one.venue === venue);
      if (status === undefined) throw new Error(`${venue} is not followed`);
      return status;
    },
  };
}

/** Deadlines and delays pass `speed` times as fast. */
export function faster({ elapsed, after }: Timers, speed: number): Timers {
  return { elapsed: () => elapsed() * speed, after: (delayMs, work) => after(delayMs / speed, work) };
}

const LOOK_MS = 5;

/** Resolves when `condition` holds; rejects with `what` when it does not within `withinMs`. */
export async function until(what: string, condition: () => boolean, withinMs = 30_000): Promise<void> {
  const deadline = performance.now() + withinMs;
  while (!condition()) {
    if (performance.now() > deadline) throw new Error(`${what}: not within ${withinMs} ms`);
    await new Promise((resolve) => setTimeout(resolve, LOOK_MS));
  }
}
