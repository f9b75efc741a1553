import { recordAudit } from '../../audit/index.ts';
import { ok, type Result, reject } from '../../contracts/result.ts';
import type { WhatIfRequest, WhatIfResult, WhatIfRun, WhatIfTotals } from '../../contracts/what-if.ts';
import { countPastRequests } from './past-requests.ts';
import { resolveSettings } from './resolve-settings.ts';
import { standingOf, type WhatIfDeps, type WhatIfRow, workOnWhatIf } from './run-steps.ts';
import { notesOf, type WhatIfSettings } from './settings.ts';
import { NO_TOTALS } from './totals.ts';

export interface ResultsQuery {
  /** The place of the last one of the page before; null for the first page. */
  readonly after: number | null;
  readonly limit: number;
  /** Only what is otherwise than it was. */
  readonly changedOnly: boolean;
}

export interface PlacedResult {
  readonly n: number;
  readonly result: WhatIfResult;
}

export interface WhatIfs {
  start(request: WhatIfRequest, by: string): Promise<Result<WhatIfRun>>;
  find(whatIfId: string): Promise<Result<WhatIfRun>>;
  /** The newest first. */
  list(limit: number): Promise<WhatIfRun[]>;
  /** In the order of the requests. */
  results(whatIfId: string, query: ResultsQuery): Promise<Result<PlacedResult[]>>;
  cancel(whatIfId: string, by: string): Promise<Result<WhatIfRun>>;
  /** Works on one run until it has ended, here or elsewhere. */
  work(whatIfId: string): Promise<void>;
  /** Takes up the runs that nobody has worked on for a while: of a process that died. */
  takeUp(): Promise<number>;
}

const ABANDONED_MS = 5_000;

export function makeWhatIfs(deps: WhatIfDeps): WhatIfs {
  const { db, clock } = deps;
  const find = async (whatIfId: string): Promise<Result<WhatIfRun>> => {
    const row = await db.selectFrom('what_if_run').selectAll().where('what_if_id', '=', whatIfId).executeTakeFirst();
    return row === undefined ? reject('NOT_FOUND', `whatIfId ${whatIfId} was not found`) : ok(toView(row));
  };
  const work = (whatIfId: string) => workOnWhatIf(deps, whatIfId);
  return {
    find,
    work,

    async start(request, by) {
      const settings = await resolveSettings(db, request);
      if (!settings.ok) return settings;
      const row = await insertRun(deps, { request, settings: settings.value, by });
      deps.tell(standingOf(row, { at: clock.now(), done: 0 }));
      deps.onStarted(row.what_if_id);
      return ok(toView(row));
    },

    async list(limit) {
      const rows = await db
        .selectFrom('what_if_run')
        .selectAll()
        .orderBy('started_at', 'desc')
        .orderBy('what_if_id', 'desc')
        .limit(limit)
        .execute();
      return rows.map(toView);
    },

    async results(whatIfId, { after, limit, changedOnly }) {
      const run = await find(whatIfId);
      if (!run.ok) return run;
      let query = db
        .selectFrom('what_if_result')
        .select(['n', 'body'])
        .where('what_if_id', '=', whatIfId)
        .where('n', '>', after ?? -1)
        .orderBy('n')
        .limit(limit);
      if (changedOnly) query = query.where('changed', '=', true);
      return ok((await query.execute()).map(({ n, body }) => ({ n, result: body as WhatIfResult })));
    },

    async cancel(whatIfId, by) {
      await cancelRun(deps, whatIfId, by);
      return find(whatIfId);
    },

    async takeUp() {
      const rows = await db
        .selectFrom('what_if_run')
        .select('what_if_id')
        .where('state', '=', 'running')
        .where('touched_at', '<', new Date(clock.now() - ABANDONED_MS))
        .execute();
      for (const { what_if_id: whatIfId } of rows) await work(whatIfId);
      return rows.length;
    },
  };
}

async function cancelRun({ db, clock, tell }: WhatIfDeps, whatIfId: string, by: string): Promise<void> {
  const at = clock.now();
  const row = await db.transaction().execute(async (tx) => {
    const cancelled = await tx
      .updateTable('what_if_run')
      .set({ state: 'cancelled', ended_at: new Date(at) })
      .where('what_if_id', '=', whatIfId)
      .where('state', '=', 'running')
      .returningAll()
      .executeTakeFirst();
    if (cancelled !== undefined)
      await recordAudit(tx, auditOf('whatIf.cancel', { row: cancelled, by, at, details: {} }));
    return cancelled;
  });
  if (row !== undefined) tell(standingOf(row, { at, done: row.done }));
}

async function insertRun(
  { db, clock, ids }: WhatIfDeps,
  { request, settings, by }: { request: WhatIfRequest; settings: WhatIfSettings; by: string },
): Promise<WhatIfRow> {
  const at = new Date(clock.now());
  const values = {
    what_if_id: ids('wif'),
    request: JSON.stringify(request),
    settings: JSON.stringify(settings),
    state: 'running',
    total: await countPastRequests(db, request),
    totals: JSON.stringify(NO_TOTALS),
    started_by: by,
    started_at: at,
    touched_at: at,
  };
  return db.transaction().execute(async (tx) => {
    const row = await tx.insertInto('what_if_run').values(values).returningAll().executeTakeFirstOrThrow();
    const details = { request, total: values.total };
    await recordAudit(tx, auditOf('whatIf.start', { row, by, at: at.getTime(), details }));
    return row;
  });
}

function auditOf(
  action: string,
  { row, by, at, details }: { row: WhatIfRow; by: string; at: number; details: object },
) {
  return {
    at,
    actor: { kind: 'user' as const, id: by },
    action,
    object: { type: 'whatIf', id: row.what_if_id },
    details: { ...details },
  };
}

function toView(row: WhatIfRow): WhatIfRun {
  return {
    whatIfId: row.what_if_id,
    request: row.request as WhatIfRequest,
    state: row.state as WhatIfRun['state'],
    total: row.total,
    done: row.done,
    totals: row.totals as WhatIfTotals,
    notes: notesOf(row.settings as WhatIfSettings),
    error: row.error,
    startedBy: row.started_by,
    startedAt: row.started_at.toISOString(),
    endedAt: row.ended_at?.toISOString() ?? null,
  };
}
