import { type Kysely, sql } from 'kysely';

/** What a release was held to under a band on mark-ups; null of every decision before, and wherever no record sets one. */
export async function up(db: Kysely<unknown>): Promise<void> {
  await sql.raw('alter table decision add column mark_up jsonb').execute(db);
}
