/** What was read, and when the reading began by `elapsed`. */
export interface Reading<T> {
  readonly value: T;
  readonly at: number;
}

export interface Ages {
  /** Nobody is given anything older; ms. */
  readonly recentMs: number;
  /** From this age on the next reading is made in passing, so that who keeps asking never waits for one; ms. */
  readonly aheadMs: number;
}
const A_SECOND: Ages = { recentMs: 1_000, aheadMs: 500 };

/** `patient` is a reading that nobody waits for. */
type Read<T> = (how: { readonly patient: boolean }) => Promise<T>;

/** Remembers the latest reading of each key. `elapsed` is monotonic, ms. */
export function makeRecently<T>(elapsed: () => number, { recentMs, aheadMs }: Ages = A_SECOND) {
  const known = new Map<string, Reading<T>>();
  const underWay = new Map<string, Promise<Reading<T>>>();

  const begin = async (key: string, read: () => Promise<T>): Promise<Reading<T>> => {
    const at = elapsed();
    const reading = { value: await read(), at };
    const newest = known.get(key);
    if (newest === undefined || newest.at <= at) known.set(key, reading);
    return reading;
  };
  const joining = (key: string, read: () => Promise<T>): Promise<Reading<T>> => {
    const started = underWay.get(key) ?? begin(key, read).finally(() => underWay.delete(key));
    underWay.set(key, started);
    return started;
  };

  return {
    /** Read from now on. */
    now: (key: string, read: Read<T>) => begin(key, () => read({ patient: false })),
    /** However old; undefined when there is none. */
    last: (key: string) => known.get(key),
    /** Not older than the ages allow, by default a second. */
    async recent(key: string, read: Read<T>): Promise<Reading<T>> {
      const last = known.get(key);
      const ageMs = last === undefined ? Number.POSITIVE_INFINITY : elapsed() - last.at;
      if (last === undefined || ageMs >= recentMs) return joining(key, () => read({ patient: false }));
      // Should it fail, whoever has nothing recent any more asks again and is told.
      if (ageMs >= aheadMs) joining(key, () => read({ patient: true })).catch(() => undefined);
      return last;
    },
  };
}
