export { listAgeing, makeAgeingWatch, toAgeingList } from './ageing.ts';
export { makeBookTrade } from './book-trade.ts';
export { findConfirmation, readParties, saveAccountTerms, saveFirmProfile } from './confirmation-store.ts';
export { listHeldTrades } from './held-trades.ts';
export { makeJobs } from './jobs.ts';
export { makeResolveTrade } from './resolve-trade.ts';
export { findTrade, listPositions, listTrades } from './trades.ts';
export { makeUnwindTrade } from './unwind-trade.ts';
