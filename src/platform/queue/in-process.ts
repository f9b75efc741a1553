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
  readonly ready: { job: Job; attempt: number }[];
  running: number;
}

/** Node fires a longer timer at once; a job further away is looked at again then. */
const LONGEST_TIMER_MS = 2 ** 31 - 1;

/** Timers in this process: nothing outlives it, the reconciler finds what was lost in the database. */
export function inProcessQueue({ clock, onFailure }: { clock: Clock; onFailure: JobFailure }): JobQueue {
  const lanes = new Map<string, Lane>();
  const timers = new Map<string, NodeJS.Timeout>();
  const active = new Set<Promise<void>>();
  let closed = false;

  const arm = (job: Job, attempt: number, delayMs: number) => {
    const key = `${job.name}\n${job.id}`;
    if (closed || timers.has(key)) return;
    const fire = () => {
      timers.delete(key);
      const leftMs = (job.runAt ?? 0) - clock.now();
      if (leftMs > 0 && attempt === 1) return arm(job, attempt, leftMs);
      const lane = lanes.get(job.name);
      if (lane === undefined) return;
      lane.ready.push({ job, attempt });
      pump(lane);
    };
    timers.set(key, setTimeout(fire, Math.min(Math.max(delayMs, 0), LONGEST_TIMER_MS)));
  };

  const pump = (lane: Lane) => {
    while (lane.running < JOB_CONCURRENCY) {
      const next = lane.ready.shift();
      if (next === undefined) return;
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
    process(name, handler) {
      lanes.set(name, { handler, ready: [], running: 0 });
    },
    async close() {
      closed = true;
      for (const timer of timers.values()) clearTimeout(timer);
      timers.clear();
      await Promise.all(active);
    },
  };
}
