import type { WireError } from '../contracts/errors.ts';
import type { QuoteView } from '../contracts/quote.ts';
import type { RfqView } from '../contracts/rfq.ts';
import { toInstant } from '../platform/clock.ts';
import type { Database } from '../platform/database/database.ts';
import { type RfqRow, readRfq, toRfqRow } from './records.ts';

/** A page of a list, newest first; `cursor` is the last id of the page before. */
export interface PageQuery {
  /** Null reads every account's. */
  readonly accountId: string | null;
  readonly cursor: string | null;
  readonly limit: number;
}

export async function listRfqs(db: Database, { accountId, cursor, limit }: PageQuery): Promise<RfqView[]> {
  let query = db.selectFrom('rfq').selectAll().orderBy('rfq_id', 'desc').limit(limit);
  if (accountId !== null) query = query.where('account_id', '=', accountId);
  if (cursor !== null) query = query.where('rfq_id', '<', cursor);
  return (await query.execute()).map((row) => toRfqView(toRfqRow(row)));
}

/** Null when there is none, or it is another account's. */
export async function findRfq(db: Database, rfqId: string, accountId: string | null): Promise<RfqView | null> {
  const rfq = await readRfq(db, rfqId, { lock: false });
  return rfq === null || (accountId !== null && rfq.accountId !== accountId) ? null : toRfqView(rfq);
}

/** The newest version of a quote as the client saw it; with its passport for staff. */
export async function findQuote(
  db: Database,
  quoteId: string,
  accountId: string | null,
): Promise<(QuoteView & { passport?: unknown }) | null> {
  const row = await db
    .selectFrom('quote')
    .select(['account_id', 'view', 'passport'])
    .where('quote_id', '=', quoteId)
    .orderBy('version', 'desc')
    .executeTakeFirst();
  if (row === undefined || (accountId !== null && row.account_id !== accountId)) return null;
  const view = row.view as QuoteView;
  return accountId === null ? { ...view, passport: row.passport } : view;
}

function toRfqView(rfq: RfqRow): RfqView {
  const { clientRfqId, side, legs, quantity, premiumCurrency } = rfq.request;
  return {
    rfqId: rfq.rfqId,
    clientRfqId,
    accountId: rfq.accountId,
    state: rfq.state,
    side,
    legs,
    quantity,
    premiumCurrency,
    quoteId: rfq.quoteId,
    quoteVersion: rfq.quoteVersion,
    validUntil: rfq.validUntil === null ? null : toInstant(rfq.validUntil),
    error: rfq.error as WireError | null,
    duplicateOf: rfq.duplicateOf,
    createdAt: toInstant(rfq.createdAt),
    updatedAt: toInstant(rfq.updatedAt),
  };
}
