import { type Kysely, sql } from 'kysely';

const STATEMENTS = [
  // What is judged again while a quote is live.
  `alter table decision drop constraint decision_point_check`,
  `alter table decision add constraint decision_point_check
     check (point in ('request', 'release', 'live', 'accept', 'booking'))`,
  // By which door the request came; null when it came before that was kept.
  `alter table rfq add column channel text check (channel in ('socket', 'http'))`,
  // Append-only: every pull, and the two steps of every re-arming. The newest change of a scope and target is its state.
  `create table switch_change (
     change_id text primary key,
     ordinal integer generated always as identity unique,
     scope text not null check (scope in
       ('FIRM', 'CHANNEL', 'UNDERLYING', 'KIND', 'SETTLEMENT_ASSET', 'CLIENT', 'TRADER', 'FEED')),
     target text not null,
     action text not null check (action in ('pull', 'propose', 'rearm')),
     reason text not null,
     made_by text not null,
     at timestamptz not null,
     epoch integer not null
   )`,
  `create index switch_change_by_switch on switch_change (scope, target, ordinal)`,
  `create function refuse_switch_edit() returns trigger language plpgsql as $$
     begin raise exception 'switch_change is append-only'; end $$`,
  `create trigger switch_change_append_only before update or delete on switch_change
     for each row execute function refuse_switch_edit()`,
];

export async function up(db: Kysely<unknown>): Promise<void> {
  for (const statement of STATEMENTS) await sql.raw(statement).execute(db);
}
