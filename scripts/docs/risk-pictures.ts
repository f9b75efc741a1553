import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { RiskCell } from '../../src/contracts/risk-run.ts';
import type { CellSpec } from '../../src/risk/scenarios/cell-shock.ts';
import { drillCell, figuresOf } from '../../src/risk/scenarios/drill.ts';
import { makeEvaluator } from '../../src/risk/scenarios/evaluate.ts';
import { expandScenario } from '../../src/risk/scenarios/expand.ts';
import { barChart, heatMap } from '../../src/risk/scenarios/report-svg.ts';
import { benchPlan } from '../bench/scenarios-book.ts';
import { repoRoot } from './repo-root.ts';

const SPOT = [-0.3, -0.2, -0.1, -0.05, 0, 0.05, 0.1, 0.2, 0.3];
const VOLATILITY = [-0.1, 0, 0.1, 0.2, 0.3, 0.4];

/** The pictures of docs/risk.md, by the report's own renderer on a made-up book. */
export async function drawRiskPictures(): Promise<void> {
  const scenario = await expandScenario({
    name: 'picture',
    title: 'Picture',
    grid: { spot: SPOT, volatility: VOLATILITY },
  });
  if (!scenario.ok) throw new Error(scenario.rejection.message);
  const plan = { ...(await benchPlan(600, 1)), cells: scenario.value.cells };
  const evaluator = makeEvaluator(plan);
  const out = new Float64Array(evaluator.width);
  evaluator.base(out, 0);
  const base = out[0] ?? 0;
  const ladder = drillCell(evaluator, plan.legs, (leg) => {
    const series = plan.book.series[plan.book.seriesOf[plan.legs.row[leg] ?? 0] ?? 0];
    return series === undefined ? null : new Date(series.expiry).toISOString().slice(0, 10);
  });
  const cells = scenario.value.coordinates.map((at, cell): RiskCell => {
    const spec = plan.cells[cell] as CellSpec;
    evaluator.cell({ index: cell, spec }, out, 0);
    return { cell, name: spec.name, at, ...figuresOf(out, 0, base), limits: [] };
  });
  save('risk-heat-map.svg', heatMap({ title: 'Profit and loss over spot and volatility', cells, unit: 'points' }));
  const rows = ladder.map(({ key, figures }) => ({ label: key, value: figures.greeks.vega }));
  save('risk-ladder.svg', barChart({ title: 'Vega by expiry', rows }));
}

function save(name: string, svg: string): void {
  writeFileSync(join(repoRoot, 'docs', name), `${svg}\n`);
}
