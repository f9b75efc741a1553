import type { IdentifiedSnapshot } from './snapshot-id.ts';
import type { MarketStatus } from './status.ts';

export type SnapshotListener = (snapshot: IdentifiedSnapshot) => void;

/** Where the service gets its market from, whatever is behind it. One feed lives once: start, then stop. */
export interface MarketFeed {
  /** Resolves when the feed runs; the simulated and the recorded market then have a first snapshot. Rejects with what is wrong. */
  start(): Promise<void>;
  /** Ends it and its timers. May be called at any time, more than once. */
  stop(): Promise<void>;
  /** The latest snapshot, at once; null before the first. Never mutated, and kept after the feed has ended: guards see its age. */
  current(): IdentifiedSnapshot | null;
  /** Calls `listener` with every later snapshot; returns the way to unsubscribe. */
  onSnapshot(listener: SnapshotListener): () => void;
  status(): MarketStatus;
}

/** A feed whose next movement can also be asked for by hand. */
export interface TickedMarketFeed extends MarketFeed {
  /** Brings the market to the clock's time and publishes it if it moved. */
  tick(): void;
}

/** A recording that can be asked for another moment of it. */
export interface SeekableMarketFeed extends TickedMarketFeed {
  /** Goes on from the market as it stood at that moment of the recording; UTC epoch ms. Rejects unless it is running. */
  seek(recordedAt: number): Promise<void>;
}
