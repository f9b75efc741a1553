import Bull from 'bull';
import { Redis } from 'ioredis';
import type { Clock } from '../clock.ts';
import { makeWaitingCalls } from '../waiting-calls.ts';
import { JOB_ATTEMPTS, JOB_BACKOFF_MS, JOB_CONCURRENCY, type JobFailure, type JobQueue } from './port.ts';

export interface BullQueueOptions {
  readonly redisUrl: string;
  readonly clock: Clock;
  readonly onFailure: JobFailure;
  /** Told of a lost connection; the queue reconnects by itself. */
  readonly onError: (error: Error) => void;
}

/** Jobs in Redis, shared by all processes; one Bull queue a job name. */
export function bullQueue({ redisUrl, clock, onFailure, onError }: BullQueueOptions): JobQueue {
  const queues = new Map<string, Bull.Queue>();
  const connections: Redis[] = [];
  const bounded = makeWaitingCalls('Redis');

  const connect = (type: 'client' | 'subscriber' | 'bclient') => {
    // A command while Redis is away must fail at once: the caller has the database and the reconciler.
    const patient =
      type === 'client' ? { enableOfflineQueue: true, maxRetriesPerRequest: 1 } : { maxRetriesPerRequest: null };
    const connection = new Redis(redisUrl, { ...patient, enableReadyCheck: false });
    connection.on('error', onError);
    connections.push(connection);
    return connection;
  };

  const queueOf = (name: string) => {
    let queue = queues.get(name);
    if (queue === undefined) {
      queue = new Bull(name, { createClient: connect, prefix: 'otc' });
      queue.on('error', onError);
      queue.on('failed', (job, error) => onFailure({ name, id: String(job.id), error }));
      queues.set(name, queue);
    }
    return queue;
  };

  return {
    async add(job) {
      const delay = Math.max((job.runAt ?? 0) - clock.now(), 0);
      // A finished job that stays in Redis would swallow a second one of the same id.
      const options: Bull.JobOptions = {
        jobId: job.id,
        delay,
        attempts: JOB_ATTEMPTS,
        backoff: { type: 'exponential', delay: JOB_BACKOFF_MS },
        removeOnComplete: true,
        removeOnFail: true,
      };
      await bounded(() => queueOf(job.name).add(job.payload, options));
    },
    process(name, handler, concurrency = JOB_CONCURRENCY) {
      void queueOf(name).process(concurrency, (job) => handler(job.data));
    },
    async close() {
      await Promise.all([...queues.values()].map((queue) => queue.close()));
      for (const connection of connections) connection.disconnect();
    },
  };
}
