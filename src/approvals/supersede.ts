import { type Result, reject } from '../contracts/result.ts';
import { toInstant } from '../platform/clock.ts';
import type { Tx } from '../platform/database/database.ts';
import type { Approval } from './approval.ts';
import type { Actor } from './dual-control.ts';
import { findApproval, insertApproval, readEpoch } from './register.ts';

type Refusal = Extract<Result<never>, { ok: false }>;

/**
 * Lets the record that this one replaces end at the instant that it takes effect: between the two there is neither a gap
 * nor a moment with both. What is stopped is not replaced, for that would start it again.
 */
export async function endSuperseded(
  tx: Tx,
  { successor, by, now }: { successor: Approval & { effectiveFrom: number }; by: Actor; now: number },
): Promise<Refusal | null> {
  const { supersedes } = successor.terms;
  const old = supersedes === null ? null : await findApproval(tx, supersedes);
  if (old === null) return null;
  if (old.status === 'suspended') {
    const message = `${old.approvalId}, which it supersedes, is suspended: reinstate or revoke that first`;
    return reject('ILLEGAL_TRANSITION', message);
  }
  if (old.status !== 'approved' || old.endsAt <= successor.effectiveFrom) return null;
  const ended: Approval = {
    ...old,
    version: old.version + 1,
    endsAt: successor.effectiveFrom,
    supersededBy: successor.approvalId,
    changedBy: by.username,
    reason: `superseded by ${successor.approvalId} from ${toInstant(successor.effectiveFrom)}`,
    recordedAt: now,
  };
  // The approval of the successor raises the epoch right after, in this transaction.
  await insertApproval(tx, ended, (await readEpoch(tx, { share: false })) + 1);
  return null;
}
