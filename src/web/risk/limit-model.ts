import type { RiskCell } from '../../contracts/risk-run.ts';

export interface WorstGap {
  readonly gap: number;
  /** Of the cell. */
  readonly name: string;
}

/** Of each limit, the cell in which least is left of it; the first of equal ones. */
export function worstGaps(cells: readonly RiskCell[]): ReadonlyMap<string, WorstGap> {
  const worst = new Map<string, WorstGap>();
  for (const { name, limits } of cells) {
    for (const { limitId, gap } of limits) {
      const before = worst.get(limitId);
      if (before === undefined || gap < before.gap) worst.set(limitId, { gap, name });
    }
  }
  return worst;
}
