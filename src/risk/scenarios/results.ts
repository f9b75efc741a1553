import { ok, type Result, reject } from '../../contracts/result.ts';
import type {
  DrillRequest,
  ExportFormat,
  LimitGap,
  RiskCell,
  RiskCellsPage,
  RiskDrill,
  RiskRun,
} from '../../contracts/risk-run.ts';
import { fromBase64 } from './doubles.ts';
import { type Drilled, drillCell, figuresOf } from './drill.ts';
import { cellWidth, type Evaluator, makeEvaluator } from './evaluate.ts';
import { toCsv, toParquet } from './export-table.ts';
import { MEASURES, PARTS } from './measures.ts';
import type { HistoryDeps } from './read-history.ts';
import { htmlReport } from './report.ts';
import { planOf, type RunPlan, sameModel } from './run-plan.ts';
import { findRunRow, type RunRow, readCells, termsOf } from './run-store.ts';

export interface ScenarioExport {
  readonly type: string;
  readonly body: string | Uint8Array;
}

export interface ScenarioResults {
  /** All of a finished run as a file. */
  export(run: RiskRun, format: ExportFormat): Promise<Result<ScenarioExport>>;
  /** Cells that are done, from `after` on. */
  cells(runId: string, page: { readonly after: number; readonly limit: number }): Promise<Result<RiskCellsPage>>;
  /** One cell by client, underlying, expiry, strike or trade, valued again; -1 is the market as it is. */
  drill(runId: string, cell: number, request: DrillRequest): Promise<Result<RiskDrill>>;
}

/** Plans of the runs looked at last: a drill costs two valuations of the book, its reading more. */
const PLANS_KEPT = 2;
const DRILL_ROWS = 200;

export function makeScenarioResults(deps: HistoryDeps): ScenarioResults {
  const planned = keptPlans(deps);
  const begun = async (runId: string): Promise<Result<RunRow>> => {
    const row = await findRunRow(deps.db, runId);
    if (row === null) return reject('NOT_FOUND', `runId ${runId} was not found`);
    return row.book === null ? reject('UNAVAILABLE', `run ${runId} has not read its book yet: ask again`) : ok(row);
  };
  return {
    async cells(runId, { after, limit }) {
      const row = await begun(runId);
      if (!row.ok) return row;
      const plan = await planned(row.value);
      if (!plan.ok) return plan;
      const width = cellWidth(plan.value.plan);
      const found = await readCells(deps.db, { runId, from: after, count: limit, width });
      const base = fromBase64(row.value.base ?? '')[0] ?? 0;
      const cells = found.map(({ cell, values }) => toCell(plan.value, { cell, values, base }));
      const last = after + limit;
      return ok({ cells, next: last < row.value.cells ? last : null });
    },
    async export(run, format) {
      const all = await this.cells(run.runId, { after: 0, limit: run.cells });
      if (!all.ok) return all;
      const { cells } = all.value;
      return format === 'html' ? reported(this, run, cells) : ok(await TABLES[format](run, cells));
    },
    async drill(runId, cell, request) {
      const row = await begun(runId);
      if (!row.ok) return row;
      if (!(Number.isInteger(cell) && cell >= -1 && cell < row.value.cells)) {
        return reject('NOT_FOUND', `cell must be from -1 to ${row.value.cells - 1}, was ${cell}`);
      }
      const known = sameModel(termsOf(row.value));
      const plan = known.ok ? await planned(row.value) : known;
      return plan.ok ? ok(drilled(plan.value, cell, request)) : plan;
    },
  };
}

const TABLES: Readonly<
  Record<Exclude<ExportFormat, 'html'>, (run: RiskRun, cells: readonly RiskCell[]) => Promise<ScenarioExport>>
> = {
  csv: async (_run, cells) => ({ type: 'text/csv; charset=utf-8', body: toCsv(cells) }),
  json: async (run, cells) => ({ type: 'application/json', body: JSON.stringify({ run, cells }) }),
  parquet: async (_run, cells) => ({ type: 'application/vnd.apache.parquet', body: await toParquet(cells) }),
};

