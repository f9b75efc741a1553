import type { InstrumentBook, MarketSnapshot } from '../../../pricing/index.ts';
import type { LimitMeasure, LimitPer } from '../../contracts/limits.ts';
import type { CellSpec } from './cell-shock.ts';
import type { Legs } from './exact-sum.ts';

/** Legs of a book with whose they are; all columns of one length. */
export interface LegColumns extends Legs {
  readonly trade: Uint32Array;
}

/** One limit, with the sum that each leg belongs to: a client, a trader, a trade or the firm; -1 for none. */
export interface LimitGroups {
  readonly limitId: string;
  readonly per: LimitPer;
  readonly measure: LimitMeasure;
  readonly max: number;
  readonly groupOf: Int32Array;
  readonly groups: readonly string[];
}

/** All that an evaluation needs: plain data, the same on every thread and machine. */
export interface Plan {
  readonly market: MarketSnapshot;
  readonly book: InstrumentBook;
  readonly legs: LegColumns;
  /** Ids, for words. */
  readonly trades: readonly string[];
  readonly cells: readonly CellSpec[];
  readonly limits: readonly LimitGroups[];
  /** `value`: present values alone, as a long history needs. */
  readonly measures: 'all' | 'value';
}
