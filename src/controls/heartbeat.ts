import { type Rejection, rejection } from '../contracts/result.ts';

/** Why this process neither quotes nor accepts, whatever the rules say: it does not know them, or was told to stop. */
export interface Pause {
  readonly cause: 'stale' | 'local';
  /** For operators. */
  readonly message: string;
}

export interface HeartbeatDeps {
  /** Reads the rules and their epoch. */
  readonly read: () => Promise<unknown>;
  /** When the newest reading that succeeded began, by `elapsed`. */
  readonly readAt: () => number;
  /** Monotonic, ms. */
  readonly elapsed: () => number;
  readonly staleMs: number;
  /** The words of whoever stopped this process by hand; null when nobody did. */
  readonly stoppedByHand: () => string | null;
  /** After each reading that succeeded. */
  readonly onRead: () => void;
  readonly onChange: (pause: Pause | null) => void;
  readonly onFailure: (error: unknown) => void;
}

const BEAT_MS = 250;
const REFUSALS: Readonly<Record<Pause['cause'], Rejection>> = {
  stale: rejection('UNAVAILABLE', 'the service cannot answer now; ask again'),
  local: rejection('TRADING_PAUSED', 'Trading is paused.'),
};

/**
 * Reads the controls several times a second. A process that cannot, because the database is gone or slow, stops quoting
 * and accepting by itself after `staleMs` (TR-12), and goes on by itself with a reading younger than half of that.
 */
export function makeHeartbeat(deps: HeartbeatDeps) {
  let reading: Promise<void> | null = null;
  let byHand: string | null = null;
  let told: Pause | null = null;
  let isStale = false;
  let timer: NodeJS.Timeout | undefined;

  const paused = (): Pause | null => {
    if (byHand !== null) return { cause: 'local', message: `stopped by hand: ${byHand}` };
    const ageMs = deps.elapsed() - deps.readAt();
    // Once stale, only a reading with time ahead of it ends the pause: one that stood still as long as the database did
    // would end it for some milliseconds.
    const limitMs = isStale ? deps.staleMs / 2 : deps.staleMs;
    // Written so that an age that is no number is stale too.
    isStale = !(ageMs <= limitMs);
    if (!isStale) return null;
    return {
      cause: 'stale',
      message: `the controls were last read ${Math.round(ageMs)} ms ago, limit ${deps.staleMs}, to go on ${deps.staleMs / 2}`,
    };
  };
  const tell = () => {
    const now = paused();
    if (now?.cause === told?.cause) return;
    told = now;
    deps.onChange(now);
  };
  const readOnce = async () => {
    try {
      await deps.read();
      deps.onRead();
    } catch (error) {
      deps.onFailure(error);
    }
  };
  const beat = (): void => {
    byHand = deps.stoppedByHand();
    tell();
    if (reading !== null) return;
    const beganAt = deps.elapsed();
    reading = readOnce().finally(() => {
      reading = null;
      tell();
      // What took longer than a beat is old already: the next one does not wait for its turn.
      if (timer !== undefined && deps.elapsed() - beganAt > BEAT_MS) beat();
    });
  };

  return {
    paused,
    /** What a client hears: UNAVAILABLE while the controls cannot be read, TRADING_PAUSED once stopped by hand; else null. */
    refusal(): { readonly ok: false; readonly rejection: Rejection } | null {
      const pause = paused();
      return pause === null ? null : { ok: false, rejection: REFUSALS[pause.cause] };
    },
    /** Somebody says that the rules have changed: read at once. */
    wake(): void {
      if (reading === null) beat();
      else void reading.then(beat); // that one may have begun before the change
    },
    start(): void {
      beat();
      timer ??= setInterval(beat, BEAT_MS);
    },
    async stop(): Promise<void> {
      clearInterval(timer);
      timer = undefined;
      await reading;
    },
  };
}
export type Heartbeat = ReturnType<typeof makeHeartbeat>;
