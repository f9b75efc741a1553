import { type Kysely, sql } from 'kysely';

const STATEMENTS = [
  // A run goes on where its cursor stands, in whichever process: each step moves the cursor by compare-and-set.
  `create table replay_run (
     replay_id text primary key,
     request jsonb not null,
     state text not null check (state in ('running', 'done', 'cancelled', 'failed')),
     total integer not null,
     summary jsonb not null,
     quotes jsonb not null,
     cursor jsonb,
     steps integer not null default 0,
     error text,
     started_by text not null,
     started_at timestamptz not null,
     touched_at timestamptz not null,
     ended_at timestamptz
   )`,
  `create index replay_run_running on replay_run (touched_at) where state = 'running'`,
];

export async function up(db: Kysely<unknown>): Promise<void> {
  for (const statement of STATEMENTS) await sql.raw(statement).execute(db);
}
