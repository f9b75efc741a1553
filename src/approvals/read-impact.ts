import type { ApprovalImpactView } from '../contracts/approval-answers.ts';
import { ok, type Result, reject } from '../contracts/result.ts';
import type { Database } from '../platform/database/database.ts';
import { approvalImpact, type ImpactChange, type ImpactQuestion } from './impact.ts';
import { nextApprovalStatus } from './lifecycle.ts';
import { readLiveQuotes } from './live-quotes.ts';
import { loadApprovals } from './register.ts';

/** More live quotes than this are not looked at one by one; the answer then says that it is not complete. */
const QUOTES_MAX = 5_000;

/** What a step would do now, without taking it; ILLEGAL_TRANSITION where it could not be taken. */
export async function readImpact(
  db: Database,
  asked: { approvalId: string; change: ImpactChange; accounts: ImpactQuestion['accounts']; now: number },
): Promise<Result<ApprovalImpactView>> {
  const { approvalId, change, accounts, now } = asked;
  const approvals = await loadApprovals(db);
  const approval = approvals.find((one) => one.approvalId === approvalId);
  if (approval === undefined) return reject('NOT_FOUND', `approvalId ${approvalId} is not in the register`);
  // A draft may be looked at before it is submitted.
  const status = approval.status === 'draft' ? 'submitted' : approval.status;
  const next = nextApprovalStatus(status, change);
  if (!next.ok) return reject('ILLEGAL_TRANSITION', `${approvalId}: ${next.rejection.message}`);
  const quotes = await readLiveQuotes(db, { now, limit: QUOTES_MAX + 1 });
  const complete = quotes.length <= QUOTES_MAX;
  return ok(
    approvalImpact({ approvals, approval, change, quotes: quotes.slice(0, QUOTES_MAX), accounts, complete, now }),
  );
}
