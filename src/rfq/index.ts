export { makeAcceptQuote } from './accept.ts';
export { listActivity } from './activity.ts';
export { makeActivityWatch } from './activity-watch.ts';
export { clientCatalogue, explainCatalogue } from './client-catalogue.ts';
export { clientSideOf } from './client-gate.ts';
export { makeCancelRfq, makePassQuote } from './close.ts';
export { makeCreateRfq } from './create.ts';
export { listDecisions } from './decisions.ts';
export { unitsOf } from './desk/checks.ts';
export { makeApproveQuote, makeDeclineQuote } from './desk/decide-quote.ts';
export type { DeskDeps } from './desk/desk.ts';
export { makeDeskMoves } from './desk/moves.ts';
export { DEFAULT_DESK_POLICY, type DeskPolicy } from './desk/policy.ts';
export { insertDeskPolicy } from './desk/policy-store.ts';
export { storeSnapshot } from './desk/publish-quote.ts';
export { makeSendQuote } from './desk/send-quote.ts';
export { makeTimeOutDesk } from './desk/time-out.ts';
export { type DeskUseCaseName, type DeskUseCases, requireDesk } from './desk/use-cases.ts';
export { makeValueForDesk, readWatched, type ValueForDesk, type Watched } from './desk/valuation.ts';
export { findDeskItem, readDesk, readDeskActions } from './desk/views.ts';
export { makeWithdrawQuote } from './desk/withdraw-quote.ts';
export { digestOf } from './digest.ts';
export { EXPIRY_GRACE_MS, makeExpireQuotes } from './expire.ts';
export { evaluateGates } from './gates.ts';
export { heldInstrument } from './held-instrument.ts';
export { makeIntakeWriter } from './intake-writer.ts';
export { nextRfqState } from './lifecycle.ts';
export { makeLimitOrders } from './limit-orders.ts';
export { type LimitPreviews, makeLimitPreviews } from './limit-preview.ts';
export { makeOpenRequests, type OpenRequests } from './open-requests.ts';
export { makePolicyChanges, type PolicyChanges } from './policies/change-policy.ts';
export { insertConductPolicy } from './policies/conduct-store.ts';
export { listPolicyChanges, policyKindOf, showPolicy, showPolicyVersion } from './policies/views.ts';
export {
  type Announce,
  type Caller,
  insertDecision,
  type RfqRow,
  readRfq,
  toDecisionRow,
  toRfqRow,
  viaOf,
} from './records.ts';
export { makeRevocation } from './revoke-watch.ts';
export { openRulebooks, type Rulebook, type Rulebooks } from './rulebook.ts';
export { makeSafety, type Safety } from './safety.ts';
export { limitStreaming } from './streaming/places.ts';
export { makeStreamer } from './streaming/streamer.ts';
export { readOpenTrade } from './unwinds.ts';
export { findQuote, findRfq, listRfqs, type PageQuery } from './views.ts';
