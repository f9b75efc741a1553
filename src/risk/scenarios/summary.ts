import type { RiskSummary } from '../../contracts/risk-run.ts';
import type { ScenarioFile } from '../../contracts/risk-scenario.ts';
import { figuresOf } from './drill.ts';
import { lossesAt } from './value-at-risk.ts';

export interface Results {
  /** The measures of the market as it is. */
  readonly base: Float64Array;
  /** Of each cell. */
  readonly presentValues: Float64Array;
  readonly names: readonly string[];
}

/** What a finished run says in short. Of equal profits the first cell counts. */
export function summaryOf({ base, presentValues, names }: Results, { history }: ScenarioFile): RiskSummary {
  const basePresentValue = base[0] ?? 0;
  const profits = Array.from(presentValues, (presentValue) => presentValue - basePresentValue);
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
