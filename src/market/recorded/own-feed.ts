import { DAY_MS } from '../durations.ts';
import type { SeekableMarketFeed } from '../port.ts';
import { makeSnapshotPublisher } from '../publisher.ts';
import { listSegments } from '../recorder/recording-folder.ts';
import { type IdentifiedSnapshot, identify } from '../snapshot-id.ts';
import { type MarketStatus, NO_VENUES } from '../status.ts';
import { everyUnreferenced, reportingOnce } from '../ticker.ts';
import type { RecordedMarketOptions } from './feed.ts';
import { makePlayhead, type Playhead } from './playhead.ts';
import { daysBetween, makeRedate } from './redate.ts';
import { openTickStream } from './tick-stream.ts';

const PLAY_TICK_MS = 50;
/** Dates are kept while an expiry is at most this much further away than it was recorded. */
const LATE_MAX_MS = 1.01 * DAY_MS;
const NOTES = ['Prices are recorded, not current; dates are moved ahead by whole days.'];

/**
 * Plays a recording of the service's own on its clock: snapshots are of now, and carry the recording's own time in
 * `recordedAt`. Where ticks are missing the market ages; a silence beyond a minute is passed over.
 */
export function ownRecordedMarket(options: RecordedMarketOptions): SeekableMarketFeed {
  const { clock, reportError, speed = 1, from, every = everyUnreferenced } = options;
  if (!(speed > 0 && speed < Infinity)) throw new Error(`speed must be finite and > 0, was ${speed}`);
  const publisher = makeSnapshotPublisher(reportError);
  const redate = makeRedate();
  let phase: MarketStatus['state'] = 'idle';
  let head: Playhead | null = null;
  let shiftMs = 0;
  let cancelTimer = () => {};
  const isStopped = () => phase === 'stopped';

  const playFrom = async (recordedAt: number | undefined) => {
    const opened = await openPlayhead(options, recordedAt);
    head?.close();
    if (isStopped()) return opened.close();
    head = opened;
  };

  const show = ({ snapshot, conditions }: IdentifiedSnapshot, now: number) => {
    const lateMs = shiftMs - (now - snapshot.asOf);
    if (lateMs < 0 || lateMs > LATE_MAX_MS) shiftMs = daysBetween(snapshot.asOf, now);
    publisher.publish(identify(redate(snapshot, { now, shiftMs, speed }), { recordedAt: snapshot.asOf, conditions }));
  };

  const tick = () => {
    const now = clock.now();
    if (head === null || phase !== 'running' || now <= (publisher.current()?.snapshot.asOf ?? -Infinity)) return;
    const due = head.due(now);
    if (due !== null) show(due, now);
    if (!head.isOver()) return;
    phase = 'ended';
    cancelTimer();
  };

  return {
    async start() {
      if (phase !== 'idle') throw new Error(`a market feed starts once, this one is ${phase}`);
      phase = 'starting';
      await playFrom(from).catch((error: unknown) => {
        phase = 'stopped';
        throw error;
      });
      if (isStopped()) return; // while it was reading
      phase = 'running';
      cancelTimer = every(PLAY_TICK_MS, reportingOnce(tick, reportError));
      tick();
    },
    async seek(recordedAt) {
      if (phase !== 'running') throw new Error(`a market feed seeks while it is running, this one is ${phase}`);
      await playFrom(recordedAt);
      tick();
    },
    async stop() {
      cancelTimer();
      phase = 'stopped';
      head?.close();
    },
    tick,
    current: publisher.current,
    onSnapshot: publisher.onSnapshot,
    status: () => ({
      source: 'recorded',
      state: phase,
      recordedAt: publisher.current()?.recordedAt ?? null,
      notes: NOTES,
      ...NO_VENUES,
      conditions: publisher.current()?.conditions ?? [],
    }),
  };
}

/** @throws Error naming the setting MARKET for a folder that holds no tick. */
async function openPlayhead(
  { folder, speed = 1, loop = true, reportError }: RecordedMarketOptions,
  from: number | undefined,
): Promise<Playhead> {
  const segments = (await listSegments(folder)).filter(({ kind }) => kind === 'composite');
  const stream = await openTickStream({ segments, from, loop, onFault: reportError });
  if (stream.peek() !== null) return makePlayhead(stream, speed);
  throw new Error(`MARKET=recorded:${folder} cannot be played: none of its ${segments.length} files holds a tick`);
}