async function reported(
  { drill }: Pick<ScenarioResults, 'drill'>,
  run: RiskRun,
  cells: readonly RiskCell[],
): Promise<Result<ScenarioExport>> {
  const today = (by: DrillRequest['by']) => drill(run.runId, -1, { by });
  const [byExpiry, byStrike, byClient] = [await today('expiry'), await today('strike'), await today('client')];
  if (!byExpiry.ok) return byExpiry;
  if (!byStrike.ok) return byStrike;
  if (!byClient.ok) return byClient;
  const parts = { run, cells, byExpiry: byExpiry.value, byStrike: byStrike.value, byClient: byClient.value };
  return ok({ type: 'text/html; charset=utf-8', body: htmlReport(parts) });
}

interface Drillable extends RunPlan {
  /** Made by the first who drills. */
  evaluator(): Evaluator;
}

function keptPlans(deps: HistoryDeps): (row: RunRow) => Promise<Result<Drillable>> {
  const kept = new Map<string, Drillable>();
  return async (row) => {
    const known = kept.get(row.run_id);
    if (known !== undefined) return ok(known);
    const plan = await planOf(deps, termsOf(row));
    if (!plan.ok) return plan;
    const hash = (row.book as { hash: string } | null)?.hash;
    if (hash !== plan.value.book.hash) return reject('UNAVAILABLE', `the book of ${row.run_id} reads otherwise now`);
    let made: Evaluator | null = null;
    const evaluator = () => (made ??= makeEvaluator({ ...plan.value.plan, measures: 'all' }));
    const value = { ...plan.value, evaluator };
    const [oldest] = kept.keys();
    if (kept.size >= PLANS_KEPT && oldest !== undefined) kept.delete(oldest);
    kept.set(row.run_id, value);
    return ok(value);
  };
}

function toCell(
  { plan, coordinates }: RunPlan,
  { cell, values, base }: { cell: number; values: Float64Array; base: number },
): RiskCell {
  return {
    cell,
    name: plan.cells[cell]?.name ?? '',
    at: coordinates[cell] ?? null,
    ...figuresOf(values, 0, base),
    limits: plan.limits.map((limit, index): LimitGap => {
      const at = MEASURES.length + PARTS.length + 2 * index;
      const used = values[at] ?? 0;
      const { limitId, per, measure, max, groups } = limit;
      return { limitId, per, measure, max, used, gap: max - used, who: groups[values[at + 1] ?? -1] ?? null };
    }),
  };
}

function drilled({ plan, book, ...made }: Drillable, cell: number, request: DrillRequest): RiskDrill {
  const evaluator = made.evaluator();
  const out = new Float64Array(evaluator.width);
  const spec = plan.cells[cell];
  if (spec === undefined) evaluator.base(out, 0);
  else evaluator.cell({ index: cell, spec }, out, 0);
  const keyOf = keyOfLeg({ plan, book }, request);
  const groups = drillCell(evaluator, plan.legs, keyOf);
  const limit = request.limit ?? DRILL_ROWS;
  const rest = request.after === undefined ? groups : groups.filter(({ key }) => key > (request.after ?? ''));
  const rows = rest.slice(0, limit).map(({ key, legs, figures }: Drilled) => ({ key, legs, ...figures }));
  return { cell, by: request.by, rows, next: rest.length > limit ? (rows.at(-1)?.key ?? null) : null };
}

/** Padded before its point, so that the order of keys is the order of strikes. */
function inOrder(strike: number): string {
  const [whole = '', ...fraction] = String(strike).split('.');
  return [whole.padStart(10, ' '), ...fraction].join('.');
}

function keyOfLeg(
  { plan, book }: Pick<RunPlan, 'plan' | 'book'>,
  { by, accountId, underlying, expiry, tradeId }: DrillRequest,
): (leg: number) => string | null {
  const wanted = expiry === undefined ? null : Date.parse(expiry);
  return (leg) => {
    const row = plan.legs.row[leg] as number;
    const holding = book.holdings[plan.legs.trade[leg] as number];
    const series = plan.book.series[plan.book.seriesOf[row] as number];
    if (holding === undefined || series === undefined) return null;
    const isOut =
      (accountId !== undefined && holding.accountId !== accountId) ||
      (underlying !== undefined && series.underlying !== underlying) ||
      (wanted !== null && series.expiry !== wanted) ||
      (tradeId !== undefined && holding.id !== tradeId);
    if (isOut) return null;
    const keys = {
      client: () => holding.accountId,
      underlying: () => series.underlying,
      expiry: () => new Date(series.expiry).toISOString(),
      strike: () => `${series.underlying} ${inOrder(plan.book.strike[row] as number)}`,
      trade: () => holding.id,
    };
    return keys[by]();
  };
}
