import type { Job, JobQueue } from '../../src/platform/queue/port.ts';

export interface HostileQueue extends JobQueue {
  /** How many jobs met which fate. */
  readonly fates: Readonly<Record<'lost' | 'doubled' | 'late' | 'overtaken', number>>;
}

const FATES = ['lost', 'doubled', 'late', 'overtaken'] as const;
const LATE_MS = 700;

/** A queue that does to its jobs what a queue may, each in turn: loses, doubles, delays, lets them overtake. */
export function hostileQueue(queue: JobQueue, clock: { now(): number }): HostileQueue {
  const fates = { lost: 0, doubled: 0, late: 0, overtaken: 0 };
  const heldBack: Job[] = [];
  let count = 0;

  const treat = {
    lost: () => [],
    doubled: (job: Job) => [job, { ...job, id: `${job.id}-2` }, { ...job, id: `${job.id}-3` }, ...heldBack.splice(0)],
    late: (job: Job) => [{ ...job, runAt: (job.runAt ?? clock.now()) + LATE_MS }],
    overtaken(job: Job) {
      heldBack.push(job);
      return [];
    },
  };
  return {
    fates,
    async add(job) {
      const fate = FATES[count % FATES.length] ?? 'lost';
      count += 1;
      fates[fate] += 1;
      for (const one of treat[fate](job)) await queue.add(one);
    },
    process: queue.process,
    close: queue.close,
  };
}
