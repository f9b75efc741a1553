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
