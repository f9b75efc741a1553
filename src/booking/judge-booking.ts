import type { Side } from '../contracts/scalars.ts';
import type { Clock } from '../platform/clock.ts';
import { clientSideOf, evaluateGates, type RfqRow, type Rulebook } from '../rfq/index.ts';

/** The rules of the booking: approval and eligibility as they stand now. Null when the account is in no rulebook. */
export function judgeBooking(
  { rfq, side, rulebook }: { readonly rfq: RfqRow; readonly side: Side; readonly rulebook: Rulebook },
  clock: Clock,
): ReturnType<typeof evaluateGates> | null {
  const account = rulebook.accounts.get(rfq.accountId);
  if (account === undefined) return null;
  return evaluateGates({
    point: 'booking',
    request: rfq.request,
    side,
    account,
    client: clientSideOf(rulebook, rfq.accountId, {}),
    approvals: rulebook.approvals,
    epoch: rulebook.epoch,
    market: null,
    limits: { spotStaleMs: 0, surfaceStaleMs: 0 },
    halts: [],
    controls: { pulled: [], channel: null, traders: [] },
    creditUsedUsd: '0',
    stake: null,
    overrides: rulebook.overrides,
    rfqId: rfq.rfqId,
    now: clock.now(),
  });
}
