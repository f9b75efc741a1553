import type { Evaluator } from './evaluate.ts';
import { onUnits } from './exact-sum.ts';
import { MEASURES, type Measure, PARTS, type Part } from './measures.ts';
import type { LegColumns } from './plan.ts';

/** A total, or a part of one: what it is worth, what it makes, its greeks, and what the profit is made of. */
export interface CellFigures {
  readonly presentValue: number;
  readonly profitAndLoss: number;
  readonly greeks: Readonly<Record<Exclude<Measure, 'presentValue'>, number>>;
  /** With the residual they add up to the profit, exactly. */
  readonly explain: Readonly<Record<Part | 'residual', number>>;
}

/** Figures from sums in the order of `MEASURES` and `PARTS`; all on the units of `exact-sum.ts`, so nothing rounds here. */
export function figuresOf(sums: ArrayLike<number>, at: number, basePresentValue: number): CellFigures {
  const sum = (index: number) => sums[at + index] ?? 0;
  const presentValue = sum(0);
  const profitAndLoss = presentValue - basePresentValue;
  const parts = PARTS.map((part, index) => [part, sum(MEASURES.length + index)] as const);
  const explained = parts.reduce((total, [, dollars]) => total + dollars, 0);
  const greeks = MEASURES.map((measure, index) => [measure, sum(index)] as const).filter(
    ([measure]) => measure !== 'presentValue',
  );
  return {
    presentValue,
    profitAndLoss,
    greeks: Object.fromEntries(greeks) as CellFigures['greeks'],
    explain: { ...Object.fromEntries(parts), residual: profitAndLoss - explained } as CellFigures['explain'],
  };
}

export interface Drilled {
  readonly key: string;
  readonly legs: number;
  readonly figures: CellFigures;
}

/**
 * The last cell of an evaluator by group: the groups add up to the cell's total to the last bit. `keyOf` gives a leg's
 * group, null for legs that are left out. In ascending order of key.
 */
export function drillCell(evaluator: Evaluator, legs: LegColumns, keyOf: (leg: number) => string | null): Drilled[] {
  const width = MEASURES.length + PARTS.length;
  const groups = new Map<string, { count: number; base: number; readonly sums: Float64Array }>();
  for (let leg = 0; leg < legs.row.length; leg += 1) {
    const key = keyOf(leg);
    if (key === null) continue;
    const group = groups.get(key) ?? { count: 0, base: 0, sums: new Float64Array(width) };
    groups.set(key, group);
    addLeg(evaluator, legs, { leg, group });
  }
  return [...groups]
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([key, { count, base, sums }]) => ({ key, legs: count, figures: figuresOf(sums, 0, base) }));
}

function addLeg(
  { dollars, parts, baseValue }: Evaluator,
  legs: LegColumns,
  { leg, group }: { leg: number; group: { count: number; base: number; readonly sums: Float64Array } },
): void {
  const units = legs.units[leg] as number;
  const row = legs.row[leg] as number;
  const { sums } = group;
  for (const [index, column] of [...dollars, ...parts].entries()) {
    sums[index] = (sums[index] as number) + onUnits(units * (column[row] as number));
  }
  group.count += 1;
  group.base += onUnits(units * (baseValue[row] as number));
}
