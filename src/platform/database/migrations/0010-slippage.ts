import { type Kysely, sql } from 'kysely';

const STATEMENTS = [
  // What the client named beside what was traded on; null of acceptances before slippage could be allowed.
  `alter table acceptance add column requested_version integer, add column requested_price numeric,
     add column slippage_tolerance numeric check (slippage_tolerance >= 0)`,
];

export async function up(db: Kysely<unknown>): Promise<void> {
  for (const statement of STATEMENTS) await sql.raw(statement).execute(db);
}
