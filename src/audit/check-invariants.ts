import { sql } from 'kysely';
import type { InvariantFinding } from '../contracts/audit.ts';
import type { Database, Executor } from '../platform/database/database.ts';
import { INVARIANTS } from './invariants.ts';

const ROWS_MAX = 100;

/** Asks every rule in one snapshot of the database, so that a running service cannot make two answers contradict. */
export function checkInvariants(db: Database): Promise<InvariantFinding[]> {
  return db.transaction().setIsolationLevel('repeatable read').execute(askInvariants);
}

/** The same inside a transaction of the caller's. */
export async function askInvariants(tx: Executor): Promise<InvariantFinding[]> {
  const findings: InvariantFinding[] = [];
  for (const [rule, query] of Object.entries(INVARIANTS)) {
    const { rows } = await sql<{ row: string }>`${sql.raw(query)} limit ${sql.lit(ROWS_MAX)}`.execute(tx);
    findings.push({ rule, rows: rows.map(({ row }) => row) });
  }
  return findings;
}
