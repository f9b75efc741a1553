import { type Kysely, sql } from 'kysely';

const STATEMENTS = [
  `create table policy_change (
     change_id text primary key,
     kind text not null check (kind in ('desk', 'spread')),
     policy_version text not null,
     status text not null check (status in ('proposed', 'scheduled', 'inForce', 'declined')),
     reason text not null,
     effective_from timestamptz,
     proposed_by text not null,
     proposed_at timestamptz not null,
     decided_by text,
     decided_at timestamptz,
     decision_reason text,
     in_force_at timestamptz,
     epoch integer,
     check ((status = 'inForce') = (epoch is not null)),
     check ((status = 'inForce') = (in_force_at is not null)),
     check (status = 'declined' or decided_by is null or decided_by <> proposed_by),
     check (status <> 'scheduled' or (decided_by is not null and effective_from is not null))
   )`,
  // One change of a kind at a time: what is approved is what was compared with the policy in force.
  `create unique index policy_change_under_way on policy_change (kind) where status in ('proposed', 'scheduled')`,
  `create index policy_change_in_force on policy_change (kind, epoch desc, in_force_at desc) where status = 'inForce'`,
  ...['desk', 'spread'].map(
    (kind) => `insert into policy_change
     select 'pch_' || substr(policy_version, 5), '${kind}', policy_version, 'inForce', 'in force before changes were recorded',
       effective_from, created_by, effective_from, null, null, null, effective_from, 0
     from ${kind}_policy`,
  ),
  // A quote names the versions it was made with: they say the same for ever.
  `create function policy_refuse() returns trigger language plpgsql as $$
     begin raise exception 'a stored policy is never altered: % of % is refused', tg_op, tg_table_name; end $$`,
  ...['desk', 'spread'].map(
    (kind) => `create trigger never_altered before update or delete on ${kind}_policy
     for each row execute function policy_refuse()`,
  ),
  `create trigger audit_change after insert or delete or update on policy_change
     for each row execute function audit_change('change_id')`,
];

export async function up(db: Kysely<unknown>): Promise<void> {
  for (const statement of STATEMENTS) await sql.raw(statement).execute(db);
}
