import { type Kysely, sql } from 'kysely';

const STATEMENTS = [
  // What an acceptance closes counts from its commit, before the booking.
  `alter table acceptance add column unwinds text references trade`,
  `create index acceptance_unwinds on acceptance (unwinds) where unwinds is not null`,
];

export async function up(db: Kysely<unknown>): Promise<void> {
  for (const statement of STATEMENTS) await sql.raw(statement).execute(db);
}
