import type { ApprovalSignature, ApprovalSignedStep } from '../contracts/approval.ts';
import type { EvidenceItem } from '../contracts/approval-terms.ts';
import { toInstant } from '../platform/clock.ts';
import type { Executor } from '../platform/database/database.ts';
import type { ApprovalVersion } from './approval.ts';

/** Signatures on one version, oldest first. */
export async function loadSignatures(
  db: Executor,
  { approvalId, version }: ApprovalVersion,
): Promise<ApprovalSignature[]> {
  const rows = await db
    .selectFrom('approval_signature')
    .selectAll()
    .where('approval_id', '=', approvalId)
    .where('version', '=', version)
    .orderBy('signed_at')
    .orderBy('signed_by')
    .execute();
  return rows.map((row) => ({
    step: row.step as ApprovalSignedStep,
    by: row.signed_by,
    role: row.role,
    contentHash: row.content_hash,
    reason: row.reason,
    evidence: row.evidence as EvidenceItem[],
    at: toInstant(row.signed_at.getTime()),
  }));
}

export async function insertSignature(
  db: Executor,
  of: ApprovalVersion,
  { step, by, role, contentHash, reason, evidence, at }: ApprovalSignature,
): Promise<void> {
  await db
    .insertInto('approval_signature')
    .values({
      approval_id: of.approvalId,
      version: of.version,
      step,
      signed_by: by,
      role,
      content_hash: contentHash,
      reason,
      evidence: JSON.stringify(evidence),
      signed_at: new Date(at),
    })
    .execute();
}
