import { z } from 'zod';
import { AccountId, DecimalText, Instant, PositiveDecimalText, RfqId, Side, Underlying } from './scalars.ts';

/**
 * What a limit counts, in dollars. Notional is gross and never nets. The greeks are of what clients hold, so that buys
 * and sells net: delta per 100 % of spot, gamma the change of that delta for 1 % of spot, vega per 1.00 of volatility.
 */
export const LIMIT_MEASURES = ['notionalUsd', 'deltaUsd', 'gammaUsd', 'vegaUsd'] as const;
export const LimitMeasure = z.enum(LIMIT_MEASURES);
export type LimitMeasure = z.infer<typeof LimitMeasure>;

/** Over what it adds up: one trade alone, all of a client's, all that one trader quoted, or the whole firm's. */
export const LimitPer = z.enum(['trade', 'client', 'trader', 'firm']);
export type LimitPer = z.infer<typeof LimitPer>;

export const LIMIT_KINDS = ['forward', 'option', 'digital', 'package'] as const;

/** What the limit looks at; a field left out means all of them. */
export const LimitScope = z.strictObject({
  accountId: AccountId.optional(),
  /** The user name of a sales trader. */
  trader: z.string().min(1).max(64).optional(),
  underlying: Underlying.optional(),
  /** `package`: legs of more than one kind. */
  kind: z.enum(LIMIT_KINDS).optional(),
  /** Days from now to the last expiry, inclusive. */
  minTenorDays: z.number().min(0).optional(),
  maxTenorDays: z.number().min(0).optional(),
});
export type LimitScope = z.infer<typeof LimitScope>;

const LimitId = z.string().regex(/^[a-z0-9][a-z0-9.-]{2,63}$/, 'must be 3 to 64 characters of a-z 0-9 . -');

const Reason = z.string().min(3).max(500);

/** POST /api/v1/limits: a new limit, another bound for one that is there, or its end (`max` null). */
export const ProposeLimitRequest = z
  .strictObject({
    limitId: LimitId,
    scope: LimitScope,
    per: LimitPer,
    measure: LimitMeasure,
    max: PositiveDecimalText.nullable(),
    reason: Reason,
  })
  .refine(({ scope }) => (scope.minTenorDays ?? 0) <= (scope.maxTenorDays ?? Number.POSITIVE_INFINITY), {
    path: ['scope', 'maxTenorDays'],
    message: 'must be >= minTenorDays',
  });
export type ProposeLimitRequest = z.infer<typeof ProposeLimitRequest>;

/** POST /api/v1/limits/credit: the line of one client, in dollars. */
export const ProposeCreditRequest = z.strictObject({ accountId: AccountId, max: DecimalText, reason: Reason });
export type ProposeCreditRequest = z.infer<typeof ProposeCreditRequest>;

/** POST /api/v1/limits/:id/{approve,decline}: of the version that waits. */
export const DecideLimitRequest = z.strictObject({ version: z.int().min(1) });
export type DecideLimitRequest = z.infer<typeof DecideLimitRequest>;

/** One version of one limit. What tightens is in force at once; what loosens waits for a second person. */
export const LimitView = z.object({
  limitId: z.string(),
  version: z.int(),
  status: z.enum(['proposed', 'inForce', 'declined', 'ended']),
  scope: LimitScope,
  per: LimitPer,
  /** `creditUsd`: the client's credit line, rule TR-01. */
  measure: z.enum([...LIMIT_MEASURES, 'creditUsd']),
  max: DecimalText.nullable(),
  reason: z.string(),
  proposedBy: z.string(),
  proposedAt: Instant,
  decidedBy: z.string().nullable(),
  decidedAt: Instant.nullable(),
});
export type LimitView = z.infer<typeof LimitView>;

/** How much of one bound is taken, and would be. */
export const LimitUseView = z.object({
  /** Of a bound that an approval sets: the record and the name of the bound; clients read `approval` for the record. */
  limitId: z.string(),
  per: LimitPer,
  /** `delta` and `gamma` are in coins, as approvals bound them. */
  measure: z.enum([...LIMIT_MEASURES, 'creditUsd', 'delta', 'gamma']),
  /** Of a bound of an approval: of what was opened today (UTC). */
  window: z.literal('day').optional(),
  max: DecimalText,
  /** By open trades and live quotes, without the one asked about. */
  used: DecimalText,
  /** With it. */
  after: DecimalText,
  within: z.boolean(),
});
export type LimitUseView = z.infer<typeof LimitUseView>;

/** GET /api/v1/quotes/:id/limits?side= and `quote.limits`: what accepting the quote would leave. */
export const QuoteLimitsRequest = z.strictObject({ quoteId: z.string().regex(/^qt_[A-Za-z0-9]{1,60}$/), side: Side });
export type QuoteLimitsRequest = z.infer<typeof QuoteLimitsRequest>;

/** What a trade on one side would leave. */
export const SideLimitsView = z.object({
  side: Side,
  /** Clients see those of their own account; staff also the firm's and the traders'. */
  limits: z.array(LimitUseView),
  within: z.boolean(),
});
export type SideLimitsView = z.infer<typeof SideLimitsView>;

export const QuoteLimitsView = z.object({
  quoteId: z.string(),
  rfqId: RfqId,
  ...SideLimitsView.shape,
  asOf: Instant,
});
export type QuoteLimitsView = z.infer<typeof QuoteLimitsView>;

/** GET /api/v1/limits/use: each bound of an account, or of the firm, with what is taken of it now. */
export const AccountLimitsView = z.object({
  accountId: z.string().nullable(),
  limits: z.array(LimitUseView.omit({ after: true, within: true })),
  asOf: Instant,
});
export type AccountLimitsView = z.infer<typeof AccountLimitsView>;

/** POST /api/v1/overrides: rule TR-11. One person asks, another grants, and it ends by itself. */
export const ProposeOverrideRequest = z.strictObject({
  rule: z.string().regex(/^[A-Z]{2}-\d{2}$/, 'must be a rule id such as TR-01'),
  accountId: AccountId,
  /** For one request alone; left out, for all of the account until it ends. */
  rfqId: RfqId.optional(),
  expiresAt: Instant,
  reason: Reason,
});
export type ProposeOverrideRequest = z.infer<typeof ProposeOverrideRequest>;

/** POST /api/v1/overrides/:id/end. */
export const EndOverrideRequest = z.strictObject({ reason: Reason });
export type EndOverrideRequest = z.infer<typeof EndOverrideRequest>;

export const OverrideView = z.object({
  overrideId: z.string(),
  rule: z.string(),
  accountId: z.string(),
  rfqId: z.string().nullable(),
  reason: z.string(),
  status: z.enum(['proposed', 'inForce', 'expired', 'ended']),
  expiresAt: Instant,
  proposedBy: z.string(),
  proposedAt: Instant,
  grantedBy: z.string().nullable(),
  grantedAt: Instant.nullable(),
  endedBy: z.string().nullable(),
  endReason: z.string().nullable(),
});
export type OverrideView = z.infer<typeof OverrideView>;
