import type { IdSource } from '../../platform/ids.ts';
import type { Logger } from '../../platform/logging.ts';
import type { MarketFeed } from '../port.ts';
import { type Every, everyUnreferenced } from '../ticker.ts';
import type { RecordedFrame } from './lines.ts';
import { makeFrameRecorder, makeSnapshotRecorder } from './market-recorders.ts';
import { type KeeperOptions, makeRecordingKeeper } from './recording-keeper.ts';
import type { FinishedSegment } from './segment-roll.ts';

export interface MarketRecordingOptions extends KeeperOptions {
  readonly what: 'composite' | 'raw';
  readonly ids: IdSource;
  readonly log: Logger;
  /** Counts what was left out of the recording. */
  readonly onDropped: (entries: number) => void;
  readonly every?: Every;
}

/** The service's own recording of its market. */
export interface MarketRecording {
  /** Records what the feed publishes from now on; gives the feed back. */
  follow(feed: MarketFeed): MarketFeed;
  /** Where a live market says what its venues send; null unless that is recorded too. */
  readonly onFrame: ((frame: RecordedFrame) => void) | null;
  stop(): Promise<void>;
}

const LOOK_EVERY_MS = 10_000;

/** Records in files with an index in the database. Whatever goes wrong with it is logged, and the market goes on. */
export function makeMarketRecording(options: MarketRecordingOptions): MarketRecording {
  const { what, log, onDropped, every = everyUnreferenced } = options;
  const keeper = makeRecordingKeeper(options);
  const reportError = (error: unknown) => log.error({ err: error }, 'the market recording could not be written');
  let keeping = keeper.recover().catch(reportError);
  const onFinished = (segment: FinishedSegment) => {
    keeping = keeping.then(() => keeper.keep(segment)).catch(reportError);
  };
  const common = { ...options, reportError, onFinished };
  const snapshots = makeSnapshotRecorder(common);
  const frames = what === 'raw' ? makeFrameRecorder(common) : null;
  const recorders = frames === null ? [snapshots] : [snapshots, frames];
  let told = 0;
  const tellDropped = () => {
    const dropped = recorders.reduce((sum, recorder) => sum + recorder.status().dropped, 0);
    if (dropped > told) {
      log.warn({ dropped: dropped - told }, 'the market recording dropped entries');
      onDropped(dropped - told);
    }
    told = dropped;
  };
  const endLooking = every(LOOK_EVERY_MS, tellDropped);

  return {
    follow(feed) {
      feed.onSnapshot(snapshots.offer);
      return feed;
    },
    onFrame: frames?.offer ?? null,
    async stop() {
      endLooking();
      await Promise.all(recorders.map((recorder) => recorder.stop()));
      await keeping;
      tellDropped();
    },
  };
}
