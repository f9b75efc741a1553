import { type Kysely, sql } from 'kysely';

const STATEMENTS = [
  // One row once it is set: what every confirmation says of the firm.
  `create table firm (
     id integer primary key check (id = 1),
     profile jsonb not null,
     changed_by text not null,
     changed_at timestamptz not null
   )`,
  `create table account_terms (
     account_id text primary key references account,
     terms jsonb not null,
     changed_by text not null,
     changed_at timestamptz not null
   )`,
  // Append-only: a confirmation that is issued again is a new version.
  `create table confirmation (
     trade_id text not null references trade,
     version integer not null check (version >= 1),
     body text not null,
     body_hash text not null,
     issued_at timestamptz not null,
     primary key (trade_id, version)
   )`,
  // A held trade is resolved by two people: who asked first, and who confirmed the same.
  `create table trade_resolution (
     trade_id text not null references trade,
     action text not null check (action in ('book', 'reject')),
     reason text not null,
     proposed_by text not null,
     proposed_at timestamptz not null,
     confirmed_by text,
     confirmed_at timestamptz,
     check (confirmed_by is distinct from proposed_by),
     check ((confirmed_by is null) = (confirmed_at is null))
   )`,
  `create unique index trade_resolution_open on trade_resolution (trade_id) where confirmed_by is null`,
  `alter table trade drop constraint trade_state_check`,
  `alter table trade add constraint trade_state_check check (state in ('booked', 'held', 'rejected'))`,
  `alter table trade drop constraint trade_check1`,
  `alter table trade add constraint trade_held_reason check ((state = 'booked') = (held_reason is null))`,
  `alter table trade add column unwinds text references trade`,
  `create index trade_unwinds on trade (unwinds) where unwinds is not null`,
];

export async function up(db: Kysely<unknown>): Promise<void> {
  for (const statement of STATEMENTS) await sql.raw(statement).execute(db);
}
