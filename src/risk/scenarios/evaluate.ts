import { makeRevaluation, NO_SHOCK, type Revaluation, type SeriesState } from '../../../pricing/index.ts';
import { type CellSpec, cellShockOf } from './cell-shock.ts';
import { EXACT_MAX, sumLegs, summed } from './exact-sum.ts';
import { explainRows, makeExplain } from './explain.ts';
import { limitUses } from './limit-uses.ts';
import { columnOf, dollarsPer, MEASURES, PARTS } from './measures.ts';
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

export interface Evaluator {
  readonly width: number;
  /** Dollars of each row and measure in the last cell, by unit of the instrument. */
  readonly dollars: readonly Float64Array[];
  /** Present value of each row on the market as it is. */
  readonly baseValue: Float64Array;
  /** Dollars of each row and part of the last cell's profit. */
  readonly parts: readonly Float64Array[];
  /** The market as it is: the same columns for the unshocked book. */
  base(out: Float64Array, at: number): void;
  /**
   * The result of one cell, into `out` from `at` on; `index` is for words.
   * @throws ScenarioError naming the cell, and the trade where there is one.
   */
  cell(cell: IndexedCell, out: Float64Array, at: number): void;
}

/**
 * Values a plan's cells one at a time, in any order: a result depends on its cell alone.
 * @throws PricingError when the market lacks what the book needs.
 */
export function makeEvaluator(plan: Omit<Plan, 'cells'>): Evaluator {
  const revaluation = makeRevaluation(plan.book, plan.market);
  const all = plan.measures === 'all';
  const column = () => new Float64Array(revaluation.rows);
  const dollars = MEASURES.map(column);
  const parts = PARTS.map(column);
  revaluation.revalue(NO_SHOCK, 'all');
  const explain = makeExplain(revaluation);
  toDollars(plan, revaluation, dollars);
  const baseValue = (dollars[0] as Float64Array).slice();
  const write = (name: string, out: Float64Array, at: number) => {
    toDollars(plan, revaluation, dollars);
    const count = all ? MEASURES.length : 1;
    for (let measure = 0; measure < count; measure += 1) {
      out[at + measure] = totalOf(plan, dollars[measure] as Float64Array, { name, what: MEASURES[measure] ?? '' });
    }
  };
  return {
    width: cellWidth(plan),
    dollars,
    parts,
    baseValue,
    base(out, at) {
      revaluation.revalue(NO_SHOCK, 'all');
      write('the market as it is', out, at);
      limitUses(plan, { revaluation, dollars, out, at: at + MEASURES.length + PARTS.length });
    },
    cell({ index, spec }, out, at) {
      const name = `cell ${index} (${spec.name})`;
      named(name, () => revaluation.revalue(cellShockOf(spec), all ? 'all' : 'price'));
      write(name, out, at);
      if (!all) return;
      explainRows(plan.book, { explain, revaluation, out: parts });
      for (const [part, what] of PARTS.entries()) {
        out[at + MEASURES.length + part] = totalOf(plan, parts[part] as Float64Array, { name, what: `${what} part` });
      }
      limitUses(plan, { revaluation, dollars, out, at: at + MEASURES.length + PARTS.length });
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

/** From one unit's greeks to dollars; in the order of `MEASURES`. */
function toDollars(
  { book, measures }: Pick<Plan, 'book' | 'measures'>,
  { values, states, rows }: Revaluation,
  out: readonly Float64Array[],
): void {
  const factors = new Float64Array(states.length);
  const count = measures === 'all' ? MEASURES.length : 1;
  for (let measure = 0; measure < count; measure += 1) {
    const name = MEASURES[measure] as (typeof MEASURES)[number];
    for (let series = 0; series < states.length; series += 1) {
      factors[series] = dollarsPer(name, states[series] as SeriesState);
    }
    scaleRows({ from: values[columnOf(name)], to: out[measure] as Float64Array, factors }, book.seriesOf, rows);
  }
}

interface Scaled {
  readonly from: Float64Array;
  readonly to: Float64Array;
  readonly factors: Float64Array;
}

function scaleRows({ from, to, factors }: Scaled, seriesOf: Uint32Array, rows: number): void {
  for (let row = 0; row < rows; row += 1)
    to[row] = (from[row] as number) * (factors[seriesOf[row] as number] as number);
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
