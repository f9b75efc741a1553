import type { Selectable } from 'kysely';
import type { WhatIfRequest, WhatIfResult, WhatIfRun, WhatIfTotals } from '../../contracts/what-if.ts';
import type { Clock } from '../../platform/clock.ts';
import type { Database } from '../../platform/database/database.ts';
import type { Schema } from '../../platform/database/schema.ts';
import type { IdSource } from '../../platform/ids.ts';
import { faultOf, Interrupted, isInterruption } from '../interrupted.ts';
import type { RunProgresses, RunStanding } from '../progress.ts';
import { readStoredBases } from '../stored-bases.ts';
import { inChunks, type RiskThreads } from '../threads.ts';
import type { PastRequest } from './past-request.ts';
import { type RequestCursor, readPastRequests } from './past-requests.ts';
import type { WhatIfSettings } from './settings.ts';
import { withResults } from './totals.ts';

export interface WhatIfDeps {
  readonly db: Database;
  readonly clock: Clock;
  readonly ids: IdSource;
  readonly threads: RiskThreads;
  /** Told of each run that somebody has to work on. */
  readonly onStarted: (whatIfId: string) => void;
  readonly tell: RunProgresses['tell'];
}

export type WhatIfRow = Selectable<Schema['what_if_run']>;

/** Some 10 ms of work. */
const CHUNK = 10;
/** So many chunks for each thread between two writes of the cursor: what a crash does again. */
const CHUNKS_A_STEP = 4;

/** Works on a run until it has ended, here or elsewhere. */
export async function workOnWhatIf(deps: WhatIfDeps, whatIfId: string): Promise<void> {
  let since: RunStanding['since'] | undefined;
  for (;;) {
    const at = deps.clock.now();
    const stepped = await stepOrFail(deps, whatIfId);
    if (stepped === null) return;
    since ??= { at, done: stepped.before };
    deps.tell(standingOf(stepped.row, since));
    if (stepped.row.state !== 'running') return;
  }
}

interface Stepped {
  /** How many were done before the step. */
  readonly before: number;
  readonly row: WhatIfRow;
}

/** A bug ends the run and is told by it; an outage does not: the run is taken up later. */
async function stepOrFail(deps: WhatIfDeps, whatIfId: string): Promise<Stepped | null> {
  try {
    return await step(deps, whatIfId);
  } catch (error) {
    if (error instanceof Interrupted) return null;
    if (isInterruption(error)) throw error;
    const failed = {
      state: 'failed',
      error: faultOf(error),
      ended_at: new Date(deps.clock.now()),
    };
    await deps.db
      .updateTable('what_if_run')
      .set(failed)
      .where('what_if_id', '=', whatIfId)
      .where('state', '=', 'running')
      .execute();
    throw error;
  }
}

/** The next requests of a run; null when there is nothing left to do here. */
async function step(deps: WhatIfDeps, whatIfId: string): Promise<Stepped | null> {
  const { db, threads } = deps;
  const run = await db
    .selectFrom('what_if_run')
    .selectAll()
    .where('what_if_id', '=', whatIfId)
    .where('state', '=', 'running')
    .executeTakeFirst();
  if (run === undefined) return null;
  const limit = CHUNK * Math.max(threads.count * CHUNKS_A_STEP, 1);
  const after = run.cursor as RequestCursor | null;
  const page = await readPastRequests(db, run.request as WhatIfRequest, { after, limit });
  const settings = run.settings as WhatIfSettings;
  const results = await inChunks(page, CHUNK, async (requests) =>
    threads.run('reviseChunk', { requests, settings, bases: await readStoredBases(db, basesOf(requests)) }),
  );
  const row = await saveStep(deps, run, { page, results, isLast: page.length < limit });
  return row === null ? null : { before: run.done, row };
}

function basesOf(requests: readonly PastRequest[]) {
  const named = requests.flatMap(({ quote, before, marks }) => [
    quote?.snapshotId ?? before.snapshotId,
    ...Object.values(marks),
  ]);
  const versions = requests.flatMap(({ quote, before }) => quote?.policyVersion ?? before.policyVersion ?? []);
  return { snapshotIds: named.filter((id) => id !== null), policyVersions: versions };
}

interface Step {
  readonly page: readonly PastRequest[];
  readonly results: readonly WhatIfResult[];
  readonly isLast: boolean;
}

/** The cursor and the results in one transaction, so that no result is there twice, and none is missing. */
function saveStep(
  { db, clock }: WhatIfDeps,
  run: WhatIfRow,
  { page, results, isLast }: Step,
): Promise<WhatIfRow | null> {
  const at = new Date(clock.now());
  const last = page.at(-1);
  return db.transaction().execute(async (tx) => {
    const row = await tx
      .updateTable('what_if_run')
      .set({
        totals: JSON.stringify(withResults(run.totals as WhatIfTotals, results)),
        done: run.done + results.length,
        steps: run.steps + 1,
        touched_at: at,
        ...(last === undefined ? {} : { cursor: JSON.stringify({ at: last.at, rfqId: last.rfqId }) }),
        ...(isLast ? { state: 'done', ended_at: at } : {}),
      })
      .where('what_if_id', '=', run.what_if_id)
      .where('state', '=', 'running')
      // Somebody else has made this step: it is theirs, and so are the next ones.
      .where('steps', '=', run.steps)
      .returningAll()
      .executeTakeFirst();
    if (row === undefined) return null;
    if (results.length > 0) {
      const rows = results.map((result, n) => ({
        what_if_id: run.what_if_id,
        n: run.done + n,
        rfq_id: result.rfqId,
        changed: result.changes.length > 0,
        body: JSON.stringify(result),
      }));
      await tx.insertInto('what_if_result').values(rows).execute();
    }
    return row;
  });
}

export function standingOf(row: WhatIfRow, since: RunStanding['since']): RunStanding {
  const { what_if_id: runId, started_by: startedBy, total, done } = row;
  return { kind: 'whatIf', runId, state: row.state as WhatIfRun['state'], startedBy, done, total, since };
}
