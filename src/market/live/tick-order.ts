import type { MarketTick } from '../ticks.ts';

export type TickOrder = 'next' | 'duplicate' | 'out-of-order';

/**
 * Tells whether a tick of one connection is newer than the last one of its kind and symbol: by the venue's sequence, or,
 * where it has none, by its time, of which two ticks may share one.
 */
export function makeTickOrder(): (tick: MarketTick) => TickOrder {
  const last = { spot: new Map(), future: new Map(), option: new Map(), index: new Map() } as Record<
    MarketTick['kind'],
    Map<string, number>
  >;

  return (tick) => {
    const mark = tick.sequence ?? tick.exchangeAt;
    if (mark === null) return 'next';
    const symbol = symbolOf(tick);
    const marks = last[tick.kind];
    const before = marks.get(symbol);
    if (before !== undefined && mark < before) return 'out-of-order';
    if (mark === before && tick.sequence !== null) return 'duplicate';
    marks.set(symbol, mark);
    return 'next';
  };
}

/** The name by which the venue's prices are told apart within one kind. */
export function symbolOf(tick: MarketTick): string {
  if (tick.kind === 'spot') return tick.symbol;
  return tick.kind === 'index' ? tick.underlying : tick.instrument;
}
