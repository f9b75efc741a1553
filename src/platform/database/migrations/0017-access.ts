import { type Kysely, sql } from 'kysely';

const STATEMENTS = [
  `update app_user set role = 'sales-supervisor' where role = 'head-trader'`,
  `alter table app_user add column password_changed_at timestamptz, add column created_by text`,
  `update app_user set password_changed_at = created_at, created_by = 'set-up'`,
  `alter table app_user alter column password_changed_at set not null, alter column created_by set not null`,
  // Confirmed by a first code; last_step is the time step of the newest code that was used, so that none works twice.
  `create table second_factor (
     user_id text primary key references app_user,
     secret_sealed text not null,
     created_at timestamptz not null,
     confirmed_at timestamptz,
     last_step bigint not null default 0
   )`,
  `create table recovery_code (
     token_hash text primary key,
     user_id text not null references app_user,
     used_at timestamptz
   )`,
  `create index recovery_code_by_user on recovery_code (user_id)`,
  // A session keeps its id while its token rotates. expires_at is the end of its life, seen_at what idleness counts from.
  `alter table session
     add column session_id text, add column cookie boolean not null default false,
     add column enrolling boolean not null default false, add column seen_at timestamptz, add column address text`,
  `update session set session_id = 'ses_' || substr(token_hash, 1, 32), seen_at = now()`,
  `alter table session
     alter column session_id set not null, alter column seen_at set not null,
     add constraint session_id_unique unique (session_id)`,
  `create index session_by_user on session (user_id)`,
  `alter table api_key
     add column name text not null default '',
     add column scopes jsonb not null default '["read","trade"]',
     add column max_order_usd numeric check (max_order_usd > 0),
     add column max_day_usd numeric check (max_day_usd > 0),
     add column expires_at timestamptz,
     add column addresses jsonb not null default '[]',
     add column created_by text not null default 'set-up',
     add column revoked_by text`,
  `create index api_key_by_user on api_key (user_id)`,
  // What a capped key has accepted, written before it accepts: a crash in between counts against the cap.
  `create table api_key_use (
     key_id text not null references api_key,
     client_accept_id text not null,
     used_at timestamptz not null,
     notional_usd numeric not null,
     primary key (key_id, client_accept_id)
   )`,
  `create index api_key_use_by_time on api_key_use (key_id, used_at)`,
  // Columns and their order are those of the rate limiter's own table.
  `create table sign_in_failure (
     key varchar(255) primary key,
     points integer not null default 0,
     expire bigint
   )`,
];

/** Head traders are sales supervisors now; users, sessions and keys get what access control has learnt to ask of them. */
export async function up(db: Kysely<unknown>): Promise<void> {
  for (const statement of STATEMENTS) await sql.raw(statement).execute(db);
}
