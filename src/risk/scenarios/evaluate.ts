import { asked, type BookPart, makeBookPart } from './book-part.ts';
import { type CellSpec, cellShockOf } from './cell-shock.ts';
import { EXACT_MAX, sumLegs, summed } from './exact-sum.ts';
import { addGroupSums, groupSums, worstUses } from './limit-uses.ts';
import { MEASURES, PARTS } from './measures.ts';
import type { Plan } from './plan.ts';

/** A cell that has no result, and why. */
export class ScenarioError extends Error {
  override readonly name = 'ScenarioError';
}

/** Doubles of one cell's result: measures, parts of the profit, then for each limit what is used of it and by which group. */
export function cellWidth(plan: Pick<Plan, 'limits'>): number {
  return MEASURES.length + PARTS.length + 2 * plan.limits.length;
}

export interface IndexedCell {
  readonly index: number;
  readonly spec: CellSpec;
}

/** Its columns are those of the cell valued last. */
export interface Evaluator extends Pick<BookPart, 'dollars' | 'parts' | 'baseValue'> {
  readonly width: number;
  /** The market as it is: the same columns for the unshocked book. */
  base(out: Float64Array, at: number): void;
  /**
   * The result of one cell, into `out` from `at` on; `index` is for words.
   * @throws ScenarioError naming the cell, and the trade where there is one.
   */
  cell(cell: IndexedCell, out: Float64Array, at: number): void;
}

/**
 * The whole book, one cell at a time, with the columns of every row: to drill, and to say what is wrong. Many cells are
 * valued by `makeBatch`, to the same bits.
 * @throws PricingError when the market lacks what the book needs.
 */
export function makeEvaluator(plan: Omit<Plan, 'cells'>): Evaluator {
  const whole = makeBookPart(plan);
  const { dollars, parts, baseValue } = whole;
  const count = asked(plan);
  const totals = (name: string, out: Float64Array, at: number) => {
    for (let measure = 0; measure < count.measures; measure += 1) {
      const what = MEASURES[measure] ?? '';
      out[at + measure] = totalOf(plan, dollars[measure] as Float64Array, { name, what });
    }
  };
  const limits = (out: Float64Array, at: number) => {
    const sums = groupSums(plan);
    addGroupSums(plan, whole, sums);
    worstUses(sums, out, at + MEASURES.length + PARTS.length);
  };
  return {
    width: cellWidth(plan),
    dollars,
    parts,
    baseValue,
    base(out, at) {
      whole.base();
      totals('the market as it is', out, at);
      limits(out, at);
    },
    cell({ index, spec }, out, at) {
      const name = `cell ${index} (${spec.name})`;
      named(name, () => whole.value(cellShockOf(spec)));
      totals(name, out, at);
      if (count.parts === 0) return;
      for (const [part, what] of PARTS.entries()) {
        out[at + MEASURES.length + part] = totalOf(plan, parts[part] as Float64Array, { name, what: `${what} part` });
      }
      limits(out, at);
    },
  };
}

function named(name: string, revalue: () => void): void {
  try {
    revalue();
  } catch (error) {
    throw new ScenarioError(`${name}: ${error instanceof Error ? error.message : String(error)}`, { cause: error });
  }
}

function totalOf(
  plan: Pick<Plan, 'legs' | 'trades'>,
  column: Float64Array,
  { name, what }: { name: string; what: string },
): number {
  sumLegs(plan.legs, column);
  // Not finite, or too large to be exact: of a sound book neither happens.
  if (summed.gross < EXACT_MAX) return summed.total + 0;
  throw new ScenarioError(`${name}: ${faultOf(plan, column, what)}`);
}

function faultOf({ legs, trades }: Pick<Plan, 'legs' | 'trades'>, column: Float64Array, what: string): string {
  const leg = legs.row.findIndex((row) => !Number.isFinite(column[row]));
  if (leg < 0) return `${what} must add up to less than ${EXACT_MAX} dollars gross`;
  const value = column[legs.row[leg] as number];
  return `${what} of trade ${trades[legs.trade[leg] as number]} must be finite, was ${value}`;
}
