import { z } from 'zod';
import { Instant } from './scalars.ts';

/** One rule that must hold in the database at every moment. GET /api/v1/audit/invariants. */
export const InvariantFinding = z.object({
  rule: z.string(),
  /** Ids of rows that break it, a hundred at most; empty when it holds. */
  rows: z.array(z.string()),
});
export type InvariantFinding = z.infer<typeof InvariantFinding>;

export const InvariantReport = z.object({ findings: z.array(InvariantFinding) });
export type InvariantReport = z.infer<typeof InvariantReport>;

const AUDIT_FAULTS = [
  'altered',
  'removed',
  'reordered',
  'inserted',
  'unrecorded',
  'blockBroken',
  'rootDiffers',
] as const;

/** What a verification of the audit log found, and where. */
export const AuditFault = z.object({
  fault: z.enum(AUDIT_FAULTS),
  seq: z.int().nullable(),
  block: z.int().nullable(),
  message: z.string(),
});
export type AuditFault = z.infer<typeof AuditFault>;

/** How far a verification is: so many blocks, events, rows of facts and daily roots, up to an event. */
export const AuditProgress = z.object({
  blocks: z.int(),
  events: z.int(),
  facts: z.int(),
  roots: z.int(),
  seq: z.int(),
  faults: z.int(),
});
export type AuditProgress = z.infer<typeof AuditProgress>;

/** GET /api/v1/audit/verification. */
export const AuditVerification = z.object({
  startedAt: Instant,
  endedAt: Instant,
  /** False of a verification of some days only. */
  whole: z.boolean(),
  ok: z.boolean(),
  blocks: z.int(),
  events: z.int(),
  /** Rows in the books that events tell of. */
  facts: z.int(),
  /** Daily roots compared. */
  roots: z.int(),
  toSeq: z.int(),
  lastBlock: z.object({ number: z.int(), hash: z.string(), sealedAt: Instant }).nullable(),
  /** Committed, and not yet in a block. */
  unsealed: z.int(),
  faultCount: z.int(),
  /** The first thousand. */
  faults: z.array(AuditFault),
});
export type AuditVerification = z.infer<typeof AuditVerification>;

const Text = z.string().min(1).max(128);

/** What an event must have to be listed; what is left out is not asked. */
export const AuditFilter = z.strictObject({
  /** From this instant on, and before that one. */
  from: Instant.optional(),
  to: Instant.optional(),
  /** A user id, as events name it. */
  actor: Text.optional(),
  /** Such as `quote.accept`, or `session.*` for all that begin so. */
  action: Text.optional(),
  /** The id of what was acted on. */
  object: Text.optional(),
  account: Text.optional(),
  rfq: Text.optional(),
});
export type AuditFilter = z.infer<typeof AuditFilter>;

/** An event of the audit log, GET /api/v1/audit: what was sealed, and when that was in Hong Kong. */
export const AuditEventView = z.looseObject({
  seq: z.int(),
  eventId: z.string(),
  at: Instant,
  /** The same instant with Hong Kong's offset. */
  atHkt: z.string(),
  /** By the database's clock, when it was written. */
  recordedAt: Instant,
  transaction: z.string(),
  actor: z.looseObject({ kind: z.enum(['user', 'system']), id: z.string() }),
  action: z.string(),
  object: z.object({ type: z.string(), id: z.string(), version: z.int().optional() }),
  accountId: z.string().nullish(),
  rfqId: z.string().nullish(),
  reason: z.string().nullish(),
  /** SHA-256 of the event as it was sealed, which is how the export as JSON Lines prints it. */
  hash: z.string(),
});
export type AuditEventView = z.infer<typeof AuditEventView>;

/** The last block of a day. */
export const AuditRoot = z.object({
  day: z.string(),
  block: z.int(),
  toSeq: z.int(),
  hash: z.string(),
  sealedAt: Instant,
});
export type AuditRoot = z.infer<typeof AuditRoot>;

const Reason = z.string().min(3).max(500);

/** POST /api/v1/audit/holds: on one account, or on everything. */
export const LegalHoldRequest = z.strictObject({ account: Text.nullable(), reason: Reason });
export type LegalHoldRequest = z.infer<typeof LegalHoldRequest>;
export const ReasonRequest = z.strictObject({ reason: Reason });

export const LegalHoldView = z.object({
  holdId: z.string(),
  account: z.string().nullable(),
  reason: z.string(),
  /** It blocks from `asked` on, until two people have released it. */
  state: z.enum(['asked', 'set', 'releaseAsked', 'released']),
  askedBy: z.string(),
  confirmedBy: z.string().nullable(),
  releaseAskedBy: z.string().nullable(),
  releasedBy: z.string().nullable(),
});
export type LegalHoldView = z.infer<typeof LegalHoldView>;

/** POST /api/v1/audit/relationship-ends. */
export const RelationshipEndRequest = z.strictObject({ account: Text, endedAt: Instant, reason: Reason });
export type RelationshipEndRequest = z.infer<typeof RelationshipEndRequest>;

/** POST /api/v1/audit/deletions asks for it: all events from before an instant, or nothing. */
export const AuditDeletionRequest = z.strictObject({ before: Instant, reason: Reason });
export type AuditDeletionRequest = z.infer<typeof AuditDeletionRequest>;
/** Also the answer to POST /api/v1/audit/deletions/:id/confirm, by another person, which deletes. */
export const AuditDeletionView = z.object({
  deletionId: z.string(),
  before: Instant,
  reason: z.string(),
  /** `over`: nobody confirmed it in time. */
  state: z.enum(['asked', 'done', 'over']),
  askedBy: z.string(),
  endsAt: Instant,
  confirmedBy: z.string().nullable(),
  /** Events so far; the rest of more than 100,000 goes when it is confirmed again. */
  deleted: z.int(),
});
export type AuditDeletionView = z.infer<typeof AuditDeletionView>;

/** GET /api/v1/audit/retention. */
export const RetentionView = z.object({
  years: z.int(),
  items: z.array(
    z.object({
      /** Null of what belongs to no client. */
      account: z.string().nullable(),
      events: z.int(),
      oldest: Instant,
      /** When the last of them may go; null while the relationship lasts. */
      until: Instant.nullable(),
      /** How many may go now. */
      deletable: z.int(),
      heldBy: z.string().nullable(),
    }),
  ),
  holds: z.array(LegalHoldView),
  /** The newest hundred. */
  deletions: z.array(AuditDeletionView),
});
export type RetentionView = z.infer<typeof RetentionView>;
