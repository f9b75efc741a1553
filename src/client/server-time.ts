/** How far the service's clock is ahead of the local one. */
export interface ServerTime {
  /** An instant that the service stamped and that has just arrived. */
  observe(serverTime: string): void;
  /** Forgets what was observed: after a reconnect the local clock may have been set. */
  reset(): void;
  /** Service minus local, ms; 0 before the first observation. */
  offsetMs(): number;
  /** The service's time now, UTC epoch ms. */
  now(): number;
}

/**
 * An arriving stamp is older than the service's clock by its time on the way, so each observation is a lower bound of
 * the offset and the highest one is the nearest: its error is the shortest journey seen.
 */
export function makeServerTime(now: () => number): ServerTime {
  let offset: number | null = null;
  return {
    observe(serverTime) {
      const bound = Date.parse(serverTime) - now();
      if (Number.isFinite(bound)) offset = offset === null ? bound : Math.max(offset, bound);
    },
    reset() {
      offset = null;
    },
    offsetMs: () => offset ?? 0,
    now: () => now() + (offset ?? 0),
  };
}
