import { cellWidth, makeEvaluator } from './evaluate.ts';
import type { Plan } from './plan.ts';

/** A run of cells that one thread values. */
export interface Chunk {
  readonly from: number;
  readonly count: number;
}

/** Valuations of a chunk: some 50 ms of a thread, so that a cancelled run ends soon and threads end together. */
const VALUATIONS_PER_CHUNK = 100_000;

/** So that several workers share even a small book, and a bar moves. */
const CHUNKS_AT_LEAST = 32;

/** The cells of a plan in chunks that depend on the plan alone, never on who works on them. */
export function chunksOf({ cells, book, legs }: Pick<Plan, 'cells' | 'book' | 'legs'>): Chunk[] {
  const most = Math.floor(VALUATIONS_PER_CHUNK / Math.max(book.strike.length, legs.row.length, 1));
  const size = Math.max(1, Math.min(most, Math.ceil(cells.length / CHUNKS_AT_LEAST)));
  const chunks: Chunk[] = [];
  for (let from = 0; from < cells.length; from += size)
    chunks.push({ from, count: Math.min(size, cells.length - from) });
  return chunks;
}

/** The unshocked market in the same columns. */
export function valueBase(plan: Omit<Plan, 'cells'>): Float64Array {
  const out = new Float64Array(cellWidth(plan));
  makeEvaluator(plan).base(out, 0);
  return out;
}
