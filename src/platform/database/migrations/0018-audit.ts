import { type Kysely, sql } from 'kysely';

/** Append-only facts: the chain covers their rows. Key parts are joined by `/`, which no id contains. */
const FACTS: Readonly<Record<string, { readonly key: string; readonly rfq: string }>> = {
  rfq: { key: 'rfq_id', rfq: 'rfq_id' },
  quote: { key: `quote_id || '/' || version`, rfq: 'rfq_id' },
  decision: { key: 'decision_id', rfq: 'rfq_id' },
  acceptance: { key: `account_id || '/' || client_accept_id`, rfq: 'rfq_id' },
  desk_action: { key: 'action_id', rfq: 'rfq_id' },
  event: { key: `account_id || '/' || seq`, rfq: 'rfq_id' },
  trade: { key: 'trade_id', rfq: 'rfq_id' },
  confirmation: {
    key: `trade_id || '/' || version`,
    rfq: '(select trade.rfq_id from trade where trade.trade_id = fresh.trade_id)',
  },
};

/**
 * Not recorded row by row: counters and leases, work in progress whose moves are desk actions, sums of facts, sessions
 * and spent codes (signing in and out is recorded in words), and what is named by the hash of its content.
 */
const UNWATCHED = [
  'control',
  'session',
  'recovery_code',
  'sign_in_failure',
  'api_nonce',
  'api_key_use',
  'api_key_use',
  'sign_in_failure',
  'quote_stream',
  'session_safety',
  'desk_task',
  'position',
  'exposure',
  'market_part',
  'market_snapshot',
  'market_recording',
  'kysely_migration',
  'kysely_migration_lock',
];

/** Columns whose content is replaced by its hash: a change shows, the secret does not. */
const SECRETS = ['password_hash', 'secret_sealed', 'token_hash'];

/** Moved by every event of the account and every sign-in, which are recorded themselves. */
const COUNTERS = ['last_seq', 'last_step'];

const TABLES = [
  // Written in the transaction that it tells of; the sealer moves it into the chain. No index: it is nearly empty.
  `create table audit_pending (
     id bigint generated always as identity,
     tx xid8 not null default pg_current_xact_id(),
     recorded_at timestamptz not null default now(),
     source text not null,
     key text not null,
     rfq_id text,
     body jsonb
   )`,
  `create table audit_event (
     seq bigint primary key check (seq >= 1),
     at timestamptz not null,
     actor text not null,
     action text not null,
     object_type text not null,
     object_id text not null,
     account_id text,
     rfq_id text,
     line text not null
   )`,
  `create index audit_event_by_object on audit_event (object_id, seq)`,
  `create index audit_event_by_account on audit_event (account_id, seq) where account_id is not null`,
  `create index audit_event_by_rfq on audit_event (rfq_id, seq) where rfq_id is not null`,
  `create index audit_event_by_actor on audit_event (actor, seq)`,
  `create table audit_block (
     number bigint primary key check (number >= 1),
     from_seq bigint not null unique check (from_seq >= 1),
     to_seq bigint not null unique,
     leaves bytea not null,
     root text not null,
     prev_hash text not null,
     hash text not null unique,
     sealed_at timestamptz not null,
     check (to_seq >= from_seq),
     check (length(leaves) = 32 * (to_seq - from_seq + 1))
   )`,
  `create index audit_block_by_time on audit_block (sealed_at)`,
  `create function audit_refuse() returns trigger language plpgsql as $$
     begin
       if current_setting('otc.audit_retention', true) = 'on' then return null; end if;
       raise exception 'AU-05 RETENTION: the audit log is append-only, % of % is refused', tg_op, tg_table_name;
     end $$`,
  ...['audit_event', 'audit_block'].map(
    (table) =>
      `create trigger append_only before update or delete or truncate on ${table} for each statement execute function audit_refuse()`,
  ),
  // Of an update only what changed is kept, and the key; the key's columns are the first argument.
  `create function audit_change() returns trigger language plpgsql as $$
     declare
       before jsonb := case when tg_op = 'INSERT' then null else to_jsonb(old) end;
       after jsonb := case when tg_op = 'DELETE' then null else to_jsonb(new) end;
       shown jsonb := coalesce(after, before);
       name text;
       id text := '';
     begin
       foreach name in array string_to_array(tg_argv[0], ',') loop
         id := id || case when id = '' then '' else '/' end || (shown ->> name);
       end loop;
       foreach name in array string_to_array('${SECRETS.join(',')}', ',') loop
         if before ->> name is not null then
           before := jsonb_set(before, array[name], to_jsonb('sha256:' || encode(sha256(convert_to(before ->> name, 'UTF8')), 'hex')));
         end if;
         if after ->> name is not null then
           after := jsonb_set(after, array[name], to_jsonb('sha256:' || encode(sha256(convert_to(after ->> name, 'UTF8')), 'hex')));
         end if;
       end loop;
       if tg_op = 'UPDATE' then
         if before = after then return null; end if;
         select jsonb_object_agg(key, value) into after from jsonb_each(after)
           where value is distinct from before -> key;
         select jsonb_object_agg(key, value) into before from jsonb_each(before) where after ? key;
       end if;
       insert into audit_pending (source, key, rfq_id, body) values (
         'change', tg_table_name || '/' || id, shown ->> 'rfq_id',
         jsonb_build_object('table', tg_table_name, 'id', id, 'change', lower(tg_op), 'before', before, 'after', after,
           'accountId', shown ->> 'account_id', 'database', session_user));
       return null;
     end $$`,
];

