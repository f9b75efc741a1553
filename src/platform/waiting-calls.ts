/** Runs a call, or refuses it when too many others have not been answered. */
type WaitingCalls = <T>(call: () => Promise<T>) => Promise<T>;

/**
 * A bound on what waits for a server that accepts and never answers: without it, what is sent would fill the memory for
 * as long as the server hangs.
 *
 * @throws Error from the returned function when `max` calls wait already.
 */
export function makeWaitingCalls(server: string, max = 10_000): WaitingCalls {
  let waiting = 0;
  return async (call) => {
    if (waiting >= max)
      throw new Error(`${server} owes ${waiting} answers: nothing more is sent until it has answered`);
    waiting += 1;
    try {
      return await call();
    } finally {
      waiting -= 1;
    }
  };
}
