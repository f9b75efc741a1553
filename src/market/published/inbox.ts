import type { Clock } from '../../platform/clock.ts';
import type { Recollection } from '../../platform/leased-channel/port.ts';
import type { ReportError } from '../publisher.ts';
import { type IdentifiedSnapshot, readStoredSnapshot } from '../snapshot-id.ts';
import type { SnapshotPart } from '../snapshot-parts.ts';
import { readMessage, type SnapshotMessage, type StatusMessage } from './message.ts';

/** A publisher whose clock is further ahead than this is not believed: its prices would look younger than they are. */
export const CLOCK_AHEAD_MAX_MS = 1_000;

export interface InboxOptions {
  readonly clock: Clock;
  readonly onSnapshot: (snapshot: IdentifiedSnapshot) => void;
  readonly onStatus: (message: StatusMessage) => void;
  /** A snapshot refers to parts that were never heard: look up what is kept, and give it to `recall`. */
  readonly onIncomplete: () => void;
  readonly reportError: ReportError;
}

export interface Inbox {
  hear(text: string): void;
  /** Takes what is kept in the channel: the same messages, and the parts they refer to. */
  recall(kept: Recollection): void;
  /** Of all publishers heard; 0 before the first. */
  highestReign(): number;
}

interface Newest {
  readonly message: SnapshotMessage;
  done: boolean;
  askedForParts: boolean;
}

/**
 * What a listener believes: nothing of a reign that is over, nothing that goes back in its reign's order or time, nothing
 * stamped ahead of this process's clock. Of messages that arrive together only the newest is read.
 */
export function makeInbox(options: InboxOptions): Inbox {
  const { clock, onSnapshot, onStatus, onIncomplete, reportError } = options;
  let highestReign = 0;
  let newest: Newest | null = null;
  let parts = new Map<string, SnapshotPart>();
  let refusing = false;
  const { guarded, worked } = reportingOnce(reportError);

  /** Of the newest snapshot alone, and the same objects as long as they are in use: their surfaces are read once. */
  const shelve = (more: readonly SnapshotPart[]) => {
    const offered = new Map(more.map((part) => [part.id, part]));
    const used = (newest?.message.partIds ?? []).flatMap((id) => parts.get(id) ?? offered.get(id) ?? []);
    parts = new Map(used.map((part) => [part.id, part]));
  };

  const read = () => {
    if (newest === null || newest.done) return;
    const { id, text, partIds, recordedAt, conditions } = newest.message;
    if (partIds.some((partId) => !parts.has(partId))) {
      if (!newest.askedForParts) onIncomplete();
      newest.askedForParts = true;
      return;
    }
    newest.done = true;
    const held = parts;
    parts = new Map(); // one that was altered would otherwise stay
    const snapshot = readStoredSnapshot({ id, text, parts: [...held.values()] }, { recordedAt, conditions });
    parts = held;
    worked();
    onSnapshot(snapshot);
  };

  const readSoon = () => void setImmediate(() => guarded(read)); // after what has arrived together was heard

  const take = (message: SnapshotMessage) => {
    if (newest?.message.reign === message.reign && message.sequence <= newest.message.sequence) return;
    const fault = refusal(message, { last: newest?.message, now: clock.now() });
    if (fault !== null && !refusing) reportError(new Error(fault));
    refusing = fault !== null;
    if (refusing) return;
    newest = { message, done: false, askedForParts: false };
    shelve(message.newParts);
    readSoon();
  };

  const hear = (text: string) =>
    guarded(() => {
      const message = readMessage(text);
      if (message.reign < highestReign) return;
      highestReign = message.reign;
      if (message.kind === 'status') onStatus(message);
      else take(message);
    });

  return {
    hear,
    recall({ messages, shelf }) {
      for (const message of messages) hear(message);
      shelve(Object.entries(shelf).map(([id, text]) => ({ id, text })));
      readSoon();
    },
    highestReign: () => highestReign,
  };
}

function refusal(
  { reign, sequence, asOf }: SnapshotMessage,
  { last, now }: { readonly last: SnapshotMessage | undefined; readonly now: number },
): string | null {
  const aheadMs = asOf - now;
  if (aheadMs > CLOCK_AHEAD_MAX_MS)
    return `a snapshot is stamped ${aheadMs} ms ahead of the clock, limit ${CLOCK_AHEAD_MAX_MS} ms`;
  if (last === undefined || last.reign !== reign || asOf >= last.asOf) return null;
  return `snapshot ${sequence} of reign ${reign} must not be before the one heard last, was ${last.asOf - asOf} ms before`;
}

/** What goes wrong with every message is reported once, until one has been read again. */
function reportingOnce(reportError: ReportError) {
  let failing = false;
  return {
    guarded(work: () => void) {
      try {
        work();
      } catch (error) {
        if (!failing) reportError(error);
        failing = true;
      }
    },
    worked() {
      failing = false;
    },
  };
}
