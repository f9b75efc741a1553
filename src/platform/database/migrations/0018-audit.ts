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
 * (signing in and out is recorded in words), and what is named by the hash of its content.
 */
const UNWATCHED = [
  'control',
  'session',
  'api_nonce',
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

/** Moved by every event of the account, which is recorded itself. */
const COUNTERS = ['last_seq'];

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

/** Watches each table that is neither a fact nor left out by name, so that a new one is watched unless somebody decides otherwise. */
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
  for (const statement of TABLES) await sql.raw(statement).execute(db);
  for (const fact of Object.entries(FACTS)) await followFact(db, fact);
  await watchChanges(db);
}
