import { MODEL_VERSION } from '../../../pricing/index.ts';
import { recordAudit } from '../../audit/index.ts';
import { ok, type Result, reject } from '../../contracts/result.ts';
import type { RiskRun, StartRiskRunRequest } from '../../contracts/risk-run.ts';
import type { ScenarioFile } from '../../contracts/risk-scenario.ts';
import { loadLimits } from '../../limits/index.ts';
import { findSnapshotAt, type IdentifiedSnapshot } from '../../market/index.ts';
import type { Clock } from '../../platform/clock.ts';
import type { Database } from '../../platform/database/database.ts';
import type { IdSource } from '../../platform/ids.ts';
import { storeSnapshot } from '../../rfq/index.ts';
import type { RunProgresses } from '../progress.ts';
import { expandScenario, resolveAll } from './expand.ts';
import type { ScenarioFiles } from './files.ts';
import type { ScenarioPool } from './pool.ts';
import type { HistoryDeps } from './read-history.ts';
import { bookLimits } from './risk-book.ts';
import { findRunRow, type RunRow, toRunView } from './run-store.ts';
import { workOn } from './work-on.ts';

export interface ScenarioRunDeps extends HistoryDeps {
  readonly db: Database;
  readonly clock: Clock;
  readonly ids: IdSource;
  readonly files: ScenarioFiles;
  readonly pool: ScenarioPool;
  /** The market of this moment; null when there is none yet. */
  readonly current: () => IdentifiedSnapshot | null;
  /** Told of each run that somebody has to work on. */
  readonly onStarted: (runId: string) => void;
  readonly tell: RunProgresses['tell'];
}

export interface ScenarioRuns {
  start(request: StartRiskRunRequest, by: string): Promise<Result<RiskRun>>;
  find(runId: string): Promise<Result<RiskRun>>;
  /** Newest first. */
  list(limit: number): Promise<RiskRun[]>;
  cancel(runId: string, by: string): Promise<Result<RiskRun>>;
  /** Works on a run until it has ended, here or elsewhere. */
  work(runId: string): Promise<void>;
  /** Joins the runs that nobody has touched for a while. */
  takeUp(): Promise<number>;
}

const ABANDONED_MS = 5_000;

export function makeScenarioRuns(deps: ScenarioRunDeps): ScenarioRuns {
  const { db, clock } = deps;
  /** A process works on a run once, however many jobs say so. */
  const working = new Map<string, Promise<void>>();
  const work = (runId: string) => {
    const already = working.get(runId);
    if (already !== undefined) return already;
    const mine = workOn(deps, runId).finally(() => working.delete(runId));
    working.set(runId, mine);
    return mine;
  };
  const find = async (runId: string): Promise<Result<RiskRun>> => {
    const row = await findRunRow(db, runId);
    return row === null ? notFound(runId) : ok(toRunView(row));
  };
  return {
    find,
    work,
    async start(request, by) {
      const ready = await readyToStart(deps, request);
      if (!ready.ok) return ready;
      const row = await insertRun(deps, { request, by, ...ready.value });
      deps.tell({
        kind: 'scenario',
        runId: row.run_id,
        state: 'running',
        startedBy: by,
        done: 0,
        total: 0,
        since: { at: clock.now(), done: 0 },
      });
      deps.onStarted(row.run_id);
      return ok(toRunView(row));
    },
    async list(limit) {
      const rows = await db.selectFrom('scenario_run').selectAll().orderBy('run_id', 'desc').limit(limit).execute();
      return rows.map(toRunView);
    },
    async cancel(runId, by) {
      const at = new Date(clock.now());
      const cancelled = await db.transaction().execute(async (tx) => {
        const row = await tx
          .updateTable('scenario_run')
          .set({ state: 'cancelled', ended_at: at })
          .where('run_id', '=', runId)
          .where('state', '=', 'running')
          .returningAll()
          .executeTakeFirst();
        if (row !== undefined)
          await recordAudit(tx, { ...auditOf(runId, by), at: at.getTime(), action: 'riskRun.cancel' });
        return row;
      });
      if (cancelled !== undefined) tellOf(deps, cancelled);
      return find(runId);
    },
    async takeUp() {
      const rows = await db
        .selectFrom('scenario_run')
        .select('run_id')
        .where('state', '=', 'running')
        .where('touched_at', '<', new Date(clock.now() - ABANDONED_MS))
        .execute();
      for (const { run_id: runId } of rows) await work(runId);
      return rows.length;
    },
  };
}

