import { type Kysely, sql } from 'kysely';

const STATEMENTS = [
  // Surfaces and curves, once each: bodies of snapshots refer to them. No snapshot was stored before in production, so
  // none is rewritten; one of the older form, with everything inline, is not readable any more.
  `create table market_part (part_id text primary key, body text not null)`,
  // For "the market at that time".
  `create index market_snapshot_by_time on market_snapshot (as_of, snapshot_id)`,
  // One row a finished file of a recording; `path` is below the recordings folder of the process that wrote it.
  `create table market_recording (
     segment_id text primary key,
     kind text not null check (kind in ('composite', 'raw')),
     path text not null,
     from_at timestamptz not null,
     until_at timestamptz not null,
     ticks integer not null check (ticks >= 0),
     dropped integer not null check (dropped >= 0),
     bytes integer not null check (bytes >= 0),
     sha256 text not null,
     check (from_at <= until_at)
   )`,
  `create index market_recording_by_time on market_recording (kind, from_at)`,
];

export async function up(db: Kysely<unknown>): Promise<void> {
  for (const statement of STATEMENTS) await sql.raw(statement).execute(db);
}
