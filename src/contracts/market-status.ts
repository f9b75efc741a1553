import { z } from 'zod';
import { WireError } from './errors.ts';
import { Instant, RealText } from './scalars.ts';

const Scope = z.union([z.object({ underlying: z.string() }), z.object({ currency: z.string() })]);
const Source = z.enum(['simulated', 'recorded', 'live']);

const Condition = z.object({
  code: WireError.shape.code,
  rule: z.string(),
  scope: Scope,
  message: z.string(),
});

const VenueView = z.object({
  venue: z.string(),
  state: z.string(),
  since: Instant,
  lastFault: z.string().nullable(),
  connects: z.number(),
  messages: z.number(),
  messagesPerSecond: z.number(),
  rejected: z.record(z.string(), z.number()),
  sequenceGaps: z.number(),
  symbols: z.array(
    z.object({
      symbol: z.string(),
      bid: RealText.nullable(),
      ask: RealText.nullable(),
      exchangeAt: Instant.nullable(),
      receivedAt: Instant.nullable(),
    }),
  ),
});

const CompositeView = z.object({
  symbol: z.string(),
  price: RealText.nullable(),
  at: Instant.nullable(),
  used: z.array(z.string()),
  excluded: z.array(z.object({ venue: z.string(), reason: z.string(), message: z.string() })),
});

const SurfaceView = z.object({
  underlying: z.string(),
  builtAt: Instant.nullable(),
  quotes: z.number(),
  buildMs: z.number().nullable(),
  refusedBuilds: z.number(),
  lastRefusal: z.object({ at: Instant, reason: z.string() }).nullable(),
  slices: z.array(
    z.object({
      expiry: Instant,
      forward: RealText,
      forwardSource: z.string(),
      atTheMoneyVolatility: RealText,
      quotes: z.number(),
      shareInside: RealText.nullable(),
      rmsePoints: RealText.nullable(),
      fallback: z.string().nullable(),
    }),
  ),
});

/** GET /api/v1/market/status, as staff see it: with the figures and the limits. */
export const MarketStatusView = z.object({
  source: Source,
  state: z.string(),
  serverTime: Instant,
  recordedAt: Instant.nullable(),
  notes: z.array(z.string()),
  /** What is quoted from now, by underlying. */
  underlyings: z.array(z.object({ underlying: z.string(), spot: RealText, spotAt: Instant, surfaceAt: Instant })),
  conditions: z.array(Condition),
  /** What quoting waits for: faults, and those that are gone but not yet for long enough. */
  halts: z.array(Condition.extend({ since: Instant, cleanSince: Instant.nullable() })),
  venues: z.array(VenueView),
  composites: z.array(CompositeView),
  surfaces: z.array(SurfaceView),
});
export type MarketStatusView = z.infer<typeof MarketStatusView>;

/** The same route as a client sees it: whether it can be quoted, in neutral words. */
export const ClientMarketStatusView = z.object({
  source: Source,
  serverTime: Instant,
  conditions: z.array(z.object({ scope: Scope, message: z.string() })),
});
export type ClientMarketStatusView = z.infer<typeof ClientMarketStatusView>;
