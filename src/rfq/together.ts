/**
 * Readings by key that share one reading: what is asked for while one is under way is in the next, and none begins before
 * it was asked for. A key that the reading does not give is undefined.
 */
export function makeTogether<T>(readAll: (keys: readonly string[]) => Promise<ReadonlyMap<string, T>>) {
  let underWay: Promise<unknown> = Promise.resolve();
  let next: { readonly keys: Set<string>; readonly all: Promise<ReadonlyMap<string, T>> } | null = null;

  const begin = () => {
    const keys = new Set<string>();
    const all = underWay.then(restOfTurn).then(() => {
      next = null;
      return readAll([...keys]);
    });
    underWay = all.catch(() => undefined);
    return { keys, all };
  };

  return async (key: string): Promise<T | undefined> => {
    next ??= begin();
    next.keys.add(key);
    return (await next.all).get(key);
  };
}

/** Whatever else asks in this turn of the event loop comes along. */
function restOfTurn(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve));
}
