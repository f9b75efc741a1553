import { type Kysely, sql } from 'kysely';

/** What approvals bound is counted by the records that a trade rests on, by the day it was opened, and in coins. */
const BOUNDS = [
  `alter table exposure add column traded_at timestamptz, add column spot double precision,
     add column approval_ids text[] not null default '{}'`,
  `update exposure e set
     traded_at = (select a.received_at from acceptance a where a.rfq_id = e.rfq_id and a.accepted),
     spot = coalesce(
       (select (q.view #>> '{reference,spot}')::float8 from rfq r
        join quote q on q.quote_id = r.quote_id and q.version = r.quote_version where r.rfq_id = e.rfq_id), 1),
     approval_ids = coalesce(
       (select array_agg(distinct used ->> 'approvalId') from decision d, jsonb_array_elements(d.approvals) as used
        where d.rfq_id = e.rfq_id and d.allowed and d.point = case when e.traded then 'accept' else 'release' end), '{}')`,
  'alter table exposure alter column spot set not null',
  'create index exposure_traded_at on exposure (traded_at) where traded',
];

/** The conduct policy changes like the others: by two people, each version kept as it was. */
const CONDUCT = [
  'alter table policy_change drop constraint policy_change_kind_check',
  `alter table policy_change add constraint policy_change_kind_check check (kind in ('desk', 'spread', 'conduct'))`,
  `insert into policy_change
   select 'pch_' || substr(policy_version, 5), 'conduct', policy_version, 'inForce', 'in force before changes were recorded',
     effective_from, created_by, effective_from, null, null, null, effective_from, 0
   from conduct_policy`,
  `create trigger never_altered before update or delete on conduct_policy
   for each row execute function policy_refuse()`,
];

/** By which session or key somebody asked or accepted; null of what was before, and of what the service does itself. */
const ENTRIES = ['alter table rfq add column entry jsonb', 'alter table acceptance add column entry jsonb'];

/** As in 0018, but that a number which a reader in JSON would round stands as text. */
const EXACT_CHANGES = [
  `create function audit_exact(shown jsonb) returns jsonb language sql immutable as $$
     select jsonb_object_agg(key, case
       when jsonb_typeof(value) = 'number' and length(regexp_replace(value::text, '[^0-9]', '', 'g')) > 15
       then to_jsonb(value::text) else value end)
     from jsonb_each(shown) $$`,
  `create function audit_exact_body() returns trigger language plpgsql as $$
     begin
       new.body := new.body || jsonb_build_object(
         'before', audit_exact(nullif(new.body -> 'before', 'null'::jsonb)),
         'after', audit_exact(nullif(new.body -> 'after', 'null'::jsonb)));
       return new;
     end $$`,
  `create trigger exact_numbers before insert on audit_pending for each row when (new.source = 'change')
     execute function audit_exact_body()`,
];

/** Rows come in the order of their times: such an index costs next to nothing, and finds an hour of a year. */
const EXPLORER = ['create index decision_by_time on decision using brin (at) with (pages_per_range = 16)'];

const AGEING = [`create index trade_held on trade (trade_id) where state = 'held'`];

export async function up(db: Kysely<unknown>): Promise<void> {
  for (const statement of [...BOUNDS, ...CONDUCT, ...ENTRIES, ...EXACT_CHANGES, ...EXPLORER, ...AGEING])
    await sql.raw(statement).execute(db);
}
