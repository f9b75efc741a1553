export {
  type AccountEvent,
  announce,
  appendEvents,
  lastSeq,
  type NewEvent,
  numbered,
  onAccountEvent,
  readEvents,
  readRfqEvents,
  toEventRows,
} from './events.ts';
