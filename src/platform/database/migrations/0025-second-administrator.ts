import { type Kysely, sql } from 'kysely';

/** What one administrator has asked for and another has yet to ask for too: the newest of each kind, by user. */
export async function up(db: Kysely<unknown>): Promise<void> {
  await sql
    .raw(
      `create table access_proposal (
         user_id text not null references app_user,
         change text not null,
         content text not null,
         reason text not null,
         proposed_by text not null,
         proposed_at timestamptz not null,
         ends_at timestamptz not null,
         primary key (user_id, change)
       )`,
    )
    .execute(db);
}
