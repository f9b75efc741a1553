import { type SelectQueryBuilder, sql } from 'kysely';
import type { Tier } from '../../clients/index.ts';
import type { QuoteView } from '../../contracts/quote.ts';
import type { ReplayRequest } from '../../contracts/replay.ts';
import type { CreateRfqRequest } from '../../contracts/rfq.ts';
import type { Executor } from '../../platform/database/database.ts';
import type { Schema } from '../../platform/database/schema.ts';
import type { BuiltQuote, QuoteInputs } from '../../quoting/index.ts';

/** One version of one quote as it was made, with the ids of all that it was made from. */
export interface StoredQuote {
  readonly quoteId: string;
  readonly version: number;
  readonly rfqId: string;
  readonly accountId: string;
  /** UTC ISO-8601. */
  readonly quotedAt: string;
  readonly snapshotId: string;
  readonly policyVersion: string;
  readonly modelVersion: string;
  readonly request: CreateRfqRequest;
  readonly inputs: QuoteInputs;
  readonly stored: Pick<BuiltQuote, 'modelVersion' | 'bid' | 'offer' | 'legs' | 'reference' | 'passport'>;
}

/** Where a reading goes on: behind this version, in the order of making. */
export interface QuoteCursor {
  readonly at: string;
  readonly quoteId: string;
  readonly version: number;
}

type Query<O> = SelectQueryBuilder<Schema, 'quote', O>;

export async function countStoredQuotes(db: Executor, request: ReplayRequest): Promise<number> {
  const query = within(db.selectFrom('quote'), request).select(sql<number>`count(*)::int`.as('n'));
  return (await query.executeTakeFirstOrThrow()).n;
}

/** In the order of making, at most `limit` behind the cursor. */
export async function readStoredQuotes(
  db: Executor,
  request: ReplayRequest,
  { after, limit }: { readonly after: QuoteCursor | null; readonly limit: number },
): Promise<StoredQuote[]> {
  let query = within(db.selectFrom('quote'), request)
    .innerJoin('rfq', 'rfq.rfq_id', 'quote.rfq_id')
    .innerJoin('account', 'account.account_id', 'quote.account_id')
    .selectAll('quote')
    .select(['rfq.request', 'account.tier'])
    .orderBy('quote.created_at')
    .orderBy('quote.quote_id')
    .orderBy('quote.version')
    .limit(limit);
  if (after !== null) {
    const { at, quoteId, version } = after;
    query = query.where(
      sql<boolean>`(quote.created_at, quote.quote_id, quote.version) > (${new Date(at)}, ${quoteId}, ${version})`,
    );
  }
  const rows = await query.execute();
  return rows.map((row) => {
    const { bid, offer, legs, reference } = row.view as QuoteView;
    return {
      quoteId: row.quote_id,
      version: row.version,
      rfqId: row.rfq_id,
      accountId: row.account_id,
      quotedAt: row.created_at.toISOString(),
      snapshotId: row.snapshot_id,
      policyVersion: row.policy_version,
      modelVersion: row.model_version,
      request: row.request as CreateRfqRequest,
      // A quote from before its inputs were kept was priced by the policy, on a tier that may have changed since.
      inputs: (row.inputs as QuoteInputs | null) ?? { tier: row.tier as Tier, terms: null },
      stored: {
        modelVersion: row.model_version,
        bid,
        offer,
        legs,
        reference,
        passport: row.passport as BuiltQuote['passport'],
      },
    };
  });
}

function within<O>(query: Query<O>, request: ReplayRequest): Query<O> {
  if ('quoteId' in request) return query.where('quote.quote_id', '=', request.quoteId);
  if ('rfqId' in request) return query.where('quote.rfq_id', '=', request.rfqId);
  const { from, to, accountId } = request;
  const period = query.where('quote.created_at', '>=', new Date(from)).where('quote.created_at', '<', new Date(to));
  return accountId === undefined ? period : period.where('quote.account_id', '=', accountId);
}
