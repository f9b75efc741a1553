import type { Revaluation } from '../../../pricing/index.ts';
import type { BookPart } from './book-part.ts';
import { onUnits } from './exact-sum.ts';
import { MEASURES } from './measures.ts';
import type { LimitGroups, Plan } from './plan.ts';

type Holdings = Pick<Plan, 'book' | 'legs' | 'limits'>;
type Valued = Pick<BookPart, 'revaluation' | 'dollars'>;

const COLUMN = {
  deltaUsd: MEASURES.indexOf('delta'),
  gammaUsd: MEASURES.indexOf('gamma'),
  vegaUsd: MEASURES.indexOf('vega'),
} as const;

/** What each group takes of each limit: nothing yet. */
export function groupSums({ limits }: Pick<Plan, 'limits'>): Float64Array[] {
  return limits.map(({ groups }) => new Float64Array(groups.length));
}

/** Adds what the legs of a part take, in dollars; exactly, so that parts may come in any order. */
export function addGroupSums(plan: Holdings, valued: Valued, sums: readonly Float64Array[]): void {
  for (const [index, limit] of plan.limits.entries()) {
    addLegs(limit, { dollarsOf: dollarsOf(plan, limit, valued), sums: sums[index] as Float64Array });
  }
}

/** Of each limit the group farthest out, two doubles a limit: dollars taken, and the group; -1 where no leg is looked at. */
export function worstUses(sums: readonly Float64Array[], out: Float64Array, at: number): void {
  for (const [index, groups] of sums.entries()) {
    const worst = worstOf(groups);
    out[at + 2 * index] = Math.abs(groups[worst] ?? 0);
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
  { revaluation, dollars }: Valued,
): (leg: number) => number {
  if (measure === 'notionalUsd') return (leg) => notional(plan, revaluation, leg);
  const column = dollars[COLUMN[measure]] as Float64Array;
  return (leg) => measured(plan, column, leg);
}

interface Adding {
  readonly dollarsOf: (leg: number) => number;
  readonly sums: Float64Array;
}

function addLegs({ groupOf }: LimitGroups, { dollarsOf, sums }: Adding): void {
  for (let leg = 0; leg < groupOf.length; leg += 1) {
    const group = groupOf[leg] as number;
    if (group >= 0) sums[group] = (sums[group] as number) + onUnits(dollarsOf(leg));
  }
}

function measured({ legs }: Holdings, column: Float64Array, leg: number): number {
  return (legs.units[leg] as number) * (column[legs.row[leg] as number] as number);
}

/** Gross: buying and selling both count. */
function notional({ legs, book }: Holdings, { states }: Revaluation, leg: number): number {
  const state = states[book.seriesOf[legs.row[leg] as number] as number];
  return Math.abs(legs.units[leg] as number) * (state?.inputs.spot ?? 0);
}
