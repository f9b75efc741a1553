import type { CreateRfqRequest } from '../contracts/rfq.ts';
import type { Executor } from '../platform/database/database.ts';

/** A quote that a client may accept now. */
export interface LiveQuote {
  readonly rfqId: string;
  readonly quoteId: string;
  readonly accountId: string;
  readonly request: CreateRfqRequest;
  /** UTC epoch ms. */
  readonly validUntil: number;
}

/** Those that run out last come first; `limit` of them at most. */
export async function readLiveQuotes(
  db: Executor,
  { now, limit }: { now: number; limit: number },
): Promise<LiveQuote[]> {
  const rows = await db
    .selectFrom('rfq')
    .select(['rfq_id', 'quote_id', 'account_id', 'request', 'valid_until'])
    .where('state', '=', 'quoted')
    .where('valid_until', '>=', new Date(now))
    .orderBy('valid_until', 'desc')
    .limit(limit)
    .execute();
  return rows.flatMap(({ rfq_id: rfqId, quote_id: quoteId, account_id: accountId, request, valid_until: until }) =>
    quoteId === null || until === null
      ? []
      : [{ rfqId, quoteId, accountId, request: request as CreateRfqRequest, validUntil: until.getTime() }],
  );
}
