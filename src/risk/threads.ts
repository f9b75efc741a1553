import { fileURLToPath } from 'node:url';
import { Piscina } from 'piscina';
import { Interrupted } from './interrupted.ts';
import { riskWork, type Task, type Work } from './work.ts';

/** Work of runs, in threads beside the event loop, so that a replayed year delays no quote; or in this thread. */
export interface RiskThreads {
  /** How many; 0 is none: work is done in this thread. */
  readonly count: number;
  /** @throws Interrupted when the threads were stopped meanwhile. */
  run<N extends keyof Work>(name: N, chunk: Parameters<Work[N]>[0]): Promise<Awaited<ReturnType<Work[N]>>>;
  stop(): Promise<void>;
}

/** Named here and checked by its type: the thread finds the function by this name. */
const RUN = 'riskWork' satisfies typeof riskWork.name;

/** Sources run through a loader, which the thread needs as well; what is built runs as it is. */
const IS_SOURCE = import.meta.url.endsWith('.ts');
const MODULE = fileURLToPath(new URL(IS_SOURCE ? './work.ts' : './work.js', import.meta.url));

const IDLE_MS = 30_000;
/** Chunks that wait: a few for each thread of each run that is worked on at once. */
const QUEUE_MAX = 1_024;

export function openRiskThreads(count: number): RiskThreads {
  if (count === 0) return { count, run: (name, chunk) => riskWork({ name, chunk }) as never, async stop() {} };
  const pool = new Piscina<Task, unknown>({
    filename: MODULE,
    name: RUN,
    minThreads: 0,
    maxThreads: count,
    idleTimeout: IDLE_MS,
    maxQueue: QUEUE_MAX,
    ...(IS_SOURCE ? { execArgv: ['--import', 'tsx'] } : {}),
  });
  // A thread that dies rejects its task, and the run says so.
  pool.on('error', () => {});
  let isStopped = false;
  return {
    count,
    // The pool does not know which name gives what; `riskWork` and `Work` do.
    run: (name, chunk) =>
      pool.run({ name, chunk }).catch((error: unknown) => {
        throw isStopped ? new Interrupted(error) : error;
      }) as never,
    stop() {
      isStopped = true;
      return pool.destroy();
    },
  };
}

/** Chunks of at most `size`, worked on at once; what each gives is put together in the order of the items. */
export async function inChunks<T, R>(
  items: readonly T[],
  size: number,
  work: (chunk: readonly T[]) => Promise<readonly R[]>,
): Promise<R[]> {
  const chunks: (readonly T[])[] = [];
  for (let from = 0; from < items.length; from += size) chunks.push(items.slice(from, from + size));
  return (await Promise.all(chunks.map(work))).flat();
}
