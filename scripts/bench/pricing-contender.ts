import type { OptionRow } from './pricing-workload.ts';

export type Task = 'price' | 'greeks' | 'volatility';

/** What a library answered for one option, by the names of the golden files; NaN where it has no answer. */
export type Answer = Readonly<Record<string, number>>;

/** One way to do a task: the library as its users call it. */
export interface Contender {
  readonly task: Task;
  readonly library: string;
  readonly call: string;
  /**
   * Readies the rows; each pass then works on all of them and returns a number that nothing could know without. The loop is
   * the contender's own: in a shared one the compiler could inline none of them.
   */
  readonly prepare: (rows: readonly OptionRow[]) => () => number;
  readonly answer: (row: OptionRow) => Answer;
}
