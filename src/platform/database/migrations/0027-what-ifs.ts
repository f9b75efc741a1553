import { type Kysely, sql } from 'kysely';

const STATEMENTS = [
  // As a replay: a run goes on where its cursor stands, and each step moves the cursor by compare-and-set.
  `create table what_if_run (
     what_if_id text primary key,
     request jsonb not null,
     settings jsonb not null,
     state text not null check (state in ('running', 'done', 'cancelled', 'failed')),
     total integer not null,
     done integer not null default 0,
     totals jsonb not null,
     cursor jsonb,
     steps integer not null default 0,
     error text,
     started_by text not null,
     started_at timestamptz not null,
     touched_at timestamptz not null,
     ended_at timestamptz
   )`,
  `create index what_if_run_running on what_if_run (touched_at) where state = 'running'`,
  `create table what_if_result (
     what_if_id text not null references what_if_run on delete cascade,
     n integer not null,
     rfq_id text not null,
     changed boolean not null,
     body jsonb not null,
     primary key (what_if_id, n)
   )`,
  // History is read in the order in which requests came.
  `create index rfq_by_time on rfq (created_at, rfq_id)`,
];

export async function up(db: Kysely<unknown>): Promise<void> {
  for (const statement of STATEMENTS) await sql.raw(statement).execute(db);
}
