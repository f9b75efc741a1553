import { z } from 'zod';
import { contentHash } from '../../platform/canonical-json.ts';
import { ROUTING_RULES, type RoutingRule } from './rules.ts';

const Positive = z.number().positive();
const Ms = z.int().min(100).max(86_400_000);

/** In UTC; `from` is in, `to` is out. */
const Hours = z.strictObject({
  /** 1 Monday to 7 Sunday. */
  days: z.array(z.int().min(1).max(7)).min(1),
  from: z.string().regex(/^([01]\d|2[0-3]):[0-5]\d$/, 'must be a time such as 08:00'),
  to: z.string().regex(/^(([01]\d|2[0-3]):[0-5]\d|24:00)$/, 'must be a time such as 18:30, or 24:00'),
});
export type Hours = z.infer<typeof Hours>;

const OnFailure = z.enum(['desk', 'refuse']);

/** What two people must look at is never priced because nobody did. */
const PERSON_ALONE = ['FIRST_TRADE'] as const satisfies readonly RoutingRule[];

/**
 * What decides who prices a request, and how the desk works on it. A policy never changes: another one has another
 * version, and raises the control epoch.
 */
export const DeskPolicy = z.strictObject({
  /** When people are there; null is always. */
  deskHours: Hours.nullable(),
  routing: z.strictObject({
    /** Above these a person prices. Vega is in dollars per 1.00 of volatility for the whole quantity. */
    automatic: z.strictObject({ maxNotionalUsd: Positive, maxVegaUsd: Positive, hours: Hours.nullable() }),
    /**
     * Rule TR-07: a person prices what is more than `times` the median of the client's latest trades in the underlying, in
     * units over all legs, once there are at least `trades` of them within 90 days. Absent: nobody compares.
     */
    unusual: z.strictObject({ times: z.number().min(1), trades: z.int().min(1).max(100) }).optional(),
    /** Always priced by a person. */
    deskAccounts: z.array(z.string()),
    deskProducts: z.array(z.strictObject({ kind: z.string().optional(), underlying: z.string().optional() })),
    /** Rule TR-06: what another version of the model prices, a person looks at (`onModelRange`). Absent: any version may price. */
    validatedModels: z.array(z.string().min(1).max(64)).min(1).max(20).optional(),
    /** Legal failures always refuse; of these the firm decides. */
    onCredit: OnFailure,
    onMarket: OnFailure,
    onModelRange: OnFailure,
  }),
  sla: z.strictObject({ answerMs: Ms, warningMs: Ms, largeNotionalUsd: Positive }),
  timeouts: z.strictObject({ queueMs: Ms, lockMs: Ms, lockWarningMs: Ms, holdMs: Ms, proposalMs: Ms }),
  /** What happens when nobody answers: an automatic price with a wider spread for what only these rules sent, else a pass. */
  fallback: z.strictObject({
    automatic: z
      .strictObject({
        rules: z.array(z.enum(ROUTING_RULES).exclude(PERSON_ALONE)).min(1),
        maxNotionalUsd: Positive,
        spreadFactor: z.number().min(1).max(100),
      })
      .nullable(),
  }),
  /** Rule TR-10: above these a second person approves; with `firstTrade` also a client's first trade in a product. */
  fourEyes: z.strictObject({ notionalUsd: Positive, vegaUsd: Positive, firstTrade: z.boolean().optional() }),
  /**
   * Rule TR-04. How far a price may be from the model's mid before a second person must look: the larger of vega × the
   * larger of `volatility` and `volatilityShare` of the volatility, and `bps` of the notional. `hardFactor` times that is
   * never sent.
   */
  tolerance: z.strictObject({
    volatility: Positive,
    volatilityShare: Positive,
    bps: Positive,
    hardFactor: z.number().min(1),
  }),
  /** Rule TR-15: who asked for so many `quotes` in a day, and traded on less than `hitRatio` of them, is named. Absent: nobody. */
  surveillance: z.strictObject({ quotes: z.int().min(1), hitRatio: z.number().min(0).max(1) }).optional(),
  /** The first that fits says how long a quote lives, within the bounds of the spread policy. */
  validity: z.array(
    z.strictObject({
      mode: z.enum(['automatic', 'desk']).optional(),
      kind: z.string().optional(),
      minNotionalUsd: Positive.optional(),
      minVolatility: Positive.optional(),
      defaultTtlMs: Ms,
      maxTtlMs: Ms,
    }),
  ),
});
export type DeskPolicy = z.infer<typeof DeskPolicy>;

export interface VersionedDeskPolicy {
  /** Content address: the same terms are the same version. */
  readonly version: string;
  readonly policy: DeskPolicy;
}

export const DEFAULT_DESK_POLICY: DeskPolicy = {
  deskHours: null,
  routing: {
    automatic: { maxNotionalUsd: 25_000_000, maxVegaUsd: 5_000_000, hours: null },
    unusual: { times: 10, trades: 5 },
    deskAccounts: [],
    deskProducts: [],
    onCredit: 'refuse',
    onMarket: 'refuse',
    onModelRange: 'desk',
  },
  sla: { answerMs: 60_000, warningMs: 20_000, largeNotionalUsd: 10_000_000 },
  timeouts: { queueMs: 120_000, lockMs: 120_000, lockWarningMs: 20_000, holdMs: 600_000, proposalMs: 60_000 },
  fallback: { automatic: { rules: ['CLIENT', 'PRODUCT', 'HOURS'], maxNotionalUsd: 1_000_000, spreadFactor: 2 } },
  fourEyes: { notionalUsd: 25_000_000, vegaUsd: 5_000_000 },
  tolerance: { volatility: 0.03, volatilityShare: 0.1, bps: 25, hardFactor: 4 },
  surveillance: { quotes: 200, hitRatio: 0.02 },
  validity: [
    { mode: 'desk', minNotionalUsd: 10_000_000, defaultTtlMs: 20_000, maxTtlMs: 60_000 },
    { mode: 'desk', defaultTtlMs: 30_000, maxTtlMs: 60_000 },
    { minNotionalUsd: 10_000_000, defaultTtlMs: 10_000, maxTtlMs: 60_000 },
    { minVolatility: 1.5, defaultTtlMs: 10_000, maxTtlMs: 60_000 },
  ],
};

export function deskPolicyVersion(policy: DeskPolicy): string {
  return `dsk_${contentHash(policy).slice(0, 40)}`;
}

/** Whether `now` (UTC epoch ms) is within the hours. */
export function isWithin(hours: Hours | null, now: number): boolean {
  if (hours === null) return true;
  const at = new Date(now);
  const SUNDAY = 7;
  const day = at.getUTCDay() === 0 ? SUNDAY : at.getUTCDay();
  const time = at.toISOString().slice(11, 16);
  return hours.days.includes(day) && hours.from <= time && time < hours.to;
}
