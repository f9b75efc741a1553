import { type Kysely, sql } from 'kysely';

const STATEMENTS = [
  // At least what trades and live quotes of the account use of its credit; null while nobody has counted.
  `alter table account add column credit_bound_usd numeric`,
];

export async function up(db: Kysely<unknown>): Promise<void> {
  for (const statement of STATEMENTS) await sql.raw(statement).execute(db);
}
