export { makeBookTrade } from './book-trade.ts';
export { makeJobs } from './jobs.ts';
export { findTrade, listPositions, listTrades } from './trades.ts';
