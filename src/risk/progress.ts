import type { RunProgress } from '../contracts/risk-socket.ts';
import type { Bus } from '../platform/bus/port.ts';
import { type Clock, toInstant } from '../platform/clock.ts';

/** A run as it stands, whatever its kind. */
export interface RunStanding extends Pick<RunProgress, 'kind' | 'runId' | 'state' | 'startedBy' | 'done' | 'total'> {
  /** Since when this pace is kept, UTC epoch ms, and what was done by then: a run may have stood still for a night. */
  readonly since: { readonly at: number; readonly done: number };
}

export interface RunProgresses {
  /** Tells every `/v1/risk` socket of every process; of a run that goes on, at most four times a second. */
  tell(standing: RunStanding): void;
  /** Returns a function that ends it. */
  onProgress(listener: (progress: RunProgress) => void): () => void;
}

const TOPIC = 'risk-runs';
const LEAST_MS = 250;

/** The loudspeaker of all runs of the risk team: replays, what-ifs, scenarios. */
export function makeRunProgresses({ bus, clock }: { readonly bus: Bus; readonly clock: Clock }): RunProgresses {
  const lastTold = new Map<string, number>();
  return {
    tell(standing) {
      const now = clock.now();
      const last = lastTold.get(standing.runId);
      if (standing.state === 'running' && last !== undefined && now - last < LEAST_MS) return;
      if (standing.state === 'running') lastTold.set(standing.runId, now);
      else lastTold.delete(standing.runId);
      bus.publish(TOPIC, progressOf(standing, now));
    },
    onProgress: (listener) => bus.subscribe(TOPIC, (message) => listener(message as RunProgress)),
  };
}

/** @param now UTC epoch ms. */
export function progressOf({ since, ...standing }: RunStanding, now: number): RunProgress {
  const { done, total, state } = standing;
  const seconds = (now - since.at) / 1000;
  const pace = seconds > 0 ? Math.max(done - since.done, 0) / seconds : 0;
  const isRunning = state === 'running';
  return {
    ...standing,
    at: toInstant(now),
    // Rounded down: "100" is said only when it is so.
    percent: done >= total ? '100' : String(Math.floor((done / total) * 10_000) / 100),
    perSecond: pace > 0 ? String(Number(pace.toFixed(1))) : null,
    secondsLeft: isRunning && pace > 0 ? Math.ceil(Math.max(total - done, 0) / pace) : null,
  };
}
