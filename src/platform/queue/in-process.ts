import type { Clock } from '../clock.ts';
import {
  JOB_ATTEMPTS,
  JOB_BACKOFF_MS,
  JOB_CONCURRENCY,
  type Job,
  type JobFailure,
  type JobHandler,
  type JobQueue,
} from './port.ts';

interface Lane {
  readonly handler: JobHandler;
  readonly concurrency: number;
  readonly ready: { job: Job; attempt: number }[];
  running: number;
}

/** Node fires a longer timer at once; a job further away is looked at again then. */
const LONGEST_TIMER_MS = 2 ** 31 - 1;

/** Timers in this process: nothing outlives it, the reconciler finds what was lost in the database. */
export function inProcessQueue({ clock, onFailure }: { clock: Clock; onFailure: JobFailure }): JobQueue {
  const lanes = new Map<string, Lane>();
  /** Jobs that have not begun, for their time or for a free place. */
  const waiting = new Set<string>();
  const timers = new Set<NodeJS.Timeout>();
  const active = new Set<Promise<void>>();
  let closed = false;

  const arm = (job: Job, attempt: number, delayMs: number) => {
    if (closed || waiting.has(keyOf(job))) return;
    waiting.add(keyOf(job));
    fireAfter(delayMs, job, attempt);
  };

  const fireAfter = (delayMs: number, job: Job, attempt: number) => {
    const fire = () => {
      timers.delete(timer);
      const leftMs = (job.runAt ?? 0) - clock.now();
      if (leftMs > 0 && attempt === 1) return fireAfter(leftMs, job, attempt);
      const lane = lanes.get(job.name);
      if (lane === undefined) return waiting.delete(keyOf(job));
      lane.ready.push({ job, attempt });
      pump(lane);
    };
    const timer = setTimeout(fire, Math.min(Math.max(delayMs, 0), LONGEST_TIMER_MS));
    timers.add(timer);
  };

  const pump = (lane: Lane) => {
    while (lane.running < lane.concurrency) {
      const next = lane.ready.shift();
      if (next === undefined) return;
      waiting.delete(keyOf(next.job));
      lane.running += 1;
      const run = attemptJob(lane, next).finally(() => {
        lane.running -= 1;
        active.delete(run);
        if (!closed) pump(lane);
      });
      active.add(run);
    }
  };

  const attemptJob = async (lane: Lane, { job, attempt }: { job: Job; attempt: number }) => {
    try {
      await lane.handler(job.payload);
    } catch (error) {
      onFailure({ name: job.name, id: job.id, error });
      if (attempt < JOB_ATTEMPTS) arm(job, attempt + 1, JOB_BACKOFF_MS * 2 ** (attempt - 1));
    }
  };

  return {
    async add(job) {
      arm(job, 1, (job.runAt ?? 0) - clock.now());
    },
    process(name, handler, concurrency = JOB_CONCURRENCY) {
      lanes.set(name, { handler, concurrency, ready: [], running: 0 });
    },
    async close() {
      closed = true;
      for (const timer of timers) clearTimeout(timer);
      timers.clear();
      await Promise.all(active);
    },
  };
}

function keyOf({ name, id }: Job): string {
  return `${name}\n${id}`;
}
