import { z } from 'zod';

/** One rule that must hold in the database at every moment. GET /api/v1/audit/invariants. */
export const InvariantFinding = z.object({
  rule: z.string(),
  /** Ids of rows that break it, a hundred at most; empty when it holds. */
  rows: z.array(z.string()),
});
export type InvariantFinding = z.infer<typeof InvariantFinding>;

export const InvariantReport = z.object({ findings: z.array(InvariantFinding) });
export type InvariantReport = z.infer<typeof InvariantReport>;
