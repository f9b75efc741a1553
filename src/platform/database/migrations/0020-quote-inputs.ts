import { type Kysely, sql } from 'kysely';

const STATEMENTS = [
  // The client's tier and a person's terms; null of quotes made before, which replay on the tier of today.
  `alter table quote add column inputs jsonb`,
  `create index quote_by_time on quote (created_at, quote_id, version)`,
];

export async function up(db: Kysely<unknown>): Promise<void> {
  for (const statement of STATEMENTS) await sql.raw(statement).execute(db);
}
