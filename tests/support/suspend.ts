import type { ApprovalView } from '../../src/contracts/approval.ts';
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
  return call(service.url, { method: 'POST', path, token, body: { reason: 'a test of the register' } });
}

/** Suspended for the time of `work`, then reinstated by the other officer. */
export async function whileSuspended<T>(service: TestService, approvalId: string, work: () => Promise<T>): Promise<T> {
  const suspended = await changeApproval(service, { approvalId, change: 'suspend' });
  if (!suspended.ok) throw new Error(`${approvalId} could not be suspended: ${suspended.error.message}`);
  try {
    return await work();
  } finally {
    await changeApproval(service, { approvalId, change: 'reinstate', by: 'compliance-2' });
  }
}
