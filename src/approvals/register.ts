import { type Selectable, sql } from 'kysely';
import type { ApprovalStatus } from '../contracts/approval.ts';
import type { ApprovalTerms } from '../contracts/approval-terms.ts';
import type { Executor, Tx } from '../platform/database/database.ts';
import type { Schema } from '../platform/database/schema.ts';
import type { Approval } from './approval.ts';

/**
 * The control epoch rises in the same transaction as every change of what the gates read, so that a quote or an
 * acceptance can prove which rules it was judged by. `share` holds changes off until the caller's commit.
 */
export async function readEpoch(db: Executor, { share }: { share: boolean }): Promise<number> {
  const query = db.selectFrom('control').select('epoch').where('id', '=', 1);
  const row = await (share ? query.forShare() : query).executeTakeFirstOrThrow();
  return row.epoch;
}

export async function raiseEpoch(tx: Tx): Promise<number> {
  const row = await tx
    .updateTable('control')
    .set({ epoch: sql<number>`epoch + 1` })
    .where('id', '=', 1)
    .returning('epoch')
    .executeTakeFirstOrThrow();
  return row.epoch;
}

/** The latest version of every record; with `asOf` (UTC epoch ms) the latest that had been recorded by then. */
export async function loadApprovals(db: Executor, { asOf }: { asOf?: number } = {}): Promise<Approval[]> {
  let query = db.selectFrom('approval').distinctOn('approval_id').selectAll();
  if (asOf !== undefined) query = query.where('recorded_at', '<=', new Date(asOf));
  const rows = await query.orderBy('approval_id').orderBy('version', 'desc').execute();
  return rows.map(toApproval);
}

/** Every version of one record, oldest first; none where there is no such record. */
export async function loadVersions(db: Executor, approvalId: string): Promise<Approval[]> {
  const rows = await db
    .selectFrom('approval')
    .selectAll()
    .where('approval_id', '=', approvalId)
    .orderBy('version')
    .execute();
  return rows.map(toApproval);
}

export async function findApproval(db: Executor, approvalId: string): Promise<Approval | null> {
  const row = await db
    .selectFrom('approval')
    .selectAll()
    .where('approval_id', '=', approvalId)
    .orderBy('version', 'desc')
    .limit(1)
    .executeTakeFirst();
  return row === undefined ? null : toApproval(row);
}

/** Writes a new version; versions are never altered (PA-09). The caller raised the epoch. */
export async function insertApproval(db: Executor, approval: Approval, epoch: number): Promise<void> {
  await db
    .insertInto('approval')
    .values({
      approval_id: approval.approvalId,
      version: approval.version,
      status: approval.status,
      terms: JSON.stringify(approval.terms),
      content_hash: approval.contentHash,
      proposed_by: approval.proposedBy,
      submitted_by: approval.submittedBy,
      approved_by: JSON.stringify(approval.approvedBy),
      created_at: new Date(approval.createdAt),
      submitted_at: dateOrNull(approval.submittedAt),
      approved_at: dateOrNull(approval.approvedAt),
      effective_from: dateOrNull(approval.effectiveFrom),
      ends_at: new Date(approval.endsAt),
      superseded_by: approval.supersededBy,
      changed_by: approval.changedBy,
      reason: approval.reason,
      recorded_at: new Date(approval.recordedAt),
      epoch,
    })
    .execute();
}

function dateOrNull(at: number | null): Date | null {
  return at === null ? null : new Date(at);
}

function toApproval(row: Selectable<Schema['approval']>): Approval {
  return {
    approvalId: row.approval_id,
    version: row.version,
    status: row.status as ApprovalStatus,
    terms: row.terms as ApprovalTerms,
    contentHash: row.content_hash,
    proposedBy: row.proposed_by,
    submittedBy: row.submitted_by,
    approvedBy: row.approved_by,
    createdAt: row.created_at.getTime(),
    submittedAt: row.submitted_at?.getTime() ?? null,
    approvedAt: row.approved_at?.getTime() ?? null,
    effectiveFrom: row.effective_from?.getTime() ?? null,
    endsAt: row.ends_at.getTime(),
    supersededBy: row.superseded_by,
    changedBy: row.changed_by,
    reason: row.reason,
    recordedAt: row.recorded_at.getTime(),
  };
}
