import { setPriority } from 'node:os';
import type { CellSpec } from './cell-shock.ts';
import { valueChunk } from './chunk.ts';
import { type Evaluator, makeEvaluator, ScenarioError } from './evaluate.ts';
import type { Plan } from './plan.ts';

/** One chunk for a thread. The holdings come along each time: their columns are shared memory, so that costs little. */
export interface ChunkTask {
  readonly planId: string;
  readonly holdings: Omit<Plan, 'cells'>;
  /** Index of the first cell. */
  readonly from: number;
  readonly cells: readonly CellSpec[];
}

export type ChunkAnswer = { readonly values: Float64Array } | { readonly fault: string };

/** Below whatever answers clients: on Linux this is the thread's own. */
const NICE = 10;
try {
  setPriority(NICE);
} catch {
  // A system that does not let a thread step back runs it as it is.
}

let latest: { readonly planId: string; readonly evaluator: Evaluator } | null = null;

/** What the pool calls. */
export function work({ planId, holdings, from, cells }: ChunkTask): ChunkAnswer {
  try {
    if (latest?.planId !== planId) latest = { planId, evaluator: makeEvaluator(holdings) };
    return { values: valueChunk(latest.evaluator, from, cells) };
  } catch (error) {
    if (error instanceof ScenarioError) return { fault: error.message };
    throw error;
  }
}
