import { availableParallelism } from 'node:os';
import { Piscina } from 'piscina';
import { Interrupted } from '../interrupted.ts';
import type { Chunk } from './chunk.ts';
import { ScenarioError } from './evaluate.ts';
import type { Plan } from './plan.ts';
import type { ChunkAnswer, ChunkTask, work } from './worker.ts';

/** Threads that value chunks, at a lower priority than the service. They start with the first chunk and end when idle. */
export interface ScenarioPool {
  readonly threads: number;
  /** @throws ScenarioError naming the cell that has no result; Interrupted when the pool was closed meanwhile. */
  value(task: ChunkTask): Promise<Float64Array>;
  close(): Promise<void>;
}

/** The worker's function, by the name that it goes by there. */
const ENTRY = 'work' satisfies keyof { readonly work: typeof work };
const THREADS_MAX = 8;
const IDLE_MS = 10_000;

/** From the sources, as tests and benches run it, a thread needs what reads TypeScript. */
const IS_SOURCE = import.meta.url.endsWith('.ts');

interface PoolOptions {
  /** As many as the machine has processors, unless told. */
  readonly threads?: number;
  /** What a thread runs; its URL. */
  readonly worker?: string;
}

export function openPool({
  threads = Math.min(availableParallelism(), THREADS_MAX),
  worker = new URL(IS_SOURCE ? './worker.ts' : './worker.js', import.meta.url).href,
}: PoolOptions = {}): ScenarioPool {
  let pool: Piscina<ChunkTask, ChunkAnswer> | null = null;
  let isClosed = false;
  const open = () =>
    new Piscina<ChunkTask, ChunkAnswer>({
      filename: worker,
      name: ENTRY,
      minThreads: 0,
      maxThreads: threads,
      idleTimeout: IDLE_MS,
      ...(worker.endsWith('.ts') ? { execArgv: ['--import', 'tsx'] } : {}),
    });
  return {
    threads,
    async value(task) {
      if (isClosed) throw new Interrupted(null);
      pool ??= open();
      const answer = await pool.run(task).catch((error: unknown) => {
        throw isClosed ? new Interrupted(error) : error;
      });
      if ('fault' in answer) throw new ScenarioError(answer.fault);
      return answer.values;
    },
    async close() {
      isClosed = true;
      await pool?.destroy();
      pool = null;
    },
  };
}

/** The same plan with its columns in memory that threads share instead of copying. */
export function sharedPlan(plan: Plan): Plan {
  const { book, legs, limits } = plan;
  return {
    ...plan,
    book: {
      ...book,
      seriesOf: shared(book.seriesOf),
      isCall: shared(book.isCall),
      strike: shared(book.strike),
      payout: shared(book.payout),
      isInverse: shared(book.isInverse),
    },
    legs: { row: shared(legs.row), units: shared(legs.units), trade: shared(legs.trade) },
    limits: limits.map((limit) => ({ ...limit, groupOf: shared(limit.groupOf) })),
  };
}

type Column = Float64Array | Uint32Array | Int32Array | Uint8Array;

function shared<T extends Column>(column: T): T {
  const Kind = column.constructor as new (buffer: SharedArrayBuffer) => T;
  const copy = new Kind(new SharedArrayBuffer(column.byteLength));
  copy.set(column);
  return copy;
}

export interface RunningPlan {
  readonly planId: string;
  readonly plan: Plan;
  readonly chunks: readonly Chunk[];
}

/**
 * Values chunks on the pool, so many at once as it has threads, and hands over each as it is done.
 * @param onChunk told of each; false ends the run.
 */
export async function valueChunks(
  pool: ScenarioPool,
  { planId, plan: { cells, ...holdings }, chunks }: RunningPlan,
  onChunk: (chunk: Chunk, values: Float64Array) => Promise<boolean>,
): Promise<void> {
  let next = 0;
  let goesOn = true;
  const takeChunks = async () => {
    while (goesOn && next < chunks.length) {
      const chunk = chunks[next] as Chunk;
      next += 1;
      const values = await pool.value({
        planId,
        holdings,
        from: chunk.from,
        cells: cells.slice(chunk.from, chunk.from + chunk.count),
      });
      goesOn = (await onChunk(chunk, values)) && goesOn;
    }
  };
  await Promise.all(Array.from({ length: pool.threads }, takeChunks));
}
