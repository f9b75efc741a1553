import type { MarketFeed } from '../port.ts';
import type { Every } from '../ticker.ts';
import { statusText } from './message.ts';
import { makeOutbox, type OutboxOptions } from './outbox.ts';

export const STATUS_EVERY_MS = 1_000;

export interface ReignOptions extends OutboxOptions {
  /** A feed of this reign's own, not started yet. */
  readonly feed: MarketFeed;
  readonly publisher: string;
  readonly every: Every;
}

export interface Reign {
  /** Rejects with what is wrong with the feed. */
  start(): Promise<void>;
  stop(): Promise<void>;
}

/** Runs the feed, and publishes its snapshots and every second its status. */
export function makeReign({ feed, publisher, every, ...options }: ReignOptions): Reign {
  const outbox = makeOutbox(options);
  let ends: (() => void)[] = [];
  const sayStatus = () => outbox.sayStatus(statusText({ reign: options.hold.reign, publisher, status: feed.status() }));

  return {
    async start() {
      ends = [feed.onSnapshot(outbox.offer), every(STATUS_EVERY_MS, sayStatus)];
      await feed.start();
      sayStatus();
    },
    async stop() {
      for (const end of ends.splice(0)) end();
      await feed.stop();
    },
  };
}
