import { type Kysely, sql } from 'kysely';

const STATEMENTS = [
  // Counted against the account's cap while requests come in: few among all that the account ever sent.
  `create index rfq_open on rfq (account_id) where state in ('received', 'queued', 'pickedUp', 'onHold', 'quoted')`,
];

export async function up(db: Kysely<unknown>): Promise<void> {
  for (const statement of STATEMENTS) await sql.raw(statement).execute(db);
}
