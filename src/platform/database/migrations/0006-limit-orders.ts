import { type Kysely, sql } from 'kysely';

const STATEMENTS = [
  // Live quotes whose client set a price at which they trade by themselves: few among many.
  `create index rfq_limit on rfq (rfq_id) where state = 'quoted' and (request ->> 'limitPrice') is not null`,
];

export async function up(db: Kysely<unknown>): Promise<void> {
  for (const statement of STATEMENTS) await sql.raw(statement).execute(db);
}
