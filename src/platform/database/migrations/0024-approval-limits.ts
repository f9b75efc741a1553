import { type Kysely, sql } from 'kysely';

const STATEMENTS = [
  // What approvals bound is counted by the records that a trade rests on, by the day it was opened, and in coins.
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

export async function up(db: Kysely<unknown>): Promise<void> {
  for (const statement of STATEMENTS) await sql.raw(statement).execute(db);
}
