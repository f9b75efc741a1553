import type { Approval } from './approval.ts';

/**
 * The next instant after `now` at which the clock alone changes what the register allows: a record starts or ends. UTC
 * epoch ms, null when none lies ahead. At that instant the change holds already: both borders are half-open.
 */
export function nextApprovalChangeAt(approvals: readonly Approval[], now: number): number | null {
  let next: number | null = null;
  for (const { status, effectiveFrom, endsAt } of approvals) {
    if (status !== 'approved') continue;
    for (const at of [effectiveFrom, endsAt]) {
      if (at !== null && at > now && (next === null || at < next)) next = at;
    }
  }
  return next;
}