const RETENTION = [
  // The version in force is the latest that has begun.
  `create table retention_policy (
     policy_version text primary key,
     years integer not null check (years >= 7),
     effective_from timestamptz not null,
     created_by text not null
   )`,
  `insert into retention_policy values ('retention-1', 7, '2000-01-01T00:00:00Z', 'set-up')`,
  `create table relationship_end (
     account_id text primary key references account,
     ended_at timestamptz not null,
     reason text not null,
     recorded_by text not null,
     recorded_at timestamptz not null
   )`,
  // Blocks from the moment it is asked for; ends when two people have released it. Without an account it holds everything.
  `create table legal_hold (
     hold_id text primary key,
     account_id text references account,
     reason text not null,
     proposed_by text not null,
     proposed_at timestamptz not null,
     confirmed_by text,
     confirmed_at timestamptz,
     release_asked_by text,
     release_asked_at timestamptz,
     release_reason text,
     released_by text,
     released_at timestamptz,
     check (confirmed_by <> proposed_by),
     check (released_by <> release_asked_by),
     check (released_by is null or release_asked_by is not null)
   )`,
  // Seven years after the later of the event, the maturity of what was asked for, and the end of the relationship; null
  // while the relationship lasts. Deletions stay for ever: they say why what is not there is not there.
  `create view audit_retention as
     select e.seq, e.at, e.account_id, e.rfq_id,
       case when e.object_id = 'retention' then 'infinity'::timestamptz
         when e.account_id is null or ended.ended_at is not null
           then greatest(e.at, ended.ended_at, matures.at) + make_interval(years => policy.years) end as until,
       (select min(hold_id) from legal_hold h
         where h.released_at is null and (h.account_id is null or h.account_id = e.account_id)) as hold_id
     from audit_event e
     cross join lateral (
       select years from retention_policy where effective_from <= now() order by effective_from desc limit 1
     ) policy
     left join relationship_end ended on ended.account_id = e.account_id
     left join lateral (
       select max((leg #>> '{instrument,expiry}')::timestamptz) as at
       from rfq r cross join lateral jsonb_array_elements(r.request -> 'legs') leg where r.rfq_id = e.rfq_id
     ) matures on true`,
];

/** Watches each table that is neither a fact nor left out by name. */
async function watchChanges(db: Kysely<unknown>): Promise<void> {
  const { rows } = await sql<{ table: string; key: string; columns: string }>`
    select c.relname as "table",
      (select string_agg(a.attname, ',' order by array_position(i.indkey::int2[], a.attnum))
         from pg_index i join pg_attribute a on a.attrelid = c.oid and a.attnum = any(i.indkey)
         where i.indrelid = c.oid and i.indisprimary) as key,
      (select string_agg(quote_ident(a.attname), ', ' order by a.attnum) from pg_attribute a
         where a.attrelid = c.oid and a.attnum > 0 and not a.attisdropped and a.attname <> all(${COUNTERS})) as columns
    from pg_class c
    where c.relnamespace = current_schema()::regnamespace and c.relkind = 'r' and c.relname not like 'audit\_%'
      and c.relname <> all(${[...UNWATCHED, ...Object.keys(FACTS)]})
    order by c.relname`.execute(db);
  for (const { table, key, columns } of rows) {
    const id = key ?? columns.split(', ')[0];
    await sql
      .raw(
        `create trigger audit_change after insert or delete or update of ${columns} on ${table}
           for each row execute function audit_change('${id}')`,
      )
      .execute(db);
  }
}

/** What is written to a fact's table is to be sealed; what is there already is sealed as it stands now. */
async function followFact(db: Kysely<unknown>, [table, { key, rfq }]: [string, { key: string; rfq: string }]) {
  const rows = (from: string) =>
    `insert into audit_pending (source, key, rfq_id) select '${table}', ${key}, ${rfq} from ${from}`;
  await sql.raw(rows(`${table} as fresh`)).execute(db);
  await sql
    .raw(
      `create function audit_${table}() returns trigger language plpgsql as $$ begin ${rows('fresh')}; return null; end $$`,
    )
    .execute(db);
  await sql
    .raw(
      `create trigger audit_fact after insert on ${table} referencing new table as fresh
         for each statement execute function audit_${table}()`,
    )
    .execute(db);
}

export async function up(db: Kysely<unknown>): Promise<void> {
  for (const statement of [...TABLES, ...RETENTION]) await sql.raw(statement).execute(db);
  for (const fact of Object.entries(FACTS)) await followFact(db, fact);
  await watchChanges(db);
}
