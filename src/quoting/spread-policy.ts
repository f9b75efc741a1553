import { z } from 'zod';
import { TIERS } from '../clients/index.ts';
import { Currency, PositiveDecimalText } from '../contracts/scalars.ts';
import { contentHash } from '../platform/canonical-json.ts';

const NonNegative = z.number().min(0);

const Streaming = z.strictObject({
  toleranceTicks: z.int().min(0),
  toleranceShareOfSpread: z.number().min(0).max(1),
  maxMs: z.int().min(1_000).max(3_600_000),
});
/** Of policies that were stored before quotes were streamed. */
const DEFAULT_STREAMING = { toleranceTicks: 1, toleranceShareOfSpread: 0.1, maxMs: 300_000 };

/**
 * What lies between the model value and the price, by client tier. Volatilities are annualised decimals, basis
 * points are of spot × quantity. A policy never changes: another one has another version.
 */
export const SpreadPolicy = z.strictObject({
  tiers: z.record(
    z.enum(TIERS),
    z.strictObject({
      /** Half-spread on options, in volatility: 0.005 is half a vol point. */
      halfSpreadVolatility: NonNegative,
      /** Half-spread for the hedge, on |delta|. */
      hedgeBps: NonNegative,
      salesMarginBps: NonNegative,
    }),
  ),
  /** Charged per year to expiry where the client can come to owe: forwards, and options that the client sells. */
  creditBpsPerYear: NonNegative,
  /** Price increments by premium currency; bids are rounded down to them and offers up. */
  ticks: z.record(Currency, PositiveDecimalText),
  validity: z.strictObject({
    defaultTtlMs: z.int().min(1000),
    minTtlMs: z.int().min(500),
    maxTtlMs: z.int().max(120_000),
  }),
  /** A streamed quote is replaced when its price has moved by more than the larger of both, for at most `maxMs` in all. */
  streaming: Streaming.default(DEFAULT_STREAMING),
});
export type SpreadPolicy = z.infer<typeof SpreadPolicy>;

export interface VersionedPolicy {
  /** Content address: the same terms are the same version. */
  readonly version: string;
  readonly policy: SpreadPolicy;
}

export const DEFAULT_SPREAD_POLICY: SpreadPolicy = {
  tiers: {
    platinum: { halfSpreadVolatility: 0.004, hedgeBps: 0.5, salesMarginBps: 0 },
    gold: { halfSpreadVolatility: 0.0075, hedgeBps: 1, salesMarginBps: 0.5 },
    silver: { halfSpreadVolatility: 0.0125, hedgeBps: 2, salesMarginBps: 1.5 },
  },
  creditBpsPerYear: 10,
  ticks: { USD: '0.01', USDT: '0.01', HKD: '0.01', BTC: '0.0001', ETH: '0.0001' },
  validity: { defaultTtlMs: 15_000, minTtlMs: 1_000, maxTtlMs: 60_000 },
  streaming: DEFAULT_STREAMING,
};

export function policyVersion(policy: SpreadPolicy): string {
  return `pol_${contentHash(policy).slice(0, 40)}`;
}
