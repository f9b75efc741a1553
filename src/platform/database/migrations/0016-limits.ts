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
  // What was traded or quoted before counts from now on, at the spot and the greeks it was quoted with. A quote that is
  // live meanwhile reserves all of its notional.
  `insert into exposure
   select r.rfq_id, r.account_id, null, r.request #>> '{legs,0,instrument,underlying}',
     case when terms.kinds = 1 then terms.kind else 'package' end, terms.until, coalesce(a.side, r.request ->> 'side'),
     coalesce(a.credit_use_usd, size.notional::numeric), coalesce(a.credit_use_usd, size.notional::numeric),
     size.notional * case when a.unwinds is null then 1 else -1 end,
     ref.delta * size.units * ref.spot, ref.gamma * size.units * ref.spot * ref.spot * 0.01, ref.vega * size.units,
     a.rfq_id is not null
   from rfq r
   left join acceptance a on a.rfq_id = r.rfq_id and a.accepted
   join quote q on q.quote_id = r.quote_id and q.version = coalesce(a.quote_version, r.quote_version)
   cross join lateral (
     select (q.view #>> '{reference,spot}')::float8 as spot, (q.view #>> '{reference,delta}')::float8 as delta,
       (q.view #>> '{reference,gamma}')::float8 as gamma, (q.view #>> '{reference,vega}')::float8 as vega
   ) ref
   cross join lateral (
     select count(distinct leg #>> '{instrument,kind}') as kinds, min(leg #>> '{instrument,kind}') as kind,
       max((leg #>> '{instrument,expiry}')::timestamptz) as until, sum((leg ->> 'ratio')::float8) as ratios
     from jsonb_array_elements(r.request -> 'legs') as leg
   ) terms
   cross join lateral (
     select (r.request ->> 'quantity')::float8 as units,
       terms.ratios * (r.request ->> 'quantity')::float8 * ref.spot as notional
   ) size
   where r.state in ('quoted', 'accepted', 'booked', 'held')`,
];

export async function up(db: Kysely<unknown>): Promise<void> {
  for (const statement of STATEMENTS) await sql.raw(statement).execute(db);
}
