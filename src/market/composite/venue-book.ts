import type { VenueExclusion } from '../status.ts';
import type { SpotTick } from '../ticks.ts';

/** What is known of one symbol at one venue. A symbol that should be there and is not has a book without a tick. */
export interface VenueBook {
  readonly venue: string;
  /** E.g. `BTC-USD`, `BTC-USDT` or `USDT-USD`. */
  readonly symbol: string;
  /** False from the loss of the connection until the next one brings this symbol again. */
  readonly connected: boolean;
  readonly tick: SpotTick | null;
}

export interface BookLimits {
  /** Oldest receipt that counts as fresh; ms. */
  readonly staleMs: number;
  /** By how much the venue's clock may differ from this one; ms. */
  readonly clockSkewMs: number;
  /** Widest book whose middle says anything; basis points of the middle. */
  readonly maxBookSpreadBps: number;
}

/** A venue's own middle, fresh and sound. */
export interface SoundBook {
  readonly venue: string;
  /** In the symbol's quote currency. */
  readonly mid: number;
  readonly receivedAt: number;
}

/** The middle of a book that may be used, or why it may not: the connection first, then age, then the book itself. */
export function readBook(
  { venue, symbol, connected, tick }: VenueBook,
  { now, limits }: { readonly now: number; readonly limits: BookLimits },
): SoundBook | VenueExclusion {
  const exclude = (reason: VenueExclusion['reason'], message: string) => ({ venue, reason, message });
  if (!connected) return exclude('reconnecting', `${symbol}: the connection was lost`);
  if (tick === null) return exclude('silent', `${symbol}: no price since the connection opened`);
  const late = lateness(tick, { now, limits });
  if (late !== null) return exclude('stale', `${symbol}: ${late}`);
  const { bid, ask } = tick;
  if (!(bid > 0 && ask > 0 && bid < Infinity && ask < Infinity)) {
    return exclude('invalid', `${symbol}: bid and ask must be finite and > 0, were ${bid} and ${ask}`);
  }
  if (bid > ask) return exclude('crossed', `${symbol}: bid ${bid} is above ask ${ask}`);
  if (bid === ask) return exclude('locked', `${symbol}: bid and ask are both ${bid}`);
  const mid = bid + (ask - bid) / 2;
  const spreadBps = (1e4 * (ask - bid)) / mid;
  if (!(spreadBps <= limits.maxBookSpreadBps)) {
    const figures = `${spreadBps.toFixed(1)} bp wide, limit ${limits.maxBookSpreadBps} bp`;
    return exclude('invalid', `${symbol}: the book is ${figures}`);
  }
  return { venue, mid, receivedAt: tick.receivedAt };
}

export function isExclusion(read: object): read is VenueExclusion {
  return 'reason' in read;
}

/**
 * Received long ago, stamped long ago by the venue (its feed lags), or stamped ahead of this clock by more than clocks
 * may differ: then one of the two clocks is wrong, and its age is not known.
 */
function lateness(
  { receivedAt, exchangeAt }: SpotTick,
  { now, limits }: { readonly now: number; readonly limits: BookLimits },
): string | null {
  const { staleMs, clockSkewMs } = limits;
  const age = now - receivedAt;
  if (!(age <= staleMs)) return `received ${age} ms ago, limit ${staleMs} ms`;
  if (!(age >= -clockSkewMs)) return `received ${-age} ms ahead of the clock, limit ${clockSkewMs} ms`;
  if (exchangeAt === null) return null;
  const stampedAge = now - exchangeAt;
  if (!(stampedAge <= staleMs + clockSkewMs)) {
    return `stamped by the venue ${stampedAge} ms ago, limit ${staleMs} ms and ${clockSkewMs} ms for its clock`;
  }
  if (!(stampedAge >= -clockSkewMs)) {
    return `stamped by the venue ${-stampedAge} ms ahead of the clock, limit ${clockSkewMs} ms`;
  }
  return null;
}
