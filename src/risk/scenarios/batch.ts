import { type CellShock, PricingError } from '../../../pricing/index.ts';
import { type BookPart, makeBookPart } from './book-part.ts';
import { type CellSpec, cellShockOf } from './cell-shock.ts';
import { cellWidth, makeEvaluator } from './evaluate.ts';
import { addColumns, type ColumnSums, EXACT_MAX } from './exact-sum.ts';
import { addGroupSums, groupSums, worstUses } from './limit-uses.ts';
import { MEASURES, PARTS } from './measures.ts';
import type { Plan } from './plan.ts';
import { splitPlan } from './split-plan.ts';

/** Values many cells of a plan. */
export interface Batch {
  /** Doubles of a cell. */
  readonly width: number;
  /**
   * The results of cells, one after the other; the first has the index `from`.
   * @throws ScenarioError naming the cell, and the trade where there is one.
   */
  value(from: number, cells: readonly CellSpec[]): Float64Array;
}

/** Some 200 kB of columns. */
const PART_ROWS = 500;
const SUMS = MEASURES.length + PARTS.length;

interface Piece {
  readonly part: BookPart;
  readonly holdings: Omit<Plan, 'cells'>;
}

/**
 * A part of the book in all cells, then the next part, so that the cost of a valuation does not grow with the book. What a
 * cell comes to does not depend on the others that it is valued with.
 * @throws PricingError when the market lacks what the book needs.
 */
export function makeBatch(plan: Omit<Plan, 'cells'>): Batch {
  const pieces = splitPlan(plan, PART_ROWS).map((holdings): Piece => ({ holdings, part: makeBookPart(holdings) }));
  const width = cellWidth(plan);
  return {
    width,
    value(from, cells) {
      const out = new Float64Array(cells.length * width);
      if (valueAll(plan, { pieces, cells, out })) return out;
      return oneByOne(plan, from, cells);
    },
  };
}

interface Work {
  readonly pieces: readonly Piece[];
  readonly cells: readonly CellSpec[];
  readonly out: Float64Array;
}

/** Whether every cell has a result. */
function valueAll(plan: Omit<Plan, 'cells'>, { pieces, cells, out }: Work): boolean {
  const gross = new Float64Array(out.length);
  const shocks = cells.map(cellShockOf);
  const hasLimits = plan.measures === 'all' && plan.limits.length > 0;
  const uses = hasLimits ? cells.map(() => groupSums(plan)) : [];
  const sums = { out, gross, uses, width: cellWidth(plan) };
  try {
    for (const piece of pieces) addPiece(piece, shocks, sums);
  } catch (error) {
    if (error instanceof PricingError) return false;
    throw error;
  }
  for (const [cell, used] of uses.entries()) worstUses(used, out, cell * sums.width + SUMS);
  return gross.every((sum) => sum < EXACT_MAX);
}

interface Sums extends ColumnSums {
  /** By cell; empty without limits. */
  readonly uses: readonly (readonly Float64Array[])[];
  readonly width: number;
}

function addPiece({ part, holdings }: Piece, shocks: readonly CellShock[], sums: Sums): void {
  const { width, uses } = sums;
  const columns = holdings.measures === 'all' ? [...part.dollars, ...part.parts] : [part.dollars[0] as Float64Array];
  for (let cell = 0; cell < shocks.length; cell += 1) {
    part.value(shocks[cell] as CellShock);
    addColumns(holdings.legs, columns, { sums, at: cell * width });
    const used = uses[cell];
    if (used !== undefined) addGroupSums(holdings, part, used);
  }
}

/** Some cell has no result: which one, and why, is said by the whole book in the order of the cells. */
function oneByOne(plan: Omit<Plan, 'cells'>, from: number, cells: readonly CellSpec[]): Float64Array {
  const evaluator = makeEvaluator(plan);
  const out = new Float64Array(cells.length * evaluator.width);
  for (const [at, spec] of cells.entries()) evaluator.cell({ index: from + at, spec }, out, at * evaluator.width);
  return out;
}
