import { sql } from 'kysely';
import type { InvariantFinding } from '../contracts/audit.ts';
import type { Database } from '../platform/database/database.ts';
import { INVARIANTS } from './invariants.ts';

const ROWS_MAX = 100;

/** Asks every rule in one snapshot of the database, so that a running service cannot make two answers contradict. */
export function checkInvariants(db: Database): Promise<InvariantFinding[]> {
  return db
    .transaction()
    .setIsolationLevel('repeatable read')
    .execute(async (tx) => {
      const findings: InvariantFinding[] = [];
      for (const [rule, query] of Object.entries(INVARIANTS)) {
        const { rows } = await sql<{ row: string }>`${sql.raw(query)} limit ${sql.raw(String(ROWS_MAX))}`.execute(tx);
        findings.push({ rule, rows: rows.map(({ row }) => row) });
      }
      return findings;
    });
}
