import type { MarketChainView } from '../contracts/market-chain.ts';
import { toInstant } from '../platform/clock.ts';
import { realOrNull, realText } from './real-text.ts';
import type { MarketStatus } from './status.ts';

/** The listed options of one underlying beside the surface in use; null when this market has no such underlying's surface. */
export function toMarketChainView(
  { source, surfaces }: MarketStatus,
  { underlying, now }: { readonly underlying: string; readonly now: number },
): MarketChainView | null {
  const surface = surfaces.find((one) => one.underlying === underlying);
  if (surface === undefined) return null;
  return {
    source,
    serverTime: toInstant(now),
    underlying,
    builtAt: surface.builtAt === null ? null : toInstant(surface.builtAt),
    expiries: surface.slices.flatMap(({ expiry, forward, listed = [] }) =>
      listed.length === 0
        ? []
        : [
            {
              expiry: toInstant(expiry),
              forward: realText(forward),
              options: listed.map(({ strike, optionType, bid, ask, fit }) => ({
                strike: realText(strike),
                optionType,
                bid: realOrNull(bid),
                ask: realOrNull(ask),
                fit: realText(fit),
              })),
            },
          ],
    ),
  };
}
