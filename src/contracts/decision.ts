import { z } from 'zod';
import { AccountId, DecimalText, Instant, RfqId } from './scalars.ts';

const PAGE_MAX = 500;

/**
 * GET /api/v1/decisions: why something was let pass or refused. By `rfq`; or by `account` and time, `from` included and
 * `to` not, of `rule` alone where it is named, of refusals alone with `refused`. Newest first.
 */
export const DecisionsRequest = z
  .strictObject({
    rfq: RfqId.optional(),
    account: AccountId.optional(),
    from: Instant.optional(),
    to: Instant.optional(),
    rule: z
      .string()
      .regex(/^[A-Z]{2}-\d{2}$/, 'must be a rule id such as TR-01')
      .optional(),
    refused: z.enum(['true', 'false']).optional(),
    cursor: z.string().min(1).max(64).optional(),
    limit: z.coerce.number().int().min(1).max(PAGE_MAX).default(50),
  })
  .refine(({ rfq, from, to }) => rfq !== undefined || (from !== undefined && to !== undefined), {
    path: ['rfq'],
    message: 'must be given, or from and to',
  });
export type DecisionsRequest = z.infer<typeof DecisionsRequest>;

const RuleAnswer = z.looseObject({ rule: z.string(), message: z.string() });

const MarkUpEnd = z.object({ bps: DecimalText, from: z.object({ approvalId: z.string(), version: z.int() }) });

/** Rule TR-13: how far each side lay over the model's value, and the tightest band of the records; basis points of notional. */
const MarkUpHeld = z.object({
  bid: z.number().nullable(),
  offer: z.number().nullable(),
  band: z.object({ min: MarkUpEnd, max: MarkUpEnd, disclosure: z.string() }),
});

/** One evaluation of the gates, with all that it rested on. */
export const DecisionView = z.object({
  decisionId: z.string(),
  rfqId: z.string(),
  accountId: z.string(),
  at: Instant,
  /** `request`, `release`, `live`, `accept` or `booking`. */
  point: z.string(),
  allowed: z.boolean(),
  /** Every rule that failed, in the desk's words. */
  failures: z.array(RuleAnswer),
  /** Rules that failed and were excepted by two people. */
  overridden: z.array(RuleAnswer),
  /** What was noticed and stops nothing, such as a request that repeats another (TR-08). */
  notes: z.array(RuleAnswer),
  /** The versions of the register that it rests on. */
  approvals: z.array(z.object({ approvalId: z.string(), version: z.int() })),
  /** The client's side: versions of file and requirements, and the inputs; null of decisions from before there were files. */
  client: z.record(z.string(), z.unknown()).nullable(),
  /** Of a price to be released under a band; null otherwise. */
  markUp: MarkUpHeld.nullable(),
  /** Of the rules as a whole: what was in force then has an epoch not above it. */
  epoch: z.int(),
  /** The versions in force under that epoch. */
  policies: z.object({ desk: z.string().nullable(), spread: z.string().nullable(), conduct: z.string().nullable() }),
  /** What the client was told of a request that was refused. */
  told: z.looseObject({ code: z.string(), message: z.string() }).nullable(),
});
export type DecisionView = z.infer<typeof DecisionView>;
