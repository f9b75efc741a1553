/** Within one process, work that has a time to keep goes before work that has none. */
export interface Precedence {
  /** Does the work at once; whoever gives way waits for it. */
  during<T>(work: () => Promise<T>): Promise<T>;
  /** Resolves when no such work is under way, or after so long all the same: nothing waits for ever. */
  giveWay(mostMs: number): Promise<void>;
}

export function makePrecedence(): Precedence {
  let underWay = 0;
  const waiting = new Set<() => void>();
  return {
    async during(work) {
      underWay += 1;
      try {
        return await work();
      } finally {
        underWay -= 1;
        if (underWay === 0) for (const goOn of [...waiting]) goOn();
      }
    },
    giveWay(mostMs) {
      if (underWay === 0) return Promise.resolve();
      return new Promise((resolve) => {
        const goOn = () => {
          clearTimeout(timer);
          waiting.delete(goOn);
          resolve();
        };
        const timer = setTimeout(goOn, mostMs);
        waiting.add(goOn);
      });
    },
  };
}
