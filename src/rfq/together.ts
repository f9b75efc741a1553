/** How long a patient reader may be kept waiting for company. */
const PATIENCE_MS = 200;

interface Batch<T> {
  readonly keys: Set<string>;
  readonly all: Promise<ReadonlyMap<string, T>>;
  /** No longer than the rest of this turn. */
  hasten(): void;
}

/**
 * Readings by key that share one reading: what is asked for while one is under way is in the next, and none begins before
 * it was asked for. One that only patient readers wait for begins a little later, to be shared by more. A key that the
 * reading does not give is undefined.
 */
export function makeTogether<T>(
  readAll: (keys: readonly string[]) => Promise<ReadonlyMap<string, T>>,
  patienceMs = PATIENCE_MS,
) {
  let underWay: Promise<unknown> = Promise.resolve();
  let next: Batch<T> | null = null;

  const begin = (): Batch<T> => {
    const keys = new Set<string>();
    let hasten: () => void = () => undefined;
    const enough = new Promise<void>((resolve) => {
      const timer = setTimeout(resolve, patienceMs);
      timer.unref();
      hasten = () => {
        clearTimeout(timer);
        // Whatever else asks in this turn of the event loop comes along.
        setImmediate(resolve);
      };
    });
    const all = Promise.all([underWay, enough]).then(() => {
      next = null;
      return readAll([...keys]);
    });
    underWay = all.catch(() => undefined);
    return { keys, all, hasten: () => hasten() };
  };

  return async (key: string, { patient }: { readonly patient: boolean }): Promise<T | undefined> => {
    next ??= begin();
    next.keys.add(key);
    if (!patient) next.hasten();
    return (await next.all).get(key);
  };
}
