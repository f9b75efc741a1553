import type { ApprovalStatus } from '../contracts/approval.ts';
import { ok, type Result, reject } from '../contracts/result.ts';

const APPROVAL_STEPS = ['revise', 'submit', 'approve', 'reject', 'suspend', 'reinstate', 'revoke', 'expire'] as const;
/** `expire` is the clock's; every other step is taken by people. */
export type ApprovalStep = (typeof APPROVAL_STEPS)[number];

/** The life of a record: row = status, column = step, cell = next status. No cell means an illegal step. */
const APPROVAL_TRANSITIONS = {
  draft: { revise: 'draft', submit: 'submitted' },
  submitted: { approve: 'approved', reject: 'rejected' },
  approved: { suspend: 'suspended', revoke: 'revoked', expire: 'expired' },
  suspended: { reinstate: 'approved', revoke: 'revoked' }, // no clock lifts a stop
  rejected: { revise: 'draft' },
  revoked: {},
  expired: {},
} as const satisfies Record<ApprovalStatus, Partial<Record<ApprovalStep, ApprovalStatus>>>;

/** The status after `step`, or ILLEGAL_TRANSITION naming both; PA-09 where somebody would edit what was signed. */
export function nextApprovalStatus(status: ApprovalStatus, step: ApprovalStep): Result<ApprovalStatus> {
  const row: Partial<Record<ApprovalStep, ApprovalStatus>> = APPROVAL_TRANSITIONS[status];
  const next = row[step];
  if (next !== undefined) return ok(next);
  if (step === 'revise') {
    const instead = 'draft another record that supersedes it';
    return reject(
      'ILLEGAL_TRANSITION',
      `PA-09 IMMUTABLE_VERSION: an approval that is ${status} is not edited, ${instead}`,
    );
  }
  return reject('ILLEGAL_TRANSITION', `cannot ${step} an approval that is ${status}`);
}
