import { type Kysely, sql } from 'kysely';

/**
 * How many acceptances of the account have won. Who decides on credit or caps without holding the account compares it at
 * the commit: as long as it stands, nothing more has been used.
 */
export async function up(db: Kysely<unknown>): Promise<void> {
  await sql.raw('alter table account add column acceptances integer not null default 0').execute(db);
}
