import { type Kysely, sql } from 'kysely';

const STATEMENTS = [
  // What is said of a confirmation, one row a step; the last one says how it stands.
  `create table trade_affirmation (
     trade_id text not null references trade,
     step integer not null check (step >= 1),
     action text not null check (action in ('affirm', 'dispute', 'stands', 'reissue', 'exempt')),
     version integer not null,
     recorded_by text not null,
     via jsonb,
     at timestamptz not null,
     reason text,
     primary key (trade_id, step),
     foreign key (trade_id, version) references confirmation,
     check ((reason is null) = (action = 'affirm'))
   )`,
  // One a trade; without a body none is issued, because the client has opted out.
  `create table contract_note (
     trade_id text primary key references trade,
     body text,
     body_hash text,
     opt_out jsonb,
     issued_at timestamptz not null,
     check ((body is null) = (opt_out is not null)),
     check ((body is null) = (body_hash is null))
   )`,
  `create function paper_refuse() returns trigger language plpgsql as $$
     begin raise exception 'BK-03: % is append-only, % is refused', tg_table_name, tg_op; end $$`,
  ...['trade_affirmation', 'contract_note'].map(
    (table) =>
      `create trigger append_only before update or delete or truncate on ${table}
         for each statement execute function paper_refuse()`,
  ),
  `create trigger audit_change after insert on trade_affirmation for each row execute function audit_change('trade_id,step')`,
  `create trigger audit_change after insert on contract_note for each row execute function audit_change('trade_id')`,
  // What is still open of a trade, so that looking for it reads no more than that.
  'alter table trade add column affirmed_at timestamptz, add column note_settled_at timestamptz',
  // From before affirmations were asked for: nobody is chased for them. Their notes are issued when the service starts.
  `insert into trade_affirmation
     select t.trade_id, 1, 'exempt', max(c.version), 'set-up', null, t.booked_at, 'booked before affirmations were asked for'
     from trade t join confirmation c on c.trade_id = t.trade_id where t.state = 'booked' group by t.trade_id, t.booked_at`,
  `update trade set affirmed_at = booked_at where state = 'booked'`,
  `create index trade_unaffirmed on trade (accepted_at) where affirmed_at is null and state = 'booked'`,
  `create index trade_without_note on trade (accepted_at) where note_settled_at is null and state <> 'rejected'`,
];

export async function up(db: Kysely<unknown>): Promise<void> {
  for (const statement of STATEMENTS) await sql.raw(statement).execute(db);
}