function tellOf({ tell, clock }: ScenarioRunDeps, row: RunRow): void {
  const { run_id: runId, started_by: startedBy, done, cells: total } = row;
  const state = row.state as RiskRun['state'];
  tell({ kind: 'scenario', runId, state, startedBy, done, total, since: { at: clock.now(), done } });
}

interface Ready {
  readonly scenario: ScenarioFile;
  readonly file: { readonly name: string; readonly version: number } | null;
  readonly asOf: number;
  readonly snapshot: IdentifiedSnapshot;
}

async function readyToStart(deps: ScenarioRunDeps, request: StartRiskRunRequest): Promise<Result<Ready>> {
  const { db, clock, files } = deps;
  const now = clock.now();
  const asOf = request.asOf === undefined ? now : Date.parse(request.asOf);
  if (asOf > now) {
    return reject('VALIDATION_FAILED', `asOf must not be in the future, was ${request.asOf}`, { path: 'asOf' });
  }
  const chosen = await chosenScenario(files, request);
  if (!chosen.ok) return chosen;
  // Expressions are checked before anything is written.
  const checked = await checkedScenario(chosen.value.scenario);
  if (!checked.ok) return checked;
  const snapshot = request.asOf === undefined ? deps.current() : await findSnapshotAt(db, asOf);
  if (snapshot === null)
    return reject('NO_MARKET_DATA', `no snapshot is stored of ${new Date(asOf).toISOString()} or before`);
  return ok({ ...chosen.value, asOf: Math.max(asOf, snapshot.snapshot.asOf), snapshot });
}

/** A grid and a history hold expressions in `before` alone; their cells are cut by whoever works on them. */
async function checkedScenario(scenario: ScenarioFile): Promise<Result<unknown>> {
  return scenario.cells === undefined ? resolveAll(scenario.before ?? [], 'before') : expandScenario(scenario);
}

async function chosenScenario(
  files: ScenarioFiles,
  { file, scenario }: StartRiskRunRequest,
): Promise<Result<Pick<Ready, 'scenario' | 'file'>>> {
  if (scenario !== undefined) return ok({ scenario, file: null });
  const { name, version } = file ?? { name: '' };
  const found = await files.find(name, version);
  if (!found.ok) return found;
  const { scenario: body, version: chosen } = found.value;
  if (body === null) return reject('ILLEGAL_TRANSITION', `scenario ${name} is retired`);
  return ok({ scenario: body, file: { name, version: chosen } });
}

async function insertRun(
  { db, clock, ids }: ScenarioRunDeps,
  {
    request,
    by,
    scenario,
    file,
    asOf,
    snapshot,
  }: Ready & { readonly request: StartRiskRunRequest; readonly by: string },
): Promise<RunRow> {
  const at = new Date(clock.now());
  const runId = ids('rsk');
  return db.transaction().execute(async (tx) => {
    await storeSnapshot(tx, snapshot);
    const row = await tx
      .insertInto('scenario_run')
      .values({
        run_id: runId,
        request: JSON.stringify(request),
        scenario: JSON.stringify(scenario),
        file_name: file?.name ?? null,
        file_version: file?.version ?? null,
        as_of: new Date(asOf),
        snapshot_id: snapshot.id,
        model_version: MODEL_VERSION,
        state: 'running',
        limits: JSON.stringify(bookLimits(await loadLimits(tx))),
        started_by: by,
        started_at: at,
        touched_at: at,
      })
      .returningAll()
      .executeTakeFirstOrThrow();
    await recordAudit(tx, {
      ...auditOf(runId, by),
      at: at.getTime(),
      action: 'riskRun.start',
      snapshotId: snapshot.id,
      modelVersion: MODEL_VERSION,
      details: { request, file },
    });
    return row;
  });
}

function auditOf(runId: string, by: string) {
  return { actor: { kind: 'user', id: by }, object: { type: 'riskRun', id: runId } } as const;
}

function notFound(runId: string): Result<never> {
  return reject('NOT_FOUND', `runId ${runId} was not found`);
}
