export { guardMarket, type MarketLimits } from './guards.ts';
export type { MarketFeed } from './port.ts';
export { recordedMarket } from './recorded/feed.ts';
export { openMarket, parseMarketSetting } from './select.ts';
export { simulatedMarket } from './simulated/feed.ts';
export { type IdentifiedSnapshot, identify, readStoredSnapshot, snapshotId } from './snapshot-id.ts';
export { findSnapshot, findSnapshotAt } from './store.ts';
export type { Every } from './ticker.ts';
