import type { ApprovalView } from '../../src/contracts/approval.ts';
import type { EvidenceItem } from '../../src/contracts/approval-terms.ts';
import type { Answer } from '../../src/contracts/result.ts';
import { call, signIn } from './client.ts';
import type { TestService } from './service.ts';

/** A compliance officer changes an approval over HTTP. */
export async function changeApproval(
  service: TestService,
  {
    approvalId,
    change,
    by = 'compliance-1',
  }: { approvalId: string; change: 'suspend' | 'reinstate' | 'revoke'; by?: string },
): Promise<Answer<ApprovalView>> {
  const { token } = await signIn(service, by);
  const path = `/approvals/${approvalId}/${change}`;
  const reason = 'a test of the register';
  const body = change === 'reinstate' ? { reason, evidence: [SOME_EVIDENCE] } : { reason };
  return call(service.url, { method: 'POST', path, token, body });
}

/** That the cause of a suspension is gone. */
export const SOME_EVIDENCE: EvidenceItem = {
  docId: 'INC-7',
  sha256: 'cd'.repeat(32),
  title: 'the cause is gone',
  date: '2026-11-20',
};

/** By two others than who suspended it, one of them from compliance. */
export async function reinstate(service: TestService, approvalId: string): Promise<Answer<ApprovalView>> {
  await changeApproval(service, { approvalId, change: 'reinstate', by: 'risk' });
  return changeApproval(service, { approvalId, change: 'reinstate', by: 'compliance-2' });
}

/** Suspended for the time of `work`, then reinstated by two others. */
export async function whileSuspended<T>(service: TestService, approvalId: string, work: () => Promise<T>): Promise<T> {
  const suspended = await changeApproval(service, { approvalId, change: 'suspend' });
  if (!suspended.ok) throw new Error(`${approvalId} could not be suspended: ${suspended.error.message}`);
  try {
    return await work();
  } finally {
    await reinstate(service, approvalId);
  }
}
