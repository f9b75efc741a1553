import { type Kysely, sql } from 'kysely';

/** What one person asks to be deleted of the audit log after its retention, and another one has yet to confirm. */
export async function up(db: Kysely<unknown>): Promise<void> {
  const statements = [
    `create table event_deletion (
       deletion_id text primary key,
       before timestamptz not null,
       reason text not null,
       proposed_by text not null,
       proposed_at timestamptz not null,
       ends_at timestamptz not null,
       confirmed_by text,
       done_at timestamptz,
       deleted integer not null default 0,
       check (confirmed_by <> proposed_by),
       check (deleted = 0 or confirmed_by is not null)
     )`,
    `create trigger audit_change after insert or update or delete on event_deletion
       for each row execute function audit_change('deletion_id')`,
  ];
  for (const statement of statements) await sql.raw(statement).execute(db);
}
