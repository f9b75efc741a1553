import { type ListedSegment, readTicks } from '../recorder/read-recording.ts';
import type { IdentifiedSnapshot } from '../snapshot-id.ts';

/** A recorded tick that waits for its time. */
export interface NextTick {
  readonly tick: IdentifiedSnapshot;
  /** Play goes on here at once: the beginning, or the end of a silence. */
  readonly jump: boolean;
}

/** Reads ahead of play, so that play never waits for a disk. */
export interface TickStream {
  /** The next tick without taking it; null while it is still being read, and at the end. */
  peek(): NextTick | null;
  take(): void;
  /** Everything has been taken. */
  isOver(): boolean;
  close(): void;
}

export interface TickStreamOptions {
  readonly segments: readonly ListedSegment[];
  readonly from?: number | undefined;
  /** Begin again at the end, from the beginning of the recording. */
  readonly loop: boolean;
  readonly onFault: (error: unknown) => void;
}

const AHEAD_MAX = 256;
/** A longer silence is passed over; a shorter one is played, and the market ages in it. */
const SILENCE_MAX_MS = 60_000;

/** Resolves when the first ticks are there, or there are none. */
export async function openTickStream(options: TickStreamOptions): Promise<TickStream> {
  const reader = ticksInOrder(options);
  const ahead: NextTick[] = [];
  let over = false;
  let reading: Promise<void> | null = null;

  const readOn = async () => {
    while (ahead.length < AHEAD_MAX && !over) {
      const next = await reader.next();
      if (next.done === true) over = true;
      else if (!over) ahead.push(next.value);
    }
  };
  const read = () => {
    reading ??= readOn()
      .catch((error: unknown) => {
        over = true;
        options.onFault(error);
      })
      .finally(() => {
        reading = null;
      });
    return reading;
  };

  await read();
  return {
    peek: () => ahead[0] ?? null,
    take() {
      ahead.shift();
      if (ahead.length < AHEAD_MAX / 2 && !over) void read();
    },
    isOver: () => over && ahead.length === 0,
    close() {
      over = true;
      ahead.length = 0;
      void reader.return(undefined);
    },
  };
}

async function* ticksInOrder({ segments, from, loop }: TickStreamOptions): AsyncGenerator<NextTick> {
  let span: { readonly from?: number | undefined } = { from };
  let lastAt: number | null;
  do {
    lastAt = null;
    for await (const entry of readTicks(segments, span)) {
      if (entry.kind !== 'tick') continue;
      const { asOf } = entry.tick.snapshot;
      yield { tick: entry.tick, jump: lastAt === null || asOf - lastAt > SILENCE_MAX_MS };
      lastAt = asOf;
    }
    span = {};
  } while (loop && lastAt !== null); // a recording without a tick is not begun again for ever
}
