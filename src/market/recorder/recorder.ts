import { setImmediate as nextTurn } from 'node:timers/promises';
import type { ReportError } from '../publisher.ts';
import { type Every, everyUnreferenced } from '../ticker.ts';
import { boundedQueue, type Queued } from './bounded-queue.ts';
import { makeSegmentRoll, type RollOptions } from './segment-roll.ts';

export interface RecorderOptions<Item>
  extends Omit<RollOptions<Item>, 'fileSpanMs' | 'fileBytesMax'>,
    Partial<Pick<RollOptions<Item>, 'fileSpanMs' | 'fileBytesMax'>> {
  readonly weightOf: (item: Item) => number;
  readonly weightMax: number;
  /** Told of the first failure of each run of failures. */
  readonly reportError: ReportError;
  readonly every?: Every;
}

export interface RecorderStatus {
  /** Written since the start. */
  readonly recorded: number;
  /** Not written, because writing could not keep up or failed. */
  readonly dropped: number;
  /** On disk since the start, in finished files and the one under way. */
  readonly bytes: number;
  readonly files: number;
  /** What stops it from writing now; null while it writes. */
  readonly fault: string | null;
}

export interface Recorder<Item> {
  /** Takes it for writing, or drops it and counts; costs the caller nothing but this. */
  offer(item: Item): void;
  status(): RecorderStatus;
  /** Writes what waits and finishes the file. What is offered afterwards is passed over. */
  stop(): Promise<void>;
}

/** A quarter of an hour: what a reader goes through at most to reach a moment. */
const FILE_SPAN_MS = 15 * 60_000;
const FILE_BYTES_MAX = 32 * 2 ** 20;
/** What a crash of the process loses at most. */
const FLUSH_MS = 1_000;
/** After a failed write, for as long by the entries' own time, nothing is tried. */
const PAUSE_MS = 5_000;
/** Then others have their turn. */
const ENTRIES_A_TURN = 8;

/** Records one kind of entry. Everything but the offering happens in later turns of the event loop, a few entries each. */
export function makeRecorder<Item>(options: RecorderOptions<Item>): Recorder<Item> {
  const { timeOf, onFinished, reportError, every = everyUnreferenced } = options;
  const queue = boundedQueue(options);
  const finished = { files: 0, bytes: 0 };
  const roll = makeSegmentRoll({
    fileSpanMs: FILE_SPAN_MS,
    fileBytesMax: FILE_BYTES_MAX,
    ...options,
    onFinished(segment) {
      finished.files += 1;
      finished.bytes += segment.bytes;
      onFinished(segment);
    },
  });
  let recorded = 0;
  let fault: string | null = null;
  let pausedUntil = -Infinity;
  let stopped = false;
  let pumping: Promise<void> | null = null;
  const endFlushing = every(FLUSH_MS, () => roll.flush());

  const failed = (error: unknown) => {
    if (fault === null) reportError(error);
    fault = error instanceof Error ? error.message : String(error);
  };

  const put = async (entry: Queued<Item>) => {
    const at = 'item' in entry ? timeOf(entry.item) : entry.gap.until;
    if (at < pausedUntil && !stopped) return queue.lose(entry);
    try {
      await roll.write(entry);
      fault = null;
      if ('item' in entry) recorded += 1;
    } catch (error) {
      pausedUntil = at + PAUSE_MS;
      queue.lose(entry);
      failed(error);
    }
  };

  const pump = async () => {
    await nextTurn();
    for (let count = 1; ; count += 1) {
      const next = queue.take();
      if (next === null) break;
      await put(next);
      if (count % ENTRIES_A_TURN === 0) await nextTurn();
    }
    pumping = null;
  };

  return {
    offer(item) {
      if (stopped) return;
      queue.offer(item);
      pumping ??= pump();
    },
    status: () => ({
      recorded,
      dropped: queue.dropped(),
      bytes: finished.bytes + roll.bytes(),
      files: finished.files + (roll.bytes() > 0 ? 1 : 0),
      fault,
    }),
    async stop() {
      stopped = true;
      endFlushing();
      await pumping;
      const gap = queue.takeGap();
      if (gap !== null) await put({ gap });
      await roll.close().catch(failed);
    },
  };
}
