import type { RiskSummary } from '../../contracts/risk-run.ts';
import type { ScenarioFile } from '../../contracts/risk-scenario.ts';
import { figuresOf } from './drill.ts';
import { lossesAt } from './value-at-risk.ts';

export interface Results {
  /** Doubles of a cell. */
  readonly width: number;
  readonly base: Float64Array;
  /** Of all cells, one after the other. */
  readonly cells: Float64Array;
  readonly names: readonly string[];
}

/** What a finished run says in short. Of equal profits the first cell counts. */
export function summaryOf({ width, base, cells, names }: Results, { history }: ScenarioFile): RiskSummary {
  const basePresentValue = base[0] ?? 0;
  const profits = names.map((_, index) => (cells[index * width] as number) - basePresentValue);
  const place = (pick: (...of: number[]) => number) => {
    const cell = profits.indexOf(profits.reduce((best, next) => pick(best, next)));
    return { cell, name: names[cell] ?? '', profitAndLoss: profits[cell] ?? 0 };
  };
  const { presentValue, greeks } = figuresOf(base, 0, basePresentValue);
  return {
    base: { presentValue, greeks },
    worst: place(Math.min),
    best: place(Math.max),
    losses: history === undefined ? null : lossesAt(profits, history.confidence),
    windows: history === undefined ? null : names.length,
    horizonMinutes: history?.horizonMinutes ?? null,
  };
}
