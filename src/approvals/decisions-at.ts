import type { ApprovalDecisionsRequest, ApprovalDecisionView } from '../contracts/approval-answers.ts';
import type { ClientClass } from '../contracts/approval-terms.ts';
import { toInstant } from '../platform/clock.ts';
import { type Approval, statusAt } from './approval.ts';
import { type CellDecision, cellDecisions } from './cell-decisions.ts';

type Filter = Omit<ApprovalDecisionsRequest, 'asOf' | 'account' | 'clientClass'>;

/** Every cell as it stood at `at` (UTC epoch ms) in the versions that had been recorded by then. */
export function decisionsAt(
  approvals: readonly Approval[],
  who: { readonly clientClass: ClientClass; readonly accountId?: string; readonly at: number },
  filter: Filter,
): ApprovalDecisionView[] {
  const { at, ...asker } = who;
  return cellDecisions(approvals, { ...asker, now: at })
    .filter((decision) => matches(decision, filter))
    .map((decision) => toView(decision, who));
}

const KIND_OF: Readonly<Record<string, string>> = {
  FWD: 'forward',
  OPT_EU_CALL: 'option',
  OPT_EU_PUT: 'option',
  DIGITAL: 'digital',
};

function matches({ cell }: CellDecision, filter: Filter): boolean {
  const is = (wanted: string | undefined, value: string) => wanted === undefined || wanted === value;
  return (
    is(filter.kind, KIND_OF[cell.productType] ?? 'strategy') &&
    is(filter.productType, cell.productType) &&
    is(filter.underlying, cell.underlying) &&
    is(filter.direction, cell.direction) &&
    is(filter.settlementStyle, cell.settlement.style) &&
    is(filter.settlementCurrency, cell.settlement.currency)
  );
}

function toView(
  { cell, verdict, bounds, limits, by }: CellDecision,
  { clientClass, at }: { clientClass: ClientClass; at: number },
): ApprovalDecisionView {
  const { productType, underlying, settlement, direction } = cell;
  return {
    clientClass,
    productType,
    underlying,
    settlement: { ...settlement },
    direction,
    allowed: verdict === 'allowed',
    verdict,
    quantity: bounds === null ? null : { ...bounds.quantity },
    tenorDays: bounds === null ? null : { ...bounds.tenorDays },
    fixings: [...(bounds?.fixings ?? [])],
    premiumCurrencies: [...(bounds?.premiumCurrencies ?? [])],
    limits: { ...limits },
    records: by.map((approval) => ({
      approvalId: approval.approvalId,
      version: approval.version,
      status: statusAt(approval, at),
      effect: approval.terms.effect,
      title: approval.terms.title,
      contentHash: approval.contentHash,
      recordedAt: toInstant(approval.recordedAt),
    })),
  };
}
