import { type Kysely, sql } from 'kysely';

const STATEMENTS = [
  `create table desk_policy (
     policy_version text primary key,
     body text not null,
     effective_from timestamptz not null,
     created_by text not null
   )`,
  // A request that a person works on. Changed only under the lock of its RFQ's row, which holds the state.
  `create table desk_task (
     rfq_id text primary key references rfq,
     account_id text not null references account,
     priority integer not null,
     reasons jsonb not null,
     notional_usd numeric,
     policy_version text not null references desk_policy,
     queued_at timestamptz not null,
     sla_due_at timestamptz not null,
     picked_up_by text,
     hold_reason text,
     ends_at timestamptz,
     wake_at timestamptz,
     noticed jsonb not null
   )`,
  `create index desk_task_due on desk_task (wake_at) where wake_at is not null`,
  `create index rfq_on_desk on rfq (rfq_id) where state in ('queued', 'pickedUp', 'onHold')`,
  // A quote before its second person: the client has not seen it. One at a time waits, for each RFQ.
  `create table quote_proposal (
     quote_id text not null,
     version integer not null check (version >= 1),
     rfq_id text not null references rfq,
     account_id text not null references account,
     status text not null check (status in ('pending', 'approved', 'declined', 'lapsed')),
     built jsonb not null,
     mid numeric not null,
     tolerance double precision not null,
     ttl_ms integer not null,
     change text,
     needs jsonb not null,
     snapshot_id text not null references market_snapshot,
     policy_version text not null references spread_policy,
     proposed_by text not null,
     proposed_at timestamptz not null,
     expires_at timestamptz not null,
     decided_by text,
     decided_at timestamptz,
     primary key (quote_id, version),
     check (status <> 'approved' or (decided_by is not null and decided_by <> proposed_by))
   )`,
  `create unique index quote_proposal_pending on quote_proposal (rfq_id) where status = 'pending'`,
  `create index quote_proposal_by_rfq on quote_proposal (rfq_id)`,
  // Append-only: who did what on the desk, and why.
  `create table desk_action (
     action_id text primary key,
     rfq_id text not null references rfq,
     account_id text not null,
     action text not null,
     actor text not null,
     details jsonb not null,
     at timestamptz not null
   )`,
  `create index desk_action_by_rfq on desk_action (rfq_id, action_id)`,
];

export async function up(db: Kysely<unknown>): Promise<void> {
  for (const statement of STATEMENTS) await sql.raw(statement).execute(db);
}
