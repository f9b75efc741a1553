import { type Kysely, sql } from 'kysely';

const STATEMENTS = [
  // Versions are never changed: a new text is a new version, one without a body retires the file.
  `create table scenario_file (
     name text not null,
     version integer not null check (version >= 1),
     body jsonb,
     reason text not null,
     saved_by text not null,
     saved_at timestamptz not null,
     primary key (name, version)
   )`,
  `create table scenario_run (
     run_id text primary key,
     request jsonb not null,
     scenario jsonb not null,
     file_name text,
     file_version integer,
     as_of timestamptz not null,
     snapshot_id text not null references market_snapshot,
     model_version text not null,
     state text not null check (state in ('running', 'done', 'cancelled', 'failed')),
     cells integer not null default 0,
     done integer not null default 0,
     book jsonb,
     windows jsonb,
     limits jsonb,
     base text,
     summary jsonb,
     error text,
     started_by text not null,
     started_at timestamptz not null,
     touched_at timestamptz not null,
     ended_at timestamptz
   )`,
  `create index scenario_run_running on scenario_run (touched_at) where state = 'running'`,
  // What any worker may take: results of a chunk depend on the run alone, so a second writer writes the same.
  `create table scenario_chunk (
     run_id text not null references scenario_run on delete cascade,
     from_cell integer not null,
     cells integer not null check (cells >= 1),
     leased_until timestamptz,
     body text,
     primary key (run_id, from_cell)
   )`,
  `create index scenario_chunk_open on scenario_chunk (run_id, from_cell) where body is null`,
];

export async function up(db: Kysely<unknown>): Promise<void> {
  for (const statement of STATEMENTS) await sql.raw(statement).execute(db);
}
