import { stepBack } from '../step-back.ts';
import { type Batch, makeBatch } from './batch.ts';
import type { CellSpec } from './cell-shock.ts';
import { ScenarioError } from './evaluate.ts';
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

stepBack();

let latest: { readonly planId: string; readonly batch: Batch } | null = null;

/** What the pool calls. */
export function work({ planId, holdings, from, cells }: ChunkTask): ChunkAnswer {
  try {
    if (latest?.planId !== planId) latest = { planId, batch: makeBatch(holdings) };
    return { values: latest.batch.value(from, cells) };
  } catch (error) {
    if (error instanceof ScenarioError) return { fault: error.message };
    throw error;
  }
}
