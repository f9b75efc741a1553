import { createHash } from 'node:crypto';
import { sql } from 'kysely';
import { RFQ_STATES } from '../contracts/rfq.ts';
import type { DigestView } from '../contracts/session.ts';
import type { Database } from '../platform/database/database.ts';
import { isTerminal } from './lifecycle.ts';

const OPEN_STATES = RFQ_STATES.filter((state) => !isTerminal(state));

/**
 * The account's open requests in one hash, as of one sequence number: a client that has applied every event up to
 * `seq` and hashes the same lines gets the same digest. One line an RFQ, sorted by id, each ended by a line feed:
 * `rfqId state quoteId version`, with `-` for what is not there.
 */
export async function digestOf(db: Database, accountId: string): Promise<DigestView> {
  // One statement sees one moment: an RFQ and its event are of one transaction.
  const { rows } = await sql<{ last_seq: number; lines: string; open: number }>`
    select last_seq, open.count as open, open.lines from account cross join lateral (
      select count(*)::integer as count, coalesce(string_agg(
        rfq_id || ' ' || state || ' ' ||
          case when state = 'quoted' then quote_id || ' ' || quote_version else '- -' end || E'\n',
        '' order by rfq_id collate "C"), '') as lines
      from rfq where rfq.account_id = account.account_id and state in (${sql.join(OPEN_STATES)})
    ) open where account.account_id = ${accountId}`.execute(db);
  const { last_seq: seq = 0, lines = '', open = 0 } = rows[0] ?? {};
  return { seq, open, digest: createHash('sha256').update(lines, 'utf8').digest('hex') };
}
