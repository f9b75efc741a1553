import { MODEL_VERSION } from '../../../pricing/index.ts';
import { ok, type Result, reject } from '../../contracts/result.ts';
import type { StartRiskRunRequest } from '../../contracts/risk-run.ts';
import type { ScenarioFile } from '../../contracts/risk-scenario.ts';
import { findSnapshot } from '../../market/index.ts';
import type { CellSpec } from './cell-shock.ts';
import { type Coordinates, expandScenario, resolveAll } from './expand.ts';
import type { Plan } from './plan.ts';
import { sharedPlan } from './pool.ts';
import { readBook } from './read-book.ts';
import { type HistoryDeps, readHistory } from './read-history.ts';
import { limitGroups, type RiskBook, type RiskLimit } from './risk-book.ts';

/** What a run is made of, as its row keeps it. */
export interface RunTerms {
  readonly runId: string;
  readonly request: StartRiskRunRequest;
  readonly scenario: ScenarioFile;
  /** UTC epoch ms. */
  readonly asOf: number;
  readonly snapshotId: string;
  readonly modelVersion: string;
  readonly limits: readonly RiskLimit[];
  /** Of a history; null until it was read. */
  readonly windows: readonly CellSpec[] | null;
}

export interface RunPlan {
  readonly plan: Plan;
  readonly book: RiskBook;
  readonly coordinates: readonly (Coordinates | null)[];
}

/** Whether this process values with the model that the run began with. What is stored is read by any. */
export function sameModel({ modelVersion }: Pick<RunTerms, 'modelVersion'>): Result<null> {
  if (modelVersion === MODEL_VERSION) return ok(null);
  const here = `the run began with model ${modelVersion}, this process has ${MODEL_VERSION}`;
  return reject('UNAVAILABLE', `${here}: what it stored is read as it is, and to value more a new run is started`);
}

/**
 * The plan of a run, from the database alone: the same on every machine.
 * @returns a refusal that ends the run: what it needs is not there, or its scenario has no sense.
 */
export async function planOf(deps: HistoryDeps, terms: RunTerms): Promise<Result<RunPlan>> {
  const { snapshotId, request, asOf, scenario } = terms;
  const snapshot = await findSnapshot(deps.db, snapshotId);
  if (snapshot === null) return reject('NOT_FOUND', `snapshot ${snapshotId} is not stored`);
  const cells = await cellsOf(deps, terms);
  if (!cells.ok) return cells;
  const { accountId, underlying, quotes } = request;
  const read = await readBook(deps.db, { asOf, accountId, underlying, quotes: quotes === 'asIfAccepted' });
  if (!read.ok) return read;
  const book = read.value;
  // Time is the book's: what the snapshot knew a little earlier holds until then.
  const market = { ...snapshot.snapshot, asOf };
  const missing = book.book.series.find((series) => market.underlyings[series.underlying] === undefined);
  if (missing !== undefined)
    return reject('NOT_FOUND', `snapshot ${snapshotId} has no market of ${missing.underlying}`);
  const plan: Plan = {
    market,
    book: book.book,
    legs: book.legs,
    trades: book.holdings.map(({ id }) => id),
    cells: cells.value.cells,
    limits: limitGroups(terms.limits, book, asOf),
    measures: scenario.history === undefined ? 'all' : 'value',
  };
  return ok({ plan: sharedPlan(plan), book, coordinates: cells.value.coordinates });
}

async function cellsOf(deps: HistoryDeps, { scenario, windows }: RunTerms) {
  const { history, smile = 'moneyness', before = [] } = scenario;
  if (history === undefined) return expandScenario(scenario);
  const first = await resolveAll(before, 'before');
  if (!first.ok) return first;
  const read = windows === null ? await readHistory(deps, history, smile) : ok([...windows]);
  if (!read.ok) return read;
  const cells =
    windows === null ? read.value.map((cell) => ({ ...cell, shocks: [...first.value, ...cell.shocks] })) : read.value;
  return ok({ cells, coordinates: cells.map(() => null) });
}
