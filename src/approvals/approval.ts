import type { ApprovalStatus, ApprovalView, ClientClass } from '../contracts/approval.ts';
import type { Currency, Side } from '../contracts/scalars.ts';

/** One version of one approval, as the gates read it. */
export interface Approval {
  readonly approvalId: string;
  readonly version: number;
  readonly status: ApprovalStatus;
  readonly kind: 'forward' | 'option';
  readonly underlying: string;
  readonly settlementStyle: 'linear' | 'inverse';
  readonly settlementCurrency: Currency;
  readonly clientClass: ClientClass;
  /** What the client does: buying and selling are separate permissions. */
  readonly direction: Side;
  readonly premiumCurrencies: readonly Currency[];
  readonly fixings: readonly string[];
  /** Units of the base asset, decimal text, inclusive. */
  readonly minQuantity: string;
  readonly maxQuantity: string;
  /** Days from now to expiry, inclusive. */
  readonly minTenorDays: number;
  readonly maxTenorDays: number;
  /** UTC epoch ms; in effect from here, included … */
  readonly effectiveFrom: number;
  /** … to here, excluded. */
  readonly expiresAt: number;
  readonly changedBy: string;
  readonly reason: string;
  readonly recordedAt: number;
}

export function toApprovalView(approval: Approval): ApprovalView {
  const { effectiveFrom, expiresAt, recordedAt, premiumCurrencies, fixings, ...same } = approval;
  return {
    ...same,
    premiumCurrencies: [...premiumCurrencies],
    fixings: [...fixings],
    effectiveFrom: new Date(effectiveFrom).toISOString(),
    expiresAt: new Date(expiresAt).toISOString(),
    recordedAt: new Date(recordedAt).toISOString(),
  };
}
