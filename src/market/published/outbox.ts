import type { LeasedChannel, ShelfChange } from '../../platform/leased-channel/port.ts';
import type { ReportError } from '../publisher.ts';
import type { IdentifiedSnapshot } from '../snapshot-id.ts';
import type { LeaseHold } from './lease-keeper.ts';
import { snapshotText } from './message.ts';

export const SNAPSHOT_PLACE = 'snapshot';
export const STATUS_PLACE = 'status';

/** For who starts to listen later; guards judge its age as any other's. */
const SNAPSHOT_KEEP_MS = 600_000;
/** A status that is older says nothing about now. */
const STATUS_KEEP_MS = 5_000;

export interface OutboxOptions {
  readonly hold: LeaseHold;
  readonly channel: Pick<LeasedChannel, 'say'>;
  /** The channel says that another process holds the lease. */
  readonly onRefused: () => void;
  readonly reportError: ReportError;
}

export interface Outbox {
  offer(snapshot: IdentifiedSnapshot): void;
  /** Also tries again what could not be said before, unless there is a newer snapshot. */
  sayStatus(message: string): void;
}

/**
 * Says while the hold is valid, and nothing after. One snapshot is under way at a time and behind it waits the newest
 * alone: a slow Redis is told less often, never later.
 */
export function makeOutbox({ hold, channel, onRefused, reportError }: OutboxOptions): Outbox {
  const { holder, reign } = hold;
  let waiting: IdentifiedSnapshot | null = null;
  let sending = false;
  let failing = false;
  let sequence = 0;
  /** The parts on the channel's shelf; null when that is not certain. */
  let shelved: readonly string[] | null = null;

  const say = async (speech: Omit<Parameters<LeasedChannel['say']>[0], 'holder'>) => {
    try {
      const said = await channel.say({ holder, ...speech });
      failing = false;
      if (!said) onRefused();
      return said;
    } catch (error) {
      if (!failing) reportError(error); // once, until something is said again
      failing = true;
      return false;
    }
  };

  const saySnapshot = async (snapshot: IdentifiedSnapshot) => {
    sequence += 1;
    const before = shelved;
    shelved = null;
    const ids = snapshot.parts.map(({ id }) => id);
    const { message, newParts } = snapshotText(snapshot, { reign, sequence, known: new Set(before ?? []) });
    const remove = (before ?? []).filter((id) => !ids.includes(id));
    const shelf: ShelfChange = { clear: before === null, put: newParts, remove };
    const said = await say({ place: SNAPSHOT_PLACE, message, keepMs: SNAPSHOT_KEEP_MS, shelf });
    if (said) shelved = ids;
    else waiting ??= snapshot;
    return said;
  };

  const flush = async () => {
    if (sending) return;
    sending = true;
    for (let said = true; said && waiting !== null && hold.isValid(); ) {
      const snapshot: IdentifiedSnapshot = waiting;
      waiting = null;
      said = await saySnapshot(snapshot);
    }
    sending = false;
  };

  return {
    offer(snapshot) {
      waiting = snapshot;
      flush().catch(reportError);
    },
    sayStatus(message) {
      if (!hold.isValid()) return;
      say({ place: STATUS_PLACE, message, keepMs: STATUS_KEEP_MS }).then(flush).catch(reportError);
    },
  };
}
