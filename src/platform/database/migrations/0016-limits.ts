import { type Kysely, sql } from 'kysely';

const STATEMENTS = [
  // Versions are never altered but for their decision; the latest that was decided on is the one in force.
  `create table risk_limit (
     limit_id text not null,
     version integer not null check (version >= 1),
     status text not null check (status in ('proposed', 'inForce', 'declined', 'ended')),
     scope jsonb not null,
     per text not null,
     measure text not null,
     max numeric,
     reason text not null,
     proposed_by text not null,
     proposed_at timestamptz not null,
     decided_by text,
     decided_at timestamptz,
     -- One person may tighten; what loosens needs two.
     tightens boolean not null,
     primary key (limit_id, version),
     check ((status = 'proposed') = (decided_by is null)),
     check (status not in ('inForce', 'ended') or tightens or decided_by <> proposed_by)
   )`,
  `create unique index risk_limit_pending on risk_limit (limit_id) where status = 'proposed'`,
  `create table gate_override (
     override_id text primary key,
     rule text not null,
     account_id text not null references account,
     rfq_id text references rfq,
     reason text not null,
     expires_at timestamptz not null,
     proposed_by text not null,
     proposed_at timestamptz not null,
     granted_by text,
     granted_at timestamptz,
     ended_by text,
     ended_at timestamptz,
     end_reason text,
     check (granted_by is null or granted_by <> proposed_by)
   )`,
  `create index gate_override_by_account on gate_override (account_id)`,
  // What each quote has at stake. Whether it counts is the RFQ's state to say: a dead quote reserves nothing.
  `create table exposure (
     rfq_id text primary key references rfq,
     account_id text not null,
     trader text,
     underlying text not null,
     kind text not null,
     until timestamptz not null,
     side text not null,
     credit_buy_usd numeric not null,
     credit_sell_usd numeric not null,
     notional_usd double precision not null,
     delta_usd double precision not null,
     gamma_usd double precision not null,
     vega_usd double precision not null,
     traded boolean not null default false
   )`,
  `create index exposure_traded on exposure (account_id, until) where traded`,
  `alter table decision add column overridden jsonb`,
  // What was traded before counts from now on, at the spot and the greeks it was quoted with.
  `insert into exposure
   select r.rfq_id, r.account_id, null, r.request #>> '{legs,0,instrument,underlying}',
     case when kinds.n = 1 then kinds.one else 'package' end,
     kinds.until, a.side, a.credit_use_usd, a.credit_use_usd,
     kinds.units * (r.request ->> 'quantity')::float8 * ref.spot * case when a.unwinds is null then 1 else -1 end,
     ref.delta * (r.request ->> 'quantity')::float8 * ref.spot,
     ref.gamma * (r.request ->> 'quantity')::float8 * ref.spot * ref.spot * 0.01,
     ref.vega * (r.request ->> 'quantity')::float8,
     true
   from acceptance a
   join rfq r on r.rfq_id = a.rfq_id and r.state in ('accepted', 'booked', 'held')
   join quote q on q.quote_id = a.quote_id and q.version = a.quote_version
   cross join lateral (
     select (q.view #>> '{reference,spot}')::float8 as spot, (q.view #>> '{reference,delta}')::float8 as delta,
       (q.view #>> '{reference,gamma}')::float8 as gamma, (q.view #>> '{reference,vega}')::float8 as vega
   ) ref
   cross join lateral (
     select count(distinct leg #>> '{instrument,kind}') as n, min(leg #>> '{instrument,kind}') as one,
       max((leg #>> '{instrument,expiry}')::timestamptz) as until, sum((leg ->> 'ratio')::float8) as units
     from jsonb_array_elements(r.request -> 'legs') as leg
   ) kinds
   where a.accepted`,
];

export async function up(db: Kysely<unknown>): Promise<void> {
  for (const statement of STATEMENTS) await sql.raw(statement).execute(db);
}
