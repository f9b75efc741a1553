export { makeAcceptQuote } from './accept.ts';
export { makeCancelRfq, makePassQuote } from './close.ts';
export { makeCreateRfq } from './create.ts';
export { EXPIRY_GRACE_MS, makeExpireQuotes } from './expire.ts';
export { evaluateGates } from './gates.ts';
export { makeIntakeWriter } from './intake-writer.ts';
export { type Announce, type Caller, insertDecision, type RfqRow, readRfq } from './records.ts';
export { openRulebooks, type Rulebook, type Rulebooks } from './rulebook.ts';
export { findQuote, findRfq, listRfqs, type PageQuery } from './views.ts';
