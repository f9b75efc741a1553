import {
  type CellShock,
  makeRevaluation,
  NO_SHOCK,
  type Revaluation,
  type SeriesState,
} from '../../../pricing/index.ts';
import { explainRows, makeExplain, makeMoves } from './explain.ts';
import { columnOf, dollarFactors, MEASURES, PARTS } from './measures.ts';
import type { Plan } from './plan.ts';

/** Rows of a book that are valued together, in dollars by unit of the instrument; columns of the scenario valued last. */
export interface BookPart {
  readonly revaluation: Revaluation;
  /** In the order of `MEASURES`. */
  readonly dollars: readonly Float64Array[];
  /** What each row's profit is made of, in the order of `PARTS`. */
  readonly parts: readonly Float64Array[];
  /** Present value of each row on the market as it is. */
  readonly baseValue: Float64Array;
  /** The market as it is, all measures; no parts. @throws PricingError naming what has no value. */
  base(): void;
  /** One scenario: as many measures as the plan asks for. @throws PricingError naming what has no value. */
  value(shock: CellShock): void;
}

/** How many of `MEASURES` and of `PARTS` a plan asks for. */
export function asked({ measures }: Pick<Plan, 'measures'>): { readonly measures: number; readonly parts: number } {
  return measures === 'all' ? { measures: MEASURES.length, parts: PARTS.length } : { measures: 1, parts: 0 };
}

/** @throws PricingError when the market lacks what the book needs. */
export function makeBookPart(plan: Pick<Plan, 'book' | 'market' | 'measures'>): BookPart {
  const { book, market } = plan;
  const revaluation = makeRevaluation(book, market);
  const count = asked(plan);
  const column = () => new Float64Array(revaluation.rows);
  const dollars = MEASURES.map(column);
  const parts = PARTS.map(column);
  const factors = MEASURES.map(() => new Float64Array(book.series.length));
  const toDollars = () => {
    for (const [series, state] of revaluation.states.entries()) dollarFactors(state as SeriesState, factors, series);
    for (let measure = 0; measure < count.measures; measure += 1) {
      const from = revaluation.values[columnOf(MEASURES[measure] ?? 'presentValue')];
      const by = { factors: factors[measure] as Float64Array, seriesOf: book.seriesOf };
      scaleRows(from, by, dollars[measure] as Float64Array);
    }
  };
  const base = () => {
    revaluation.revalue(NO_SHOCK, 'all');
    toDollars();
  };
  base();
  const explain = makeExplain(revaluation);
  const moves = makeMoves(book.series.length);
  return {
    revaluation,
    dollars,
    parts,
    baseValue: (dollars[0] as Float64Array).slice(),
    base,
    value(shock) {
      revaluation.revalue(shock, count.parts > 0 ? 'all' : 'price');
      toDollars();
      if (count.parts > 0) explainRows(book, { explain, revaluation, moves, out: parts });
    },
  };
}

interface Scale {
  readonly factors: Float64Array;
  readonly seriesOf: Uint32Array;
}

function scaleRows(from: Float64Array, { factors, seriesOf }: Scale, to: Float64Array): void {
  for (let row = 0; row < to.length; row += 1) {
    to[row] = (from[row] as number) * (factors[seriesOf[row] as number] as number);
  }
}
