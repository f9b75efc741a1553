import { type Kysely, sql } from 'kysely';

/**
 * TR-08 asks after the same terms among what is open or has traded; what has ended is no longer kept in their order, so that
 * ending a quote writes one index less.
 */
export async function up(db: Kysely<unknown>): Promise<void> {
  await sql`drop index rfq_terms`.execute(db);
  await sql`create index rfq_terms on rfq (account_id, terms_hash, created_at) where terms_hash is not null
    and state in ('queued', 'pickedUp', 'onHold', 'quoted', 'accepted', 'booked', 'held')`.execute(db);
}
