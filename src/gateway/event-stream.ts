import type { EventEnvelope } from '../contracts/events.ts';

export interface EventStreamPorts {
  /** Durable events after `afterSeq`, in order. */
  readonly read: (page: { afterSeq: number; limit: number }) => Promise<EventEnvelope[]>;
  readonly send: (envelope: EventEnvelope) => void;
  /** Resolves when the page that was sent has been taken: a long way back is read only as fast as it is listened to. */
  readonly untilSent?: () => Promise<void>;
  /** A failed read ends the stream's connection: the client resumes where it was. */
  readonly onFailure: (error: unknown) => void;
}

const PAGE = 200;

/**
 * One socket's view of its account's events: in order, none missing, none twice. What the bus brings next in line is
 * sent at once; whatever it skipped is read from the database first.
 */
export function makeEventStream({ read, send, untilSent, onFailure }: EventStreamPorts) {
  /** The last sequence sent; null until the stream is started. */
  let cursor: number | null = null;
  /** The highest sequence known to be durable. */
  let newest = 0;
  let pumping = false;
  /** The last that the other side was shown; null before the first. */
  let shown: number | null = null;

  const sendNext = (envelope: EventEnvelope) => {
    if (cursor === null || envelope.seq !== cursor + 1) return;
    cursor = envelope.seq;
    shown = envelope.seq;
    send(envelope);
  };

  /** Whether there is more to read than this page, which began after `from`. */
  const sendPage = (page: readonly EventEnvelope[], from: number): boolean => {
    for (const envelope of page) sendNext(envelope);
    if (cursor !== from) return true; // on its way, or resumed elsewhere while the page was read
    if (page.length === 0) return false;
    throw new Error(`event ${from + 1} is missing: the next one in the database is ${page[0]?.seq}`);
  };

  const readOn = async () => {
    try {
      while (cursor !== null && cursor < newest) {
        const from = cursor;
        const page = await read({ afterSeq: from, limit: PAGE });
        if (!sendPage(page, from)) return;
        await untilSent?.();
      }
    } finally {
      // In the same turn as the last look at `newest`: whoever raises it from now on starts the next reading.
      pumping = false;
    }
  };

  const pump = () => {
    if (pumping) return;
    pumping = true;
    readOn().catch(onFailure);
  };

  return {
    shown: () => shown,
    /** Nothing is sent until it is started again: what is announced meanwhile comes then, in its place. */
    pause() {
      cursor = null;
    },
    /** From here on: nothing up to `seq` is sent, everything after it is. */
    startAfter(seq: number, knownSeq: number) {
      cursor = seq;
      newest = Math.max(newest, knownSeq);
      pump();
    },
    offer(envelope: EventEnvelope) {
      newest = Math.max(newest, envelope.seq);
      if (!pumping && cursor !== null && envelope.seq === cursor + 1) sendNext(envelope);
      else pump();
    },
    /** Somebody looked in the database: events up to here are durable. */
    noteNewest(seq: number) {
      newest = Math.max(newest, seq);
      pump();
    },
  };
}
export type EventStream = ReturnType<typeof makeEventStream>;
