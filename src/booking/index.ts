export {
  type AffirmTrade,
  type DisputeTrade,
  makeAffirmTrade,
  makeDisputeTrade,
  makeResolveDispute,
  type ResolveDispute,
  readAffirmation,
} from './affirm-trade.ts';
export { toAffirmationView } from './affirmation.ts';
export { listAgeing, makeAgeingWatch, toAgeingList } from './ageing.ts';
export { makeBookTrade } from './book-trade.ts';
export { findConfirmation, readParties, saveAccountTerms, saveFirmProfile } from './confirmation-store.ts';
export { listHeldTrades } from './held-trades.ts';
export { findContractNote, makeIssueNotes } from './issue-notes.ts';
export { makeJobs } from './jobs.ts';
export { findLateReports, makeReportWatch } from './report-watch.ts';
export { makeResolveTrade } from './resolve-trade.ts';
export { listReports, makeDecideReports, makeFileReports } from './trade-reports.ts';
export { findTrade, listPositions, listTrades } from './trades.ts';
export { makeUnwindTrade } from './unwind-trade.ts';
