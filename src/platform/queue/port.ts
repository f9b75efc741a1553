/**
 * The queue is an alarm clock: it says when to look, the database says what is so. A job carries ids and versions,
 * never state, and may run twice, late, or not at all; handlers are idempotent and a reconciler re-arms what is due.
 */
export interface Job {
  readonly name: string;
  /** A second job of the same name and id, while the first waits, is the same job. */
  readonly id: string;
  readonly payload: Readonly<Record<string, string | number>>;
  /** UTC epoch ms; absent means now. */
  readonly runAt?: number;
}

export type JobHandler = (payload: unknown) => Promise<void>;

export interface JobQueue {
  add(job: Job): Promise<void>;
  /** Registers the one handler of a job name; jobs of that name run from then on, at most so many at once in this process. */
  process(name: string, handler: JobHandler, concurrency?: number): void;
  /** Waits for running jobs, then stops. Waiting jobs are forgotten or kept, as the adapter can. */
  close(): Promise<void>;
}

/** Told of each failed attempt. */
export type JobFailure = (failure: { name: string; id: string; error: unknown }) => void;

export const JOB_CONCURRENCY = 8;
export const JOB_ATTEMPTS = 5;
export const JOB_BACKOFF_MS = 200;
