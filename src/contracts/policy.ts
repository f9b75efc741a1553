import { z } from 'zod';
import { Instant } from './scalars.ts';

/**
 * `desk`: who prices a request, and how the desk works on it. `spread`: what lies between the model and the price.
 * `conduct`: the thresholds, the jurisdictions and the warnings that clients are judged by.
 */
export const PolicyKindName = z.enum(['desk', 'spread', 'conduct']);
export type PolicyKindName = z.infer<typeof PolicyKindName>;

const Reason = z.string().min(3).max(500);

/** One field that differs between two versions; null where a version has none. */
export const PolicyDifference = z.object({ path: z.string(), from: z.unknown(), to: z.unknown() });
export type PolicyDifference = z.infer<typeof PolicyDifference>;

/** POST /api/v1/policies/:kind/check: the whole policy, as `GET /api/v1/policies/:kind` shows one. */
export const CheckPolicyRequest = z.strictObject({ policy: z.unknown() });

/** POST /api/v1/policies/:kind: proposes it; without `effectiveFrom` it is in force as soon as it is approved. */
export const ProposePolicyRequest = z.strictObject({
  policy: z.unknown(),
  effectiveFrom: Instant.optional(),
  reason: Reason,
});
export type ProposePolicyRequest = z.infer<typeof ProposePolicyRequest>;

/** POST /api/v1/policies/changes/:id/decline. */
export const DeclinePolicyRequest = z.strictObject({ reason: Reason });

/** A version that is in force, or was, or may be. Versions are named by their content and never altered. */
export const PolicyView = z.object({
  kind: PolicyKindName,
  version: z.string(),
  /** Since when, of the version in force; null of any other. */
  inForceSince: Instant.nullable(),
  policy: z.record(z.string(), z.unknown()),
});
export type PolicyView = z.infer<typeof PolicyView>;

/** What a policy would change. */
export const PolicyCheckView = z.object({
  kind: PolicyKindName,
  version: z.string(),
  /** The version in force, with which it is compared. */
  inForce: z.string(),
  differences: z.array(PolicyDifference),
});
export type PolicyCheckView = z.infer<typeof PolicyCheckView>;

/**
 * One change of a policy. `proposed` waits for a second person, `scheduled` for its time; `inForce` came into force,
 * and is the policy until a later one does.
 */
export const PolicyChangeView = z.object({
  changeId: z.string(),
  kind: PolicyKindName,
  version: z.string(),
  status: z.enum(['proposed', 'scheduled', 'inForce', 'declined']),
  reason: z.string(),
  /** Null: on approval. */
  effectiveFrom: Instant.nullable(),
  proposedBy: z.string(),
  proposedAt: Instant,
  decidedBy: z.string().nullable(),
  decidedAt: Instant.nullable(),
  decisionReason: z.string().nullable(),
  inForceAt: Instant.nullable(),
  /** The control epoch that it came into force with; every quote stores the epoch it was made under. */
  epoch: z.int().nullable(),
});
export type PolicyChangeView = z.infer<typeof PolicyChangeView>;

/** The answer to a proposal: the change, and what it would change. */
export const ProposedPolicyView = PolicyChangeView.extend({ differences: z.array(PolicyDifference) });
export type ProposedPolicyView = z.infer<typeof ProposedPolicyView>;
