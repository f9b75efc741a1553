import { askInvariants, checkInvariants } from '../../src/audit/index.ts';
import type { Database, Tx } from '../../src/platform/database/database.ts';

/** The invariants that do not hold, each with its first offenders; empty when all is well. */
export async function brokenInvariants(db: Database | Tx): Promise<string[]> {
  const findings = db.isTransaction ? await askInvariants(db) : await checkInvariants(db as Database);
  return findings
    .filter(({ rows }) => rows.length > 0)
    .map(({ rule, rows }) => `${rule}: ${rows.slice(0, 3).join(', ')}`);
}
