export { toMarketChainView } from './chain-view.ts';
export { marketFaultsFor, marketHaltsFor } from './guards/faults-for.ts';
export { guardMarket, type MarketLimits, staleAgeOf } from './guards/guard-market.ts';
export { type MarketGuards, type MarketHalt, makeMarketGuards } from './guards/market-guards.ts';
export type { MarketFeed } from './port.ts';
export { MARKET_CHANNEL, publishedMarket } from './published/feed.ts';
export { recordedMarket } from './recorded/feed.ts';
export { makeSnapshotRecorder } from './recorder/market-recorders.ts';
export { type MarketRecording, makeMarketRecording } from './recorder/market-recording.ts';
export {
  type ListedSegment,
  type RecordedEntry,
  readSegment,
  readTicks,
  type TickEntry,
} from './recorder/read-recording.ts';
export type { Recorder } from './recorder/recorder.ts';
export { listSegments, sizeOfSegment } from './recorder/recording-folder.ts';
export { reportMarket } from './report-market.ts';
export { makeScenarioControl, type ScenarioControlDeps } from './scenario-control.ts';
export { openMarket, parseMarketSetting } from './select.ts';
export { simulatedMarket } from './simulated/feed.ts';
export {
  type IdentifiedSnapshot,
  identify,
  readStoredSnapshot,
  type StoredSnapshot,
  snapshotId,
} from './snapshot-id.ts';
export { toClientMarketStatusView, toMarketStatusView } from './status-view.ts';
export { findSnapshot, findSnapshotAt, readStoredSnapshots } from './store.ts';
export type { Every } from './ticker.ts';
