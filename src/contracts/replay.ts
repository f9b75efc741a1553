import { z } from 'zod';
import { AccountId, Instant, QuoteId, RfqId } from './scalars.ts';

/** POST /api/v1/replays: one quote with all its versions, all quotes of one RFQ, or a period. */
export const ReplayRequest = z.union(
  [
    z.strictObject({ quoteId: QuoteId }),
    z.strictObject({ rfqId: RfqId }),
    z
      .strictObject({ from: Instant, to: Instant, accountId: AccountId.optional() })
      .refine(({ from, to }) => from < to, { path: ['to'], message: 'must be after from' }),
  ],
  { error: 'must be { quoteId }, { rfqId } or { from, to, accountId? }' },
);
export type ReplayRequest = z.infer<typeof ReplayRequest>;

/** The parts of a quote that are compared, each digit of it. */
export const REPLAY_PARTS = ['modelVersion', 'bid', 'offer', 'legs', 'reference', 'passport'] as const;

export const ReplayDifference = z.object({
  /** Such as `passport.offer.salesMargin`. */
  path: z.string(),
  stored: z.unknown(),
  replayed: z.unknown(),
});
export type ReplayDifference = z.infer<typeof ReplayDifference>;

/** One version of one quote, computed again from its snapshot, terms, policy and model. */
export const QuoteReplay = z.object({
  quoteId: z.string(),
  version: z.int(),
  rfqId: z.string(),
  accountId: z.string(),
  quotedAt: Instant,
  snapshotId: z.string(),
  policyVersion: z.string(),
  modelVersion: z.string(),
  outcome: z.enum(['equal', 'different', 'notReplayable']),
  /** Why it could not be computed; null otherwise. */
  why: z.string().nullable(),
  parts: z.array(z.object({ part: z.enum(REPLAY_PARTS), equal: z.boolean() })),
  differences: z.array(ReplayDifference),
});
export type QuoteReplay = z.infer<typeof QuoteReplay>;

export const ReplaySummary = z.object({
  replayed: z.int(),
  equal: z.int(),
  different: z.int(),
  notReplayable: z.int(),
});
export type ReplaySummary = z.infer<typeof ReplaySummary>;

/** GET /api/v1/replays/:id, and the answer to POST. */
export const ReplayRun = z.object({
  replayId: z.string(),
  request: ReplayRequest,
  state: z.enum(['running', 'done', 'cancelled', 'failed']),
  /** Versions of quotes: how many there are, and how many are done. */
  total: z.int(),
  summary: ReplaySummary,
  /** Those that are not equal, in the order of their making, at most 1,000; of single quotes also the equal ones. */
  quotes: z.array(QuoteReplay),
  error: z.string().nullable(),
  startedBy: z.string(),
  startedAt: Instant,
  endedAt: Instant.nullable(),
});
export type ReplayRun = z.infer<typeof ReplayRun>;
