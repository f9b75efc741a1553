import type { MarketFeed } from '../market/index.ts';
import type { FedUnderlying } from './feed-halts.ts';

/**
 * What each underlying's prices rest on: the source of the market, and every venue that has or should have a price of
 * its base asset, in whatever currency, used just now or not.
 */
export function fedUnderlyings(market: Pick<MarketFeed, 'current' | 'status'>): FedUnderlying[] {
  const { source, venues, composites } = market.status();
  return Object.keys(market.current()?.snapshot.underlyings ?? {}).map((underlying) => {
    const base = underlying.slice(0, underlying.indexOf('-') + 1);
    const withPrices = venues.filter(({ symbols }) => symbols.some(({ symbol }) => symbol.startsWith(base)));
    const composite = composites.find(({ symbol }) => symbol === underlying);
    const inComposite = [...(composite?.used ?? []), ...(composite?.excluded ?? []).map(({ venue }) => venue)];
    return { underlying, feeds: [...new Set([source, ...withPrices.map(({ venue }) => venue), ...inComposite])] };
  });
}
