import type { IdentifiedSnapshot } from '../snapshot-id.ts';
import type { NextTick, TickStream } from './tick-stream.ts';

/** Where play is: which recorded tick is due at a moment of the service. */
export interface Playhead {
  /** The latest recorded tick due at `now` that was not given before; null when there is none. */
  due(now: number): IdentifiedSnapshot | null;
  isOver(): boolean;
  close(): void;
}

/** Position follows from the time since the last jump alone, so play neither drifts nor piles up. */
export function makePlayhead(stream: TickStream, speed: number): Playhead {
  let anchor: { readonly recordedAt: number; readonly now: number } | null = null;

  /** A jump is due at once, but what comes before it is shown first. */
  const isDue = ({ tick, jump }: NextTick, { now, isFirst }: { now: number; isFirst: boolean }) => {
    const recordedAt = tick.snapshot.asOf;
    if (jump && isFirst) anchor = { recordedAt, now };
    if (jump || anchor === null) return isFirst;
    return recordedAt <= anchor.recordedAt + (now - anchor.now) * speed;
  };

  return {
    due(now) {
      let due: IdentifiedSnapshot | null = null;
      for (let next = stream.peek(); next !== null; next = stream.peek()) {
        if (!isDue(next, { now, isFirst: due === null })) break;
        due = next.tick;
        stream.take();
      }
      return due;
    },
    isOver: stream.isOver,
    close: stream.close,
  };
}
