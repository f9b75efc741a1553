import type { RiskCell, RiskRun, ScenarioVersion } from '../../contracts/risk-run.ts';
import { grouped } from '../numbers.ts';

/** What was asked, and what it came to. */
export function runLines({ runId, state, scenario, asOf, book, cells, summary }: RiskRun): string[] {
  const head = `${runId} ${state}: ${scenario.title}, book of ${asOf}, ${book?.trades ?? 0} trades, ${grouped(String(cells))} cells`;
  if (summary === null) return [head];
  const { base, worst, best, losses } = summary;
  return [
    head,
    `  value ${dollars(base.presentValue)}; worst ${dollars(worst.profitAndLoss)} (${worst.name}); best ${dollars(best.profitAndLoss)} (${best.name})`,
    ...(losses ?? []).map(
      ({ confidence, valueAtRisk, expectedShortfall, tail }) =>
        `  ${Number((confidence * 100).toFixed(4))} %: value at risk ${dollars(valueAtRisk)}, expected shortfall ${dollars(expectedShortfall)} (${tail} windows)`,
    ),
  ];
}

const WORST_SHOWN = 20;

export function worstLines(cells: readonly RiskCell[]): string[] {
  return cells
    .toSorted((a, b) => a.profitAndLoss - b.profitAndLoss)
    .slice(0, WORST_SHOWN)
    .map(
      ({ cell, name, profitAndLoss }) =>
        `  ${String(cell).padStart(5)}  ${dollars(profitAndLoss).padStart(18)}  ${name}`,
    );
}

export function fileLine({ name, version, origin, scenario }: ScenarioVersion): string {
  return `${name.padEnd(28)} v${version}  ${origin.padEnd(8)} ${scenario?.title ?? '(retired)'}`;
}

function dollars(amount: number): string {
  return grouped(amount.toFixed(2));
}
