/**
 * Client events, the rules of the books, and the audit log. Who changes something calls `recordAudit(tx, entry)` in the
 * transaction of the change; see docs/audit.md.
 */
export { askInvariants, checkInvariants } from './check-invariants.ts';
export {
  type AccountEvent,
  announce,
  appendEvents,
  countByAccount,
  firstSeqSince,
  lastSeq,
  type NewEvent,
  numbered,
  onAccountEvent,
  readEvents,
  readRfqEvents,
  toEventRows,
} from './events.ts';
export { exportBlocks } from './log/chain-store.ts';
export { askDeletion, confirmDeletion } from './log/deletions.ts';
export { auditNote, lastVerification, makeDailyAudit, verifyAndRecord, type WatchDeps } from './log/keep-watch.ts';
export { askHold, confirmHold, type HoldDeps, releaseHold } from './log/legal-holds.ts';
export { AUDIT_CSV_COLUMNS, exportAudit, listAudit, toAuditView, toCsvLine } from './log/list.ts';
export { type AuditEntry, deskViewed, recordAudit } from './log/record.ts';
export { endRelationship, readRetention } from './log/retention.ts';
export { dailyRoots } from './log/roots.ts';
export { makeSealer } from './log/seal.ts';
export { verifyLog } from './log/verify.ts';
export { makeViewsOnce, type ViewsOnce } from './log/views-once.ts';
