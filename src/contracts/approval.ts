import { z } from 'zod';
import { Currency, Instant, PositiveDecimalText, Underlying } from './scalars.ts';

export const APPROVAL_STATUSES = ['approved', 'suspended', 'revoked'] as const;
export const ApprovalStatus = z.enum(APPROVAL_STATUSES);
export type ApprovalStatus = z.infer<typeof ApprovalStatus>;

export const CLIENT_CLASSES = ['IPI', 'QCPI', 'CPI', 'IND_PI', 'RETAIL'] as const;
/** Institutional, qualified corporate, corporate and individual professional investors; retail is always refused. */
export const ClientClass = z.enum(CLIENT_CLASSES);
export type ClientClass = z.infer<typeof ClientClass>;

/** One version of one approval: a cell of product × underlying × settlement × client class × direction. */
export const ApprovalView = z.object({
  approvalId: z.string(),
  version: z.int(),
  status: ApprovalStatus,
  kind: z.enum(['forward', 'option']),
  underlying: Underlying,
  settlementStyle: z.enum(['linear', 'inverse']),
  settlementCurrency: Currency,
  clientClass: ClientClass,
  /** What the client does. */
  direction: z.enum(['buy', 'sell']),
  premiumCurrencies: z.array(Currency),
  fixings: z.array(z.string()),
  minQuantity: PositiveDecimalText,
  maxQuantity: PositiveDecimalText,
  minTenorDays: z.number(),
  maxTenorDays: z.number(),
  /** In effect from `effectiveFrom`, included, to `expiresAt`, excluded. */
  effectiveFrom: Instant,
  expiresAt: Instant,
  changedBy: z.string(),
  reason: z.string(),
  recordedAt: Instant,
});
export type ApprovalView = z.infer<typeof ApprovalView>;

/** POST /api/v1/approvals/:id/{suspend,reinstate,revoke}. */
export const ApprovalChangeRequest = z.strictObject({ reason: z.string().min(3).max(500) });
export type ApprovalChangeRequest = z.infer<typeof ApprovalChangeRequest>;
