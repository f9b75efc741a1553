import { forwardPrice, type MarketSnapshot } from '../../pricing/index.ts';
import type { MeasuredMarket } from '../approvals/index.ts';

/** What the bounds of approvals are measured by; null while the underlying has no market. */
export function measuredMarket(market: MarketSnapshot | null, underlying: string): MeasuredMarket | null {
  const own = market?.underlyings[underlying];
  if (market === null || own === undefined) return null;
  const { spot, forwards } = own;
  return { spot, forwardTo: (expiry) => forwardPrice(forwards, { spot, asOf: market.asOf, at: expiry }) };
}
