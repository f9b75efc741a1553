import { type Kysely, sql } from 'kysely';

const STATEMENTS = [
  // Which process keeps a streamed quote in step with the market. That it is streamed its request says.
  `create table quote_stream (
     rfq_id text primary key references rfq,
     owner text not null,
     leased_until timestamptz not null
   )`,
  `create index rfq_streaming on rfq (account_id, rfq_id) where state = 'quoted' and (request ->> 'streaming') = 'true'`,
];

export async function up(db: Kysely<unknown>): Promise<void> {
  for (const statement of STATEMENTS) await sql.raw(statement).execute(db);
}
