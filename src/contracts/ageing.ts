import { z } from 'zod';
import { Instant } from './scalars.ts';

/**
 * One trade that has waited longer than it should: `unbooked` since its acceptance, `held` for two people to end it,
 * `unaffirmed` by the client since it was made, `disputed` and not yet answered, `withoutNote` though one was due.
 */
export const AgeingView = z.object({
  kind: z.enum(['unbooked', 'held', 'unaffirmed', 'disputed', 'withoutNote']),
  /** `warning`: a confirmation that is not agreed on at the end of the first business day; from the second on an alarm. */
  level: z.enum(['warning', 'alarm']),
  rfqId: z.string(),
  accountId: z.string(),
  tradeId: z.string(),
  since: Instant,
  ageMs: z.int(),
  /** How long it may take. */
  targetMs: z.int(),
  /** Of what is held: why, and who has proposed an end that a second person must confirm. */
  reason: z.string().nullable(),
  proposedBy: z.string().nullable(),
});
export type AgeingView = z.infer<typeof AgeingView>;

/** GET /api/v1/ageing: the oldest first. */
export const AgeingListView = z.object({ asOf: Instant, items: z.array(AgeingView) });
export type AgeingListView = z.infer<typeof AgeingListView>;
