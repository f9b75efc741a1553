import { z } from 'zod';
import { AccountId, Instant } from './scalars.ts';

const HOURS_MAX = 720;

/** GET /api/v1/activity: what clients asked for within so many hours, and what came of it. */
export const ActivityRequest = z.strictObject({ hours: z.coerce.number().int().min(1).max(HOURS_MAX).default(24) });
export type ActivityRequest = z.infer<typeof ActivityRequest>;

export const ActivityView = z.object({
  accountId: AccountId,
  name: z.string(),
  /** Requests of any kind; the others count those among them. */
  asked: z.int(),
  quoted: z.int(),
  traded: z.int(),
  refused: z.int(),
  passed: z.int(),
  expired: z.int(),
  lastAt: Instant,
  /** Rule TR-15: of many quotes too few were traded, by the desk's policy. */
  seldomTrades: z.boolean(),
});
export type ActivityView = z.infer<typeof ActivityView>;

/** Who asked most first. */
export const ActivityListView = z.object({ from: Instant, asOf: Instant, items: z.array(ActivityView) });
export type ActivityListView = z.infer<typeof ActivityListView>;
