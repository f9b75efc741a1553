import { checkInvariants } from '../../src/audit/index.ts';
import type { Database } from '../../src/platform/database/database.ts';

/** The invariants that do not hold, each with its first offenders; empty when all is well. */
export async function brokenInvariants(db: Database): Promise<string[]> {
  const findings = await checkInvariants(db);
  return findings
    .filter(({ rows }) => rows.length > 0)
    .map(({ rule, rows }) => `${rule}: ${rows.slice(0, 3).join(', ')}`);
}
