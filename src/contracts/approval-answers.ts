import { z } from 'zod';
import { ApprovalStatus } from './approval.ts';
import { ClientClass, ProductType } from './approval-terms.ts';
import { AccountId, Currency, Instant, Side, Underlying } from './scalars.ts';

export const ApprovalListRequest = z.strictObject({
  /** The register as it stood at that instant; now without it. */
  asOf: Instant.optional(),
  status: ApprovalStatus.optional(),
});

/** POST /api/v1/approvals/:id/impact: what a change would do, before anybody makes it. */
export const ApprovalImpactRequest = z.strictObject({
  change: z.enum(['approve', 'suspend', 'reinstate', 'revoke']),
});
export type ApprovalImpactRequest = z.infer<typeof ApprovalImpactRequest>;

/** A change of the register, as the gates would see it. */
export const ApprovalImpactView = z.object({
  approvalId: z.string(),
  version: z.int(),
  change: z.enum(['approve', 'suspend', 'reinstate', 'revoke']),
  /** When it would begin to count: now, or the instant that the terms name. */
  at: Instant,
  /** Live quotes that would be pulled. */
  quotes: z.array(z.object({ quoteId: z.string(), rfqId: z.string(), accountId: z.string(), rule: z.string() })),
  /** Clients who could no longer ask for something, or newly could. */
  accounts: z.array(
    z.object({ accountId: z.string(), name: z.string(), loses: z.array(z.string()), gains: z.array(z.string()) }),
  ),
  /** Products by class that would leave or enter a catalogue. */
  products: z.array(z.object({ clientClass: ClientClass, removed: z.array(z.string()), added: z.array(z.string()) })),
  /** False where more quotes are live than were looked at. */
  complete: z.boolean(),
  /** In a sentence. */
  summary: z.string(),
});
export type ApprovalImpactView = z.infer<typeof ApprovalImpactView>;

/** GET /api/v1/approvals/decisions: what was allowed at an instant, and which versions said so. */
export const ApprovalDecisionsRequest = z.strictObject({
  asOf: Instant.optional(),
  /** One account, by its class and the lists that name it; or a class. */
  account: AccountId.optional(),
  clientClass: ClientClass.optional(),
  kind: z.enum(['forward', 'option', 'digital', 'strategy']).optional(),
  productType: ProductType.optional(),
  underlying: Underlying.optional(),
  direction: Side.optional(),
  settlementStyle: z.enum(['linear', 'inverse']).optional(),
  settlementCurrency: Currency.optional(),
});
export type ApprovalDecisionsRequest = z.infer<typeof ApprovalDecisionsRequest>;

export const ApprovalDecisionView = z.object({
  clientClass: ClientClass,
  productType: z.string(),
  underlying: z.string(),
  settlement: z.object({ method: z.string(), style: z.string(), currency: z.string() }),
  direction: z.enum(['buy', 'sell']),
  allowed: z.boolean(),
  /** Why not: `denied`, `none`, `suspended`, `not-in-effect`, `unclassified`, `no-room`; `allowed` otherwise. */
  verdict: z.string(),
  quantity: z.object({ min: z.string(), max: z.string() }).nullable(),
  tenorDays: z.object({ min: z.number(), max: z.number() }).nullable(),
  fixings: z.array(z.string()),
  premiumCurrencies: z.array(z.string()),
  /** The tightest of all records that hold, by name, with the record that sets it. */
  limits: z.record(
    z.string(),
    z.object({ max: z.string(), from: z.object({ approvalId: z.string(), version: z.int() }) }),
  ),
  /** The versions that said so. */
  records: z.array(
    z.object({
      approvalId: z.string(),
      version: z.int(),
      status: ApprovalStatus,
      effect: z.enum(['allow', 'deny']),
      title: z.string(),
      contentHash: z.string(),
      recordedAt: Instant,
    }),
  ),
});
export type ApprovalDecisionView = z.infer<typeof ApprovalDecisionView>;

export const ApprovalDecisionsView = z.object({ asOf: Instant, items: z.array(ApprovalDecisionView) });
export type ApprovalDecisionsView = z.infer<typeof ApprovalDecisionsView>;
