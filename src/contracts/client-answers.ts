import { z } from 'zod';
import { ClientClass } from './approval-terms.ts';
import { ClientFile, ENTITY_TYPES } from './client.ts';
import { AccountId, Instant, Side, Underlying } from './scalars.ts';

const Reason = z.string().min(3).max(500);

/** POST /api/v1/clients. The account opens as retail, without credit and without anything on file: nothing can be traded. */
export const NewClientRequest = z.strictObject({
  name: z.string().min(1).max(200),
  tier: z.enum(['platinum', 'gold', 'silver']),
  entityType: z.enum(ENTITY_TYPES),
  reason: Reason,
});
export type NewClientRequest = z.infer<typeof NewClientRequest>;

/** Parts of the file as they shall be; each replaces the whole part. */
export const ClientFileChanges = ClientFile.partial().refine(
  (changes) => Object.keys(changes).length > 0,
  'must change at least one part of the file',
);
export type ClientFileChanges = z.infer<typeof ClientFileChanges>;

/** POST /api/v1/clients/:id/file. */
export const ChangeClientFileRequest = z.strictObject({
  /** The version that was read: a file that has changed since is not changed unseen. */
  baseVersion: z.int().min(1),
  changes: ClientFileChanges,
  reason: Reason,
});
export type ChangeClientFileRequest = z.infer<typeof ChangeClientFileRequest>;

/** POST /api/v1/clients/:id/file/{approve,decline}. */
export const DecideClientFileRequest = z.strictObject({ proposalId: z.string().min(1).max(64), reason: Reason });
export type DecideClientFileRequest = z.infer<typeof DecideClientFileRequest>;

export const ClientFileProposal = z.object({
  proposalId: z.string(),
  accountId: AccountId,
  baseVersion: z.int(),
  changes: ClientFile.partial(),
  reason: z.string(),
  status: z.enum(['pending', 'approved', 'declined']),
  proposedBy: z.string(),
  proposedAt: Instant,
  decidedBy: z.string().nullable(),
  decidedAt: Instant.nullable(),
});
export type ClientFileProposal = z.infer<typeof ClientFileProposal>;

/** What a change came to: in force as `version`, or waiting for a second person. */
export const ClientFileAnswer = z.object({
  accountId: AccountId,
  version: z.int(),
  proposal: ClientFileProposal.nullable(),
});
export type ClientFileAnswer = z.infer<typeof ClientFileAnswer>;

export const ClientSummary = z.object({
  accountId: AccountId,
  name: z.string(),
  tier: z.string(),
  status: z.enum(['active', 'suspended']),
  clientClass: ClientClass,
  /** Null for an account without a file. */
  fileVersion: z.int().nullable(),
  /** When the next thing on file ends or begins by itself. */
  nextChangeAt: Instant.nullable(),
  pending: z.boolean(),
});
export type ClientSummary = z.infer<typeof ClientSummary>;

/** GET /api/v1/clients/:id. A hold is shown to those who may know of it. */
export const ClientView = ClientSummary.extend({
  file: ClientFile.nullable(),
  proposal: ClientFileProposal.nullable(),
  versions: z.array(
    z.object({
      version: z.int(),
      proposedBy: z.string(),
      approvedBy: z.string().nullable(),
      reason: z.string(),
      recordedAt: Instant,
    }),
  ),
  users: z.array(z.object({ userId: z.string(), username: z.string(), role: z.string() })),
});
export type ClientView = z.infer<typeof ClientView>;

/** A rule, and what it says of this client. */
const FailedRule = z.object({ rule: z.string(), message: z.string() });

/** GET /api/v1/clients/:id/catalogue: every cell that the register names for the class, and why not. */
export const ClientCatalogueView = z.object({
  asOf: Instant,
  accountId: AccountId,
  fileVersion: z.int().nullable(),
  conductVersion: z.string(),
  requirementsVersion: z.string(),
  clientClass: z.string(),
  cells: z.array(
    z.object({
      productType: z.string(),
      underlying: Underlying,
      settlement: z.string(),
      direction: Side,
      /** The class that the client is treated as for it (rule CL-03). */
      treatedAs: ClientClass,
      open: z.boolean(),
      /** Empty where it is open. */
      failures: z.array(FailedRule),
      approvals: z.array(z.object({ approvalId: z.string(), version: z.int() })),
    }),
  ),
});
export type ClientCatalogueView = z.infer<typeof ClientCatalogueView>;
