import type { Selectable } from 'kysely';
import type { DeskRule, ProposalView } from '../../contracts/desk.ts';
import type { DeskNotice } from '../../contracts/desk-socket.ts';
import type { RequoteReason } from '../../contracts/quote.ts';
import { toInstant } from '../../platform/clock.ts';
import type { Executor, Tx } from '../../platform/database/database.ts';
import type { Schema } from '../../platform/database/schema.ts';
import type { BuiltQuote } from '../../quoting/index.ts';

/** A quote that waits for its second person: the whole of it, because the price approved is the price sent. */
export interface Proposal {
  readonly quoteId: string;
  readonly version: number;
  readonly rfqId: string;
  readonly accountId: string;
  readonly status: 'pending' | 'approved' | 'declined' | 'lapsed';
  readonly built: BuiltQuote;
  readonly mid: string;
  readonly tolerance: number;
  readonly ttlMs: number;
  readonly change: RequoteReason | null;
  readonly needs: readonly DeskRule[];
  readonly snapshotId: string;
  readonly policyVersion: string;
  readonly proposedBy: string;
  /** UTC epoch ms. */
  readonly proposedAt: number;
  readonly expiresAt: number;
}

export async function insertProposal(tx: Tx, proposal: Proposal): Promise<void> {
  await tx
    .insertInto('quote_proposal')
    .values({
      quote_id: proposal.quoteId,
      version: proposal.version,
      rfq_id: proposal.rfqId,
      account_id: proposal.accountId,
      status: proposal.status,
      built: JSON.stringify(proposal.built),
      mid: proposal.mid,
      tolerance: proposal.tolerance,
      ttl_ms: proposal.ttlMs,
      change: proposal.change,
      needs: JSON.stringify(proposal.needs),
      snapshot_id: proposal.snapshotId,
      policy_version: proposal.policyVersion,
      proposed_by: proposal.proposedBy,
      proposed_at: new Date(proposal.proposedAt),
      expires_at: new Date(proposal.expiresAt),
      decided_by: null,
      decided_at: null,
    })
    .execute();
}

export async function readProposal(
  db: Executor,
  { quoteId, version }: { readonly quoteId: string; readonly version: number },
): Promise<Proposal | null> {
  const row = await db
    .selectFrom('quote_proposal')
    .selectAll()
    .where('quote_id', '=', quoteId)
    .where('version', '=', version)
    .executeTakeFirst();
  return row === undefined ? null : toProposal(row);
}

/** Decides the one that is pending. @throws Error when it was decided before: the caller holds the RFQ's lock. */
export async function decideProposal(
  tx: Tx,
  { quoteId, version }: Proposal,
  decision: { readonly status: 'approved' | 'declined'; readonly by: string; readonly at: number },
): Promise<void> {
  const { numUpdatedRows } = await tx
    .updateTable('quote_proposal')
    .set({ status: decision.status, decided_by: decision.by, decided_at: new Date(decision.at) })
    .where('quote_id', '=', quoteId)
    .where('version', '=', version)
    .where('status', '=', 'pending')
    .executeTakeFirst();
  if (numUpdatedRows !== 1n) throw new Error(`proposal ${quoteId} v${version} moved while its RFQ was locked`);
}

/** What no longer has its place: the request went elsewhere, another price was proposed, or the time ran out. */
export async function lapseProposals(tx: Tx, rfqId: string, at: number): Promise<DeskNotice[]> {
  const rows = await tx
    .updateTable('quote_proposal')
    .set({ status: 'lapsed', decided_at: new Date(at) })
    .where('rfq_id', '=', rfqId)
    .where('status', '=', 'pending')
    .returning(['quote_id', 'version'])
    .execute();
  return rows.map(({ quote_id: quoteId, version }) => ({
    type: 'approvalDecided',
    at: toInstant(at),
    rfqId,
    quoteId,
    version,
    status: 'lapsed',
    by: null,
  }));
}

/** The quote's id and the version that comes next: every RFQ has one quote, and a version is never used twice. */
export async function nextVersion(tx: Tx, rfqId: string): Promise<{ quoteId: string | null; version: number }> {
  const quoted = await tx
    .selectFrom('quote')
    .select(['quote_id', 'version'])
    .where('rfq_id', '=', rfqId)
    .orderBy('version', 'desc')
    .limit(1)
    .executeTakeFirst();
  const proposed = await tx
    .selectFrom('quote_proposal')
    .select(['quote_id', 'version'])
    .where('rfq_id', '=', rfqId)
    .orderBy('version', 'desc')
    .limit(1)
    .executeTakeFirst();
  return {
    quoteId: quoted?.quote_id ?? proposed?.quote_id ?? null,
    version: Math.max(quoted?.version ?? 0, proposed?.version ?? 0) + 1,
  };
}

export function toProposal(row: Selectable<Schema['quote_proposal']>): Proposal {
  return {
    quoteId: row.quote_id,
    version: row.version,
    rfqId: row.rfq_id,
    accountId: row.account_id,
    status: row.status as Proposal['status'],
    built: row.built as BuiltQuote,
    mid: row.mid,
    tolerance: row.tolerance,
    ttlMs: row.ttl_ms,
    change: row.change as RequoteReason | null,
    needs: row.needs as DeskRule[],
    snapshotId: row.snapshot_id,
    policyVersion: row.policy_version,
    proposedBy: row.proposed_by,
    proposedAt: row.proposed_at.getTime(),
    expiresAt: row.expires_at.getTime(),
  };
}

export function toProposalView(proposal: Proposal): ProposalView {
  const { quoteId, version, rfqId, accountId, built, mid, ttlMs, needs, proposedBy } = proposal;
  return {
    quoteId,
    version,
    rfqId,
    accountId,
    bid: built.bid,
    offer: built.offer,
    mid,
    ttlMs,
    needs: [...needs],
    passport: built.passport,
    proposedBy,
    proposedAt: toInstant(proposal.proposedAt),
    expiresAt: toInstant(proposal.expiresAt),
  };
}
