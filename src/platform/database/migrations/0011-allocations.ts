import { type Kysely, sql } from 'kysely';

const STATEMENTS = [
  // Funds and books of one client: trades are split over them, and stay the account's.
  `create table sub_account (
     sub_account_id text primary key,
     account_id text not null references account,
     name text not null,
     active boolean not null,
     created_at timestamptz not null
   )`,
  `create index sub_account_by_account on sub_account (account_id)`,
  `alter table trade add column allocations jsonb`,
];

export async function up(db: Kysely<unknown>): Promise<void> {
  for (const statement of STATEMENTS) await sql.raw(statement).execute(db);
}
