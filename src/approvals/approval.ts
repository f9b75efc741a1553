import type { ApprovalStatus, ApprovalView } from '../contracts/approval.ts';
import type { ApprovalTerms } from '../contracts/approval-terms.ts';
import { contentHash } from '../platform/canonical-json.ts';
import { toInstant } from '../platform/clock.ts';

/** One version of one record of the register, as it is stored: it never changes. Instants are UTC epoch ms. */
export interface Approval {
  readonly approvalId: string;
  readonly version: number;
  /** As recorded; that a record has expired is the clock's to say: `statusAt`. */
  readonly status: ApprovalStatus;
  readonly terms: ApprovalTerms;
  readonly contentHash: string;
  readonly proposedBy: string;
  readonly submittedBy: string | null;
  readonly approvedBy: readonly { readonly by: string; readonly role: string }[];
  readonly createdAt: number;
  readonly submittedAt: number | null;
  readonly approvedAt: number | null;
  /** In effect from here, included; null until approved where the terms say "on approval" … */
  readonly effectiveFrom: number | null;
  /** … to here, excluded. */
  readonly endsAt: number;
  readonly supersededBy: string | null;
  readonly changedBy: string;
  readonly reason: string;
  readonly recordedAt: number;
}

/** What an answer rests on. */
export interface ApprovalVersion {
  readonly approvalId: string;
  readonly version: number;
}

/** The status at an instant: what was approved expires by the clock, without anybody's action. */
export function statusAt({ status, endsAt }: Pick<Approval, 'status' | 'endsAt'>, now: number): ApprovalStatus {
  return status === 'approved' && now >= endsAt ? 'expired' : status;
}

/** Half-open: in effect at its first instant, not any more at its last. */
export function isInEffect({ effectiveFrom, endsAt }: Pick<Approval, 'effectiveFrom' | 'endsAt'>, now: number) {
  return effectiveFrom !== null && effectiveFrom <= now && now < endsAt;
}

export function hashOfTerms(terms: ApprovalTerms): string {
  return contentHash(terms);
}

/** As at `now`: what has run out is shown expired. */
export function toApprovalView(approval: Approval, now: number): ApprovalView {
  const { createdAt, submittedAt, approvedAt, effectiveFrom, endsAt, recordedAt, approvedBy, ...same } = approval;
  return {
    ...same,
    status: statusAt(approval, now),
    approvedBy: [...approvedBy],
    createdAt: toInstant(createdAt),
    submittedAt: instantOrNull(submittedAt),
    approvedAt: instantOrNull(approvedAt),
    effectiveFrom: instantOrNull(effectiveFrom),
    endsAt: toInstant(endsAt),
    recordedAt: toInstant(recordedAt),
  };
}

function instantOrNull(at: number | null): string | null {
  return at === null ? null : toInstant(at);
}
