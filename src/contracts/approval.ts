import { z } from 'zod';
import { ApprovalTerms, EvidenceItem } from './approval-terms.ts';
import { Instant } from './scalars.ts';

export const APPROVAL_STATUSES = [
  'draft',
  'submitted',
  'approved',
  'suspended',
  'rejected',
  'revoked',
  'expired',
] as const;
export const ApprovalStatus = z.enum(APPROVAL_STATUSES);
export type ApprovalStatus = z.infer<typeof ApprovalStatus>;

/** What two people sign; the second signature makes the change. */
export const APPROVAL_SIGNED_STEPS = ['approve', 'reinstate', 'revoke'] as const;
export type ApprovalSignedStep = (typeof APPROVAL_SIGNED_STEPS)[number];

/** One person's signature on the content of one version. */
export const ApprovalSignature = z.object({
  step: z.enum(APPROVAL_SIGNED_STEPS),
  by: z.string(),
  /** The signer's role when they signed. */
  role: z.string(),
  contentHash: z.string(),
  reason: z.string(),
  evidence: z.array(EvidenceItem),
  at: Instant,
});
export type ApprovalSignature = z.infer<typeof ApprovalSignature>;

/** One version of one record of the register. Versions never change: a change is a new version. */
export const ApprovalView = z.object({
  approvalId: z.string(),
  version: z.int(),
  /** At the instant asked for: `expired` comes by the clock. */
  status: ApprovalStatus,
  terms: ApprovalTerms,
  /** SHA-256 of the terms: what approvers sign. */
  contentHash: z.string(),
  proposedBy: z.string(),
  submittedBy: z.string().nullable(),
  approvedBy: z.array(z.object({ by: z.string(), role: z.string() })),
  createdAt: Instant,
  submittedAt: Instant.nullable(),
  approvedAt: Instant.nullable(),
  /** In effect from here, included; null until approved where the terms say "on approval" … */
  effectiveFrom: Instant.nullable(),
  /** … to here, excluded: its expiry, or the start of what replaces it. */
  endsAt: Instant,
  supersededBy: z.string().nullable(),
  changedBy: z.string(),
  reason: z.string(),
  recordedAt: Instant,
  /** Signatures on this version that wait for a second one. */
  signatures: z.array(ApprovalSignature).optional(),
});
export type ApprovalView = z.infer<typeof ApprovalView>;

const Reason = z.string().min(3).max(500);
const ContentHash = z.string().regex(/^[0-9a-f]{64}$/, 'must be the 64 hexadecimal digits of a SHA-256');

/** POST /api/v1/approvals: a new draft. */
export const DraftApprovalRequest = z.strictObject({
  /** Chosen by the proposer, or given by the register. */
  approvalId: z
    .string()
    .regex(/^apr_[a-z0-9-]{3,60}$/, 'must be apr_ and 3 to 60 characters of a-z 0-9 -')
    .optional(),
  terms: ApprovalTerms,
  reason: Reason,
});
export type DraftApprovalRequest = z.infer<typeof DraftApprovalRequest>;

/** POST /api/v1/approvals/:id/revise: other terms for a draft, or for one that was rejected. */
export const ReviseApprovalRequest = z.strictObject({ terms: ApprovalTerms, reason: Reason });
export type ReviseApprovalRequest = z.infer<typeof ReviseApprovalRequest>;

/** POST /api/v1/approvals/:id/{submit,reject,suspend,revoke}. */
export const ApprovalChangeRequest = z.strictObject({ reason: Reason });
export type ApprovalChangeRequest = z.infer<typeof ApprovalChangeRequest>;

/** POST /api/v1/approvals/:id/approve: the signer names the content that they have read. */
export const ApproveApprovalRequest = z.strictObject({ reason: Reason, contentHash: ContentHash });
export type ApproveApprovalRequest = z.infer<typeof ApproveApprovalRequest>;

/** POST /api/v1/approvals/:id/reinstate: with the evidence that the cause is gone. */
export const ReinstateApprovalRequest = z.strictObject({
  reason: Reason,
  evidence: z.array(EvidenceItem).min(1).max(20),
});
export type ReinstateApprovalRequest = z.infer<typeof ReinstateApprovalRequest>;
