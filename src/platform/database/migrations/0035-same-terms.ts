import { type Kysely, sql } from 'kysely';

/** TR-08: what a request asks for, comparable, and the open or traded one that it repeats; null of all before. */
export async function up(db: Kysely<unknown>): Promise<void> {
  const statements = [
    'alter table rfq add column terms_hash text',
    'alter table rfq add column duplicate_of text',
    'create index rfq_terms on rfq (account_id, terms_hash, created_at) where terms_hash is not null',
  ];
  for (const statement of statements) await sql.raw(statement).execute(db);
}
