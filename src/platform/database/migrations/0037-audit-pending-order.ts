import { type Kysely, sql } from 'kysely';

/**
 * What is to be sealed, in order: of a backlog of 60,000 rows a block took 20 ms to find its 50, and every block was sized as if
 * sealing had taken that.
 */
export async function up(db: Kysely<unknown>): Promise<void> {
  await sql`create index audit_pending_in_order on audit_pending (id)`.execute(db);
}
