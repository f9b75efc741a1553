import { type Kysely, sql } from 'kysely';

const STATEMENTS = [`update app_user set role = 'sales-supervisor' where role = 'head-trader'`];

export async function up(db: Kysely<unknown>): Promise<void> {
  for (const statement of STATEMENTS) await sql.raw(statement).execute(db);
}
