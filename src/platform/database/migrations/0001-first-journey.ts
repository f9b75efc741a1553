import { type Kysely, sql } from 'kysely';

const STATEMENTS = [
  // One row. Its epoch rises with every change of what the gates read: approvals, accounts, spread policy.
  `create table control (id integer primary key check (id = 1), epoch integer not null)`,
  `insert into control (id, epoch) values (1, 1)`,
  `create table account (
     account_id text primary key,
     name text not null,
     client_class text not null check (client_class in ('IPI', 'QCPI', 'CPI', 'IND_PI', 'RETAIL')),
     tier text not null,
     status text not null check (status in ('active', 'suspended')),
     credit_limit_usd numeric not null check (credit_limit_usd >= 0),
     last_seq integer not null default 0,
     created_at timestamptz not null
   )`,
  `create table app_user (
     user_id text primary key,
     username text not null unique,
     password_hash text not null,
     role text not null,
     account_id text references account,
     disabled boolean not null default false,
     created_at timestamptz not null
   )`,
  `create table session (
     token_hash text primary key,
     user_id text not null references app_user,
     created_at timestamptz not null,
     expires_at timestamptz not null
   )`,
  `create table api_key (
     key_id text primary key,
     user_id text not null references app_user,
     secret_sealed text not null,
     created_at timestamptz not null,
     revoked_at timestamptz
   )`,
  `create table api_nonce (
     key_id text not null references api_key,
     nonce text not null,
     expires_at timestamptz not null,
     primary key (key_id, nonce)
   )`,
  // Append-only: a change of status is a new version, so that every past answer can be given again.
  `create table approval (
     approval_id text not null,
     version integer not null check (version >= 1),
     status text not null check (status in ('approved', 'suspended', 'revoked')),
     kind text not null,
     underlying text not null,
     settlement_style text not null,
     settlement_currency text not null,
     client_class text not null,
     direction text not null check (direction in ('buy', 'sell')),
     premium_currencies jsonb not null,
     fixings jsonb not null,
     min_quantity numeric not null,
     max_quantity numeric not null,
     min_tenor_days double precision not null,
     max_tenor_days double precision not null,
     effective_from timestamptz not null,
     expires_at timestamptz not null,
     changed_by text not null,
     reason text not null,
     recorded_at timestamptz not null,
     epoch integer not null,
     primary key (approval_id, version),
     check (effective_from < expires_at)
   )`,
  `create table spread_policy (
     policy_version text primary key,
     body text not null,
     effective_from timestamptz not null,
     created_by text not null
   )`,
  `create table market_snapshot (
     snapshot_id text primary key,
     as_of timestamptz not null,
     source text not null,
     body text not null
   )`,
  `create table rfq (
     rfq_id text primary key,
     account_id text not null references account,
     client_rfq_id text not null,
     request_hash text not null,
     request jsonb not null,
     state text not null,
     quote_id text,
     quote_version integer,
     valid_until timestamptz,
     error jsonb,
     created_by text not null,
     created_at timestamptz not null,
     updated_at timestamptz not null,
     unique (account_id, client_rfq_id),
     check ((state = 'quoted') <= (quote_id is not null and quote_version is not null and valid_until is not null))
   )`,
  `create index rfq_due on rfq (valid_until) where state = 'quoted'`,
  `create index rfq_unbooked on rfq (updated_at) where state = 'accepted'`,
  `create index rfq_by_account on rfq (account_id, rfq_id)`,
  `create table quote (
     quote_id text not null,
     version integer not null check (version >= 1),
     rfq_id text not null references rfq,
     account_id text not null,
     bid numeric,
     offer numeric,
     quantity numeric not null check (quantity > 0),
     premium_currency text not null,
     valid_until timestamptz not null,
     created_at timestamptz not null,
     snapshot_id text not null references market_snapshot,
     policy_version text not null references spread_policy,
     model_version text not null,
     epoch integer not null,
     view jsonb not null,
     passport jsonb not null,
     primary key (quote_id, version),
     check (bid is not null or offer is not null),
     check (bid <= offer)
   )`,
  `create index quote_by_rfq on quote (rfq_id)`,
  `create table decision (
     decision_id text primary key,
     rfq_id text not null references rfq,
     account_id text not null,
     point text not null check (point in ('request', 'release', 'accept', 'booking')),
     allowed boolean not null,
     failures jsonb not null,
     approvals jsonb not null,
     epoch integer not null,
     at timestamptz not null
   )`,
  `create index decision_by_rfq on decision (rfq_id)`,
  `create table acceptance (
     account_id text not null references account,
     client_accept_id text not null,
     request_hash text not null,
     rfq_id text not null references rfq,
     quote_id text not null,
     quote_version integer not null,
     side text not null check (side in ('buy', 'sell')),
     accepted boolean not null,
     trade_id text unique,
     credit_use_usd numeric not null,
     credit_until timestamptz not null,
     answer text not null,
     received_at timestamptz not null,
     accepted_by text not null,
     primary key (account_id, client_accept_id),
     check (accepted = (trade_id is not null))
   )`,
  // At most one acceptance of an RFQ ever wins, whatever the code above it does.
  `create unique index acceptance_wins_once on acceptance (rfq_id) where accepted`,
  `create index acceptance_credit on acceptance (account_id, credit_until) where accepted`,
  `create table trade (
     trade_id text primary key,
     rfq_id text not null unique references rfq,
     quote_id text not null unique,
     quote_version integer not null,
     account_id text not null references account,
     state text not null check (state in ('booked', 'held')),
     held_reason text,
     side text not null check (side in ('buy', 'sell')),
     legs jsonb not null,
     quantity numeric not null check (quantity > 0),
     price numeric not null,
     premium_currency text not null,
     premium numeric not null,
     credit_use_usd numeric not null,
     market_source text not null,
     accepted_at timestamptz not null,
     booked_at timestamptz,
     foreign key (quote_id, quote_version) references quote (quote_id, version),
     check ((state = 'booked') = (booked_at is not null)),
     check ((state = 'held') = (held_reason is not null))
   )`,
  `create index trade_by_account on trade (account_id, trade_id)`,
  `create table position (
     account_id text not null references account,
     instrument_key text not null,
     instrument jsonb not null,
     quantity numeric not null,
     updated_at timestamptz not null,
     primary key (account_id, instrument_key)
   )`,
  `create table event (
     account_id text not null references account,
     seq integer not null check (seq >= 1),
     type text not null,
     rfq_id text,
     at timestamptz not null,
     data jsonb not null,
     primary key (account_id, seq)
   )`,
  `create index event_by_rfq on event (rfq_id, seq)`,
];

export async function up(db: Kysely<unknown>): Promise<void> {
  for (const statement of STATEMENTS) await sql.raw(statement).execute(db);
}
