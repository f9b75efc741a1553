export interface SequencerPorts<T> {
  /** Told of every message once, in order, none missing. */
  readonly deliver: (message: T) => void;
  /** Asks the service for everything after `afterSeq`; the messages then arrive through `receive`. */
  readonly resume: (afterSeq: number) => void;
}

export interface Sequencer<T> {
  /** The service's greeting: the account's last sequence number at this moment. */
  greet(lastSeq: number): void;
  receive(seq: number, message: T): void;
  /** The answer to `resume`. Numbers before `fromSeq` are lost if `gap` is set. */
  resumed(answer: { readonly fromSeq: number; readonly gap: boolean }): void;
  lastSeq(): number | null;
}

/** Messages that arrived ahead of their turn and are kept; the service sends any others again. */
const MAX_AHEAD = 1_000;

/**
 * Puts an account's events in order. It starts after `afterSeq`, or at the first greeting when that is null. A number
 * that is not the next one means messages were missed: they are asked for once, and those ahead wait for them.
 */
export function makeSequencer<T>(afterSeq: number | null, { deliver, resume }: SequencerPorts<T>): Sequencer<T> {
  const ahead = new Map<number, T>();
  let last = afterSeq;
  let resuming = false;

  function askFor(after: number): void {
    if (resuming) return;
    resuming = true;
    resume(after);
  }

  function deliverAhead(): void {
    if (last === null) return;
    let message = ahead.get(last + 1);
    while (message !== undefined) {
      last += 1;
      ahead.delete(last);
      deliver(message);
      message = ahead.get(last + 1);
    }
  }

  return {
    greet(lastSeq) {
      resuming = false; // whatever was asked went down with the connection before
      if (last === null || last > lastSeq) last = lastSeq; // a restored service may know less than this client did
      if (last < lastSeq) askFor(last);
    },
    receive(seq, message) {
      if (last === null || seq <= last) return;
      if (seq > last + 1 && ahead.size >= MAX_AHEAD) return askFor(last);
      ahead.set(seq, message);
      if (seq > last + 1) return askFor(last);
      deliverAhead();
    },
    resumed({ fromSeq, gap }) {
      resuming = false;
      if (last === null || !gap) return;
      last = Math.max(last, fromSeq - 1);
      deliverAhead();
    },
    lastSeq: () => last,
  };
}
