import type { Socket } from 'socket.io';
import { ok, type Result, reject } from '../contracts/result.ts';
import type { Logger } from '../platform/logging.ts';

export interface FloodLimitDeps {
  readonly perSecond: number;
  /** Monotonic, ms. */
  readonly elapsed: () => number;
  /** The connection sends on whatever it is told: it is to be closed. */
  readonly onFlood: () => void;
}

const WINDOW_MS = 1_000;
/** Refusing costs something too: so many times the limit within one second ends the connection. */
const FLOOD_TIMES = 20;

/** Messages of one connection, known or unknown, right or wrong: so many in a second, the others are refused unread. */
export function makeFloodLimit({ perSecond, elapsed, onFlood }: FloodLimitDeps) {
  let windowFrom = Number.NEGATIVE_INFINITY;
  let count = 0;
  return function withinFlood(): Result<void> {
    const now = elapsed();
    if (now - windowFrom >= WINDOW_MS) {
      windowFrom = now;
      count = 0;
    }
    count += 1;
    if (count <= perSecond) return ok(undefined);
    if (count > perSecond * FLOOD_TIMES) onFlood();
    const retryAfterMs = Math.ceil(windowFrom + WINDOW_MS - now);
    return reject('RATE_LIMITED', `more than ${perSecond} messages a second on one connection`, {
      limit: perSecond,
      retryAfterMs,
    });
  };
}

/** For one socket, which is closed when it does not stop. */
export function floodLimitOf(
  socket: Pick<Socket, 'disconnect' | 'id'>,
  { messagesPerSecond, log }: { readonly messagesPerSecond: number; readonly log: Logger },
) {
  return makeFloodLimit({
    perSecond: messagesPerSecond,
    elapsed: () => performance.now(),
    onFlood() {
      log.warn({ socket: socket.id }, 'a connection was closed because it flooded');
      socket.disconnect(true);
    },
  });
}
