import type { DeskValuation, WatchAnswer } from '../contracts/desk.ts';
import { ok, type Result, reject } from '../contracts/result.ts';
import type { IdentifiedSnapshot, MarketFeed } from '../market/index.ts';
import type { Clock } from '../platform/clock.ts';
import type { ValueForDesk, Watched } from '../rfq/index.ts';
import type { DeskSocket } from './desk-socket.ts';

export interface DeskWatch {
  watch(socket: DeskSocket, rfqId: string): Promise<Result<WatchAnswer>>;
  unwatch(socket: DeskSocket, rfqId: string): Result<WatchAnswer>;
  drop(socket: DeskSocket): void;
}

export interface DeskWatchDeps {
  readonly feed: MarketFeed;
  readonly value: ValueForDesk;
  /** Null when there is no such request. */
  readonly find: (rfqId: string) => Promise<Watched | null>;
  readonly clock: Clock;
  readonly onFailure: (error: unknown) => void;
}

/** At most four valuations a second of one request, whatever the market does. */
const LEAST_MS = 240;
const WATCHED_MAX = 50;

interface Watch {
  readonly watched: Watched;
  readonly sockets: Set<DeskSocket>;
  lastAt: number;
}

/**
 * Values each watched request once for all who watch it, on each new market. A socket that is slow misses some: only the
 * newest matters.
 */
export function makeDeskWatch({ feed, value, find, clock, onFailure }: DeskWatchDeps): DeskWatch {
  const watches = new Map<string, Watch>();

  const valued = (watched: Watched, snapshot: IdentifiedSnapshot): DeskValuation | null => {
    try {
      return value(watched, snapshot);
    } catch (error) {
      onFailure(error); // a fault of one request must not silence the others
      return null;
    }
  };

  const tell = (watch: Watch, snapshot: IdentifiedSnapshot, now: number) => {
    if (now - watch.lastAt < LEAST_MS) return;
    watch.lastAt = now;
    const valuation = valued(watch.watched, snapshot);
    if (valuation === null) return;
    for (const socket of watch.sockets) socket.volatile.emit('valuation', valuation);
  };
  feed.onSnapshot((snapshot) => {
    const now = clock.now();
    for (const watch of watches.values()) tell(watch, snapshot, now);
  });

  const watchedBy = (socket: DeskSocket) =>
    [...watches.values()].filter(({ sockets }) => sockets.has(socket)).map(({ watched }) => watched.rfqId);

  const remove = (socket: DeskSocket, rfqId: string) => {
    const watch = watches.get(rfqId);
    watch?.sockets.delete(socket);
    if (watch?.sockets.size === 0) watches.delete(rfqId);
  };

  const add = (socket: DeskSocket, watched: Watched) => {
    const watch = watches.get(watched.rfqId) ?? { watched, sockets: new Set(), lastAt: 0 };
    watch.sockets.add(socket);
    watches.set(watched.rfqId, watch);
    const current = feed.current();
    const first = current === null ? null : valued(watched, current);
    // After the acknowledgement.
    if (first !== null) setImmediate(() => socket.emit('valuation', first));
  };

  return {
    async watch(socket, rfqId) {
      if (watchedBy(socket).length >= WATCHED_MAX) {
        return reject('RATE_LIMITED', `one connection watches at most ${WATCHED_MAX} requests`);
      }
      const watched = watches.get(rfqId)?.watched ?? (await find(rfqId));
      if (watched === null) return reject('NOT_FOUND', `rfqId ${rfqId} was not found`);
      if (socket.connected) add(socket, watched);
      return ok({ rfqIds: watchedBy(socket) });
    },
    unwatch(socket, rfqId) {
      remove(socket, rfqId);
      return ok({ rfqIds: watchedBy(socket) });
    },
    drop(socket) {
      for (const rfqId of watchedBy(socket)) remove(socket, rfqId);
    },
  };
}
