import { type Kysely, sql } from 'kysely';

const STATEMENTS = [
  // What a client's connection has asked to happen when it is lost, kept where a crash of its gateway cannot lose it.
  `create table session_safety (
     connection_id text primary key,
     user_id text not null references app_user,
     account_id text not null references account,
     cancel_grace_ms integer,
     disconnected_at timestamptz,
     dead_man_ms integer,
     dead_man_at timestamptz,
     seen_at timestamptz not null,
     check (cancel_grace_ms is not null or dead_man_ms is not null),
     check ((dead_man_ms is null) = (dead_man_at is null))
   )`,
  `create index session_safety_by_user on session_safety (user_id)`,
  `create index rfq_open_by_user on rfq (created_by) where state in ('received', 'queued', 'pickedUp', 'onHold', 'quoted')`,
];

export async function up(db: Kysely<unknown>): Promise<void> {
  for (const statement of STATEMENTS) await sql.raw(statement).execute(db);
}
