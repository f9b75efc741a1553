/** The top of one book as a test wants it; what is left out, the venue makes up as it would. */
export interface SpotBook {
  readonly bid: number | null;
  readonly ask: number | null;
  /** Exchange time; default now. */
  readonly at?: number;
  /** Default: rising, with jumps. */
  readonly sequence?: number;
}

export interface SpotVenue {
  /** Tells all who subscribed to `symbol`, e.g. `BTC-USD`; who subscribes later is told it as the snapshot, where the venue has one. */
  publish(symbol: string, book: SpotBook): void;
  /** Tells them that the venue is about to end their connections, where it can. */
  askReconnect(): void;
}

/** Numbers that rise in steps of several, as those of real books do. */
export function risingNumbers(start: number): (given: number | undefined) => number {
  let last = start;
  return (given) => {
    if (given !== undefined) return given;
    last += 1 + (last % 5);
    return last;
  };
}

export function decimal(price: number | null): string {
  return price === null ? '' : price.toFixed(8);
}
