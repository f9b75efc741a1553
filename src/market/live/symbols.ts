/** Our names of spot pairs (`BTC-USD`) beside a venue's own. */
export interface SymbolNames {
  /** The venue's, in the order given. */
  readonly theirs: readonly string[];
  /** Ours, or null for a pair that was not asked for. */
  ourOf(theirs: unknown): string | null;
}

export function namedBy(toTheirs: (ours: string) => string, symbols: readonly string[]): SymbolNames {
  const ours = new Map(symbols.map((symbol) => [toTheirs(symbol), symbol]));
  return {
    theirs: [...ours.keys()],
    ourOf: (theirs) => (typeof theirs === 'string' ? (ours.get(theirs) ?? null) : null),
  };
}
