import type { Clock } from '../../platform/clock.ts';
import type { LeasedChannel } from '../../platform/leased-channel/port.ts';
import type { MarketFeed } from '../port.ts';
import { makeSnapshotPublisher, type ReportError } from '../publisher.ts';
import { type MarketStatus, NO_VENUES } from '../status.ts';
import { type Every, everyUnreferenced } from '../ticker.ts';
import { makeInbox } from './inbox.ts';
import { LEASE_LIFE_MS, LEASE_LOOK_MS, type LeaseHold, makeLeaseKeeper } from './lease-keeper.ts';
import { MESSAGE_VERSION, type StatusMessage } from './message.ts';
import { SNAPSHOT_PLACE, STATUS_PLACE } from './outbox.ts';
import { makeReign, type Reign, STATUS_EVERY_MS } from './reign.ts';

export interface PublishedMarketOptions {
  readonly channel: LeasedChannel;
  /** May this process publish? Otherwise it only listens. */
  readonly competes: boolean;
  /** The feed of the setting MARKET, a new one for each reign. */
  readonly openFeed: () => MarketFeed;
  /** What MARKET names, to be said until a publisher has been heard. */
  readonly source: MarketStatus['source'];
  /** Names this process to people. */
  readonly publisher: string;
  readonly clock: Clock;
  /** A clock that nobody sets; ms. */
  readonly elapsed: () => number;
  readonly newHolder: () => string;
  readonly onReign: (change: ReignChange) => void;
  readonly reportError: ReportError;
  readonly every?: Every;
}

export type ReignChange =
  | { readonly publishes: true; readonly reign: number }
  | { readonly publishes: false; readonly reign: number; readonly reason: string };

/** For `redisChannel`. */
export const MARKET_CHANNEL = { name: `market:${MESSAGE_VERSION}`, places: [SNAPSHOT_PLACE, STATUS_PLACE] };

/** A start waits so long for a first snapshot of now. Without one the service runs, and refuses to quote until it comes. */
const FIRST_SNAPSHOT_WITHIN_MS = 3_000;
/** Whoever said an older one has lost the lease: what is recalled is left from a publisher that is gone. */
const LEFT_AFTER_MS = LEASE_LIFE_MS + 2 * LEASE_LOOK_MS;
/** A publisher that has said nothing for so long is not running. */
const SILENT_AFTER_MS = 3 * STATUS_EVERY_MS;

/**
 * The market of several processes: one of them publishes, all listen, that one too, so that every gateway quotes from
 * the same snapshots. Ages are judged by whoever quotes, with its own clock: when the publisher or the channel is lost,
 * the last snapshot grows stale everywhere.
 */
export function publishedMarket(options: PublishedMarketOptions): MarketFeed {
  const { channel, competes, clock, elapsed, reportError, every = everyUnreferenced } = options;
  const snapshots = makeSnapshotPublisher(reportError);
  let phase: 'idle' | 'running' | 'stopped' = 'idle';
  let heard: { readonly message: StatusMessage; readonly at: number } | null = null;

  const inbox = makeInbox({
    clock,
    onSnapshot: snapshots.publish,
    onStatus: (message) => {
      heard = { message, at: elapsed() };
    },
    onIncomplete: () => recall(),
    reportError,
  });
  const recall = onceAtATime(() => channel.recall().then(inbox.recall), reportError);
  const candidate = makeCandidate({ ...options, every }, inbox.highestReign);

  return {
    async start() {
      if (phase !== 'idle') throw new Error(`a market feed starts once, this one is ${phase}`);
      if (competes && options.source === 'recorded') await prove(options.openFeed());
      phase = 'running';
      const first = firstSnapshot({ clock, onSnapshot: snapshots.onSnapshot, every });
      channel.listen({
        onMessage: inbox.hear,
        onOpen() {
          recall();
          if (competes && phase === 'running') candidate.start();
        },
      });
      await first;
    },
    async stop() {
      const ran = phase === 'running';
      phase = 'stopped';
      if (ran && competes) await candidate.stop();
      channel.close();
    },
    current: snapshots.current,
    onSnapshot: snapshots.onSnapshot,
    status: () => {
      if (heard === null) return unheard(options.source, phase === 'running' ? 'starting' : phase);
      return statusOf(heard.message, { agoMs: elapsed() - heard.at, stopped: phase === 'stopped' });
    },
  };
}

/** A recording that cannot be played ends the start that names it, and not some later reign. */
async function prove(feed: MarketFeed): Promise<void> {
  await feed.start();
  await feed.stop();
}

/** Publishes while it holds the lease. */
function makeCandidate(
  options: PublishedMarketOptions & { readonly every: Every },
  highestReign: () => number,
): { start(): void; stop(): Promise<void> } {
  const { channel, openFeed, publisher, every, elapsed, newHolder, onReign, reportError } = options;
  let running: { readonly hold: LeaseHold; readonly reign: Reign } | null = null;

  const begin = async (hold: LeaseHold) => {
    const onRefused = () => keeper.lose(hold, 'the lease is no longer its own');
    const reign = makeReign({ hold, channel, feed: openFeed(), publisher, every, onRefused, reportError });
    running = { hold, reign };
    onReign({ publishes: true, reign: hold.reign });
    await reign.start();
  };

  const keeper = makeLeaseKeeper({
    lease: channel,
    elapsed,
    every,
    newHolder,
    highestReign,
    reportError,
    onWon: (hold) => {
      begin(hold).catch((error: unknown) => {
        reportError(error);
        keeper.resign(hold, 'its market did not start');
      });
    },
    async onLost(reason) {
      if (running === null) return;
      const { hold, reign } = running;
      running = null;
      onReign({ publishes: false, reign: hold.reign, reason });
      await reign.stop().catch(reportError);
    },
  });
  return keeper;
}

function firstSnapshot({
  clock,
  onSnapshot,
  every,
}: {
  readonly clock: Clock;
  readonly onSnapshot: MarketFeed['onSnapshot'];
  readonly every: Every;
}): Promise<void> {
  return new Promise((resolve) => {
    const done = () => {
      unsubscribe();
      cancelTimer();
      resolve();
    };
    const unsubscribe = onSnapshot(({ snapshot }) => {
      if (clock.now() - snapshot.asOf <= LEFT_AFTER_MS) done();
    });
    const cancelTimer = every(FIRST_SNAPSHOT_WITHIN_MS, done);
  });
}

/** Asked for while it runs, it runs once more after that. */
function onceAtATime(work: () => Promise<void>, reportError: ReportError): () => void {
  let running = false;
  let again = false;
  const run = () => {
    again = running;
    if (running) return;
    running = true;
    void work()
      .catch(reportError)
      .finally(() => {
        running = false;
        if (again) run();
      });
  };
  return run;
}

function unheard(source: MarketStatus['source'], state: 'idle' | 'starting' | 'stopped'): MarketStatus {
  return { source, state, recordedAt: null, notes: ['No publisher of the market has been heard yet.'], ...NO_VENUES };
}

function statusOf(
  { publisher, status }: StatusMessage,
  { agoMs, stopped }: { readonly agoMs: number; readonly stopped: boolean },
): MarketStatus {
  const silent = agoMs > SILENT_AFTER_MS;
  const note = `Published by ${publisher}, heard ${(agoMs / 1000).toFixed(1)} s ago.`;
  return {
    ...status,
    state: stopped || silent ? 'stopped' : status.state,
    notes: [...status.notes, silent ? `${note} Nothing has been heard since.` : note],
  };
}
