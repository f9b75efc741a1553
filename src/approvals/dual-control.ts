import type { ApprovalSignedStep } from '../contracts/approval.ts';
import type { Approval } from './approval.ts';

/** Who acts: the name that goes on record, and the role they have now. */
export interface Actor {
  readonly username: string;
  readonly role: string;
}

export interface Signed {
  readonly by: string;
  readonly role: string;
}

export const SIGNERS_NEEDED = 2;

interface Signing {
  readonly step: ApprovalSignedStep;
  readonly signer: Actor;
  /** Signatures on this very version and step. */
  readonly earlier: readonly Signed[];
  readonly approval: Pick<Approval, 'approvalId' | 'proposedBy' | 'submittedBy'>;
  /** Whose action stopped it, for a reinstatement. */
  readonly suspendedBy: string | null;
}

/**
 * Whether this person may sign, or the rule that forbids it (PA-07 for approvals, PA-10 for what takes a stop away): two
 * who are distinct, one of them from compliance; neither proposed what is approved, neither stopped what is reinstated.
 */
export function signingFault({ step, signer, earlier, approval, suspendedBy }: Signing): string | null {
  const acted = (role: string) =>
    `${RULE_OF[step]}: ${signer.username} already acted as ${role} of ${approval.approvalId}`;
  if (step === 'approve' && signer.username === approval.proposedBy) return acted('proposer');
  if (step === 'approve' && signer.username === approval.submittedBy) return acted('submitter');
  if (step === 'reinstate' && signer.username === suspendedBy) {
    return `${RULE_OF[step]}: ${signer.username} suspended ${approval.approvalId}, two others must reinstate it`;
  }
  if (earlier.some(({ by }) => by === signer.username)) return acted('the first to sign');
  const all = [...earlier, { by: signer.username, role: signer.role }];
  if (all.length >= SIGNERS_NEEDED && !all.some(({ role }) => role === 'compliance')) {
    return `${RULE_OF[step]}: one of the two must be from compliance, ${all.map(({ by }) => by).join(' and ')} are not`;
  }
  return null;
}

const RULE_OF = {
  approve: 'PA-07 DUAL_CONTROL',
  reinstate: 'PA-10 REARM_NEEDS_SECOND',
  revoke: 'PA-10 REARM_NEEDS_SECOND',
} as const satisfies Record<ApprovalSignedStep, string>;

/** Who took the step into the suspension that stands; null when there is none. Versions oldest first. */
export function suspenderOf(versions: readonly Pick<Approval, 'status' | 'changedBy'>[]): string | null {
  let suspendedBy: string | null = null;
  for (const { status, changedBy } of versions) {
    suspendedBy = status === 'suspended' ? (suspendedBy ?? changedBy) : null;
  }
  return suspendedBy;
}
