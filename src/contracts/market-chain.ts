import { z } from 'zod';
import { MarketStatusView } from './market-status.ts';
import { Instant, RealText } from './scalars.ts';

export const MarketChainRequest = z.strictObject({ underlying: z.string().max(32) });
export type MarketChainRequest = z.infer<typeof MarketChainRequest>;

/** GET /api/v1/market/chain: the listed options that the surface in use was fitted to; volatilities are annualised decimals. */
export const MarketChainView = z.object({
  source: MarketStatusView.shape.source,
  serverTime: Instant,
  underlying: z.string(),
  /** When the surface in use was built; null while there is none. */
  builtAt: Instant.nullable(),
  /** None where the market lists no options: a simulated one, or a recording without a chain. */
  expiries: z.array(
    z.object({
      expiry: Instant,
      forward: RealText,
      /** Out of the money, by rising strike; null where nobody bids or offers. */
      options: z.array(
        z.object({
          strike: RealText,
          optionType: z.enum(['call', 'put']),
          bid: RealText.nullable(),
          ask: RealText.nullable(),
          fit: RealText,
        }),
      ),
    }),
  ),
});
export type MarketChainView = z.infer<typeof MarketChainView>;
export type ListedExpiryView = MarketChainView['expiries'][number];
export type ListedOptionView = ListedExpiryView['options'][number];
