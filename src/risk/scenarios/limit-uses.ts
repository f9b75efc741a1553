import type { Revaluation } from '../../../pricing/index.ts';
import { onUnits } from './exact-sum.ts';
import { MEASURES } from './measures.ts';
import type { LimitGroups, Plan } from './plan.ts';

type Holdings = Pick<Plan, 'book' | 'legs' | 'limits'>;

interface Place {
  readonly revaluation: Revaluation;
  /** Of the cell, in the order of `MEASURES`. */
  readonly dollars: readonly Float64Array[];
  readonly out: Float64Array;
  readonly at: number;
}

const COLUMN = {
  deltaUsd: MEASURES.indexOf('delta'),
  gammaUsd: MEASURES.indexOf('gamma'),
  vegaUsd: MEASURES.indexOf('vega'),
} as const;

/** Of each limit the group farthest out, two doubles a limit: dollars taken, and the group; -1 where no leg is looked at. */
export function limitUses(plan: Holdings, { revaluation, dollars, out, at }: Place): void {
  for (const [index, limit] of plan.limits.entries()) {
    const sums = groupSums(plan, limit, dollarsOf(plan, limit, { revaluation, dollars }));
    const worst = worstOf(sums);
    out[at + 2 * index] = Math.abs(sums[worst] ?? 0);
    out[at + 2 * index + 1] = worst;
  }
}

function worstOf(sums: Float64Array): number {
  let worst = -1;
  for (const [group, sum] of sums.entries()) {
    if (worst < 0 || Math.abs(sum) > Math.abs(sums[worst] as number)) worst = group;
  }
  return worst;
}

function dollarsOf(
  plan: Holdings,
  { measure }: LimitGroups,
  { revaluation, dollars }: Pick<Place, 'revaluation' | 'dollars'>,
): (leg: number) => number {
  if (measure === 'notionalUsd') return (leg) => notional(plan, revaluation, leg);
  const column = dollars[COLUMN[measure]] as Float64Array;
  return (leg) => measured(plan, column, leg);
}

function groupSums(
  { legs }: Holdings,
  { groupOf, groups }: LimitGroups,
  dollarsOf: (leg: number) => number,
): Float64Array {
  const sums = new Float64Array(groups.length);
  for (let leg = 0; leg < legs.row.length; leg += 1) {
    const group = groupOf[leg] as number;
    if (group >= 0) sums[group] = (sums[group] as number) + onUnits(dollarsOf(leg));
  }
  return sums;
}

function measured({ legs }: Holdings, column: Float64Array, leg: number): number {
  return (legs.units[leg] as number) * (column[legs.row[leg] as number] as number);
}

/** Gross: buying and selling both count. */
function notional({ legs, book }: Holdings, { states }: Revaluation, leg: number): number {
  const state = states[book.seriesOf[legs.row[leg] as number] as number];
  return Math.abs(legs.units[leg] as number) * (state?.inputs.spot ?? 0);
}
