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
export { type AuditActor, type AuditEntry, recordAudit } from './log/record.ts';
