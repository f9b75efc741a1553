import type { Selectable } from 'kysely';
import { recordAudit } from '../../audit/index.ts';
import type { QuoteReplay, ReplayRequest, ReplayRun, ReplaySummary } from '../../contracts/replay.ts';
import { ok, type Result, reject } from '../../contracts/result.ts';
import type { Clock } from '../../platform/clock.ts';
import type { Database } from '../../platform/database/database.ts';
import type { Schema } from '../../platform/database/schema.ts';
import type { IdSource } from '../../platform/ids.ts';
import { faultOf, Interrupted, isInterruption } from '../interrupted.ts';
import type { RunProgresses, RunStanding } from '../progress.ts';
import { readStoredBases } from '../stored-bases.ts';
import { inChunks, type RiskThreads } from '../threads.ts';
import { replayChunk } from './replay-chunk.ts';
import { countStoredQuotes, type QuoteCursor, readStoredQuotes } from './stored-quotes.ts';

export interface ReplayDeps {
  readonly db: Database;
  readonly clock: Clock;
  readonly ids: IdSource;
  readonly threads: RiskThreads;
  /** Told of each run that somebody has to work on. */
  readonly onStarted: (replayId: string) => void;
  readonly tell: RunProgresses['tell'];
}

export interface Replays {
  /** A handful of quotes is answered at once; a period becomes a run to be looked at. */
  start(request: ReplayRequest, by: string): Promise<Result<ReplayRun>>;
  find(replayId: string): Promise<Result<ReplayRun>>;
  cancel(replayId: string, by: string): Promise<Result<ReplayRun>>;
  /** Works on one run until it has ended, here or elsewhere. */
  work(replayId: string): Promise<void>;
  /** Takes up the runs that nobody has worked on for a while: of a process that died. */
  takeUp(): Promise<number>;
}

/** Between two chunks a thread does other things; one is that many quotes, some 10 ms of work. */
const CHUNK = 20;
/** So many chunks for each thread between two writes of the cursor: what a crash does again. */
const CHUNKS_A_STEP = 4;
/** So many versions are answered at once. */
const AT_ONCE = 100;
const KEPT_MAX = 1_000;
const ABANDONED_MS = 5_000;

export function makeReplays(deps: ReplayDeps): Replays {
  const { db, clock } = deps;
  const work = async (replayId: string) => {
    let since: RunStanding['since'] | undefined;
    for (;;) {
      const stepped = await stepOrFail(deps, replayId);
      if (stepped === null) return;
      since ??= stepped.from;
      deps.tell(standingOf(stepped.row, since));
      if (stepped.row.state !== 'running') return;
    }
  };
  const find = async (replayId: string): Promise<Result<ReplayRun>> => {
    const row = await db.selectFrom('replay_run').selectAll().where('replay_id', '=', replayId).executeTakeFirst();
    return row === undefined ? reject('NOT_FOUND', `replayId ${replayId} was not found`) : ok(toView(row));
  };
  return {
    find,

    async start(request, by) {
      const total = await countStoredQuotes(db, request);
      if (total === 0 && !('from' in request)) return reject('NOT_FOUND', `no quote of ${Object.values(request)[0]}`);
      const row = await insertRun(deps, { request, by, total });
      deps.tell(standingOf(row, { at: clock.now(), done: 0 }));
      if (total > AT_ONCE) deps.onStarted(row.replay_id);
      else await work(row.replay_id);
      return find(row.replay_id);
    },

    async cancel(replayId, by) {
      const cancelled = await cancelRun(deps, replayId, by);
      if (cancelled !== undefined) deps.tell(standingOf(cancelled, { at: clock.now(), done: 0 }));
      return find(replayId);
    },

    work,

    async takeUp() {
      const rows = await db
        .selectFrom('replay_run')
        .select('replay_id')
        .where('state', '=', 'running')
        .where('touched_at', '<', new Date(clock.now() - ABANDONED_MS))
        .execute();
      for (const { replay_id: replayId } of rows) await work(replayId);
      return rows.length;
    },
  };
}

type Row = Selectable<Schema['replay_run']>;

async function insertRun(
  { db, clock, ids }: ReplayDeps,
  { request, by, total }: { request: ReplayRequest; by: string; total: number },
): Promise<Row> {
  const at = new Date(clock.now());
  const summary: ReplaySummary = { replayed: 0, equal: 0, different: 0, notReplayable: 0 };
  const values = {
    replay_id: ids('rpl'),
    request: JSON.stringify(request),
    state: 'running',
    total,
    summary: JSON.stringify(summary),
    quotes: '[]',
    started_by: by,
    started_at: at,
    touched_at: at,
  };
  return db.transaction().execute(async (tx) => {
    const row = await tx.insertInto('replay_run').values(values).returningAll().executeTakeFirstOrThrow();
    await recordAudit(tx, {
      ...auditOf(row.replay_id, by),
      at: at.getTime(),
      action: 'replay.start',
      details: { request, total },
    });
    return row;
  });
}

async function cancelRun({ db, clock }: ReplayDeps, replayId: string, by: string): Promise<Row | undefined> {
  const at = clock.now();
  return db.transaction().execute(async (tx) => {
    const row = await tx
      .updateTable('replay_run')
      .set({ state: 'cancelled', ended_at: new Date(at) })
      .where('replay_id', '=', replayId)
      .where('state', '=', 'running')
      .returningAll()
      .executeTakeFirst();
    if (row !== undefined) await recordAudit(tx, { ...auditOf(replayId, by), at, action: 'replay.cancel' });
    return row;
  });
}

function auditOf(replayId: string, by: string) {
  return { actor: { kind: 'user', id: by }, object: { type: 'replay', id: replayId } } as const;
}

interface Stepped {
  /** Where the run stood when the step began. */
  readonly from: RunStanding['since'];
  readonly row: Row;
}

/** A bug ends the run and is told by it; an outage does not: the run is taken up later. */
async function stepOrFail(deps: ReplayDeps, replayId: string): Promise<Stepped | null> {
  try {
    return await step(deps, replayId);
  } catch (error) {
    if (error instanceof Interrupted) return null;
    if (isInterruption(error)) throw error;
    await deps.db
      .updateTable('replay_run')
      .set({ state: 'failed', error: faultOf(error), ended_at: new Date(deps.clock.now()) })
      .where('replay_id', '=', replayId)
      .where('state', '=', 'running')
      .execute();
    throw error;
  }
}

/** The next quotes of a run; null when there is nothing left to do here. */
async function step(deps: ReplayDeps, replayId: string): Promise<Stepped | null> {
  const { db, clock, threads } = deps;
  const startedAt = clock.now();
  const run = await db
    .selectFrom('replay_run')
    .selectAll()
    .where('replay_id', '=', replayId)
    .where('state', '=', 'running')
    .executeTakeFirst();
  if (run === undefined) return null;
  const request = run.request as ReplayRequest;
  const after = run.cursor as QuoteCursor | null;
  const limit = CHUNK * Math.max(threads.count * CHUNKS_A_STEP, 1);
  const page = await readStoredQuotes(db, request, { after, limit });
  const replays = await inChunks(page, CHUNK, async (quotes) => {
    const snapshotIds = quotes.map(({ snapshotId }) => snapshotId);
    const policyVersions = quotes.map(({ policyVersion }) => policyVersion);
    const chunk = { quotes, bases: await readStoredBases(db, { snapshotIds, policyVersions }) };
    // A handful is not worth a thread.
    return run.total > AT_ONCE ? threads.run('replayChunk', chunk) : replayChunk(chunk);
  });
  const last = page.at(-1);
  const isLast = page.length < limit;
  const at = new Date(clock.now());
  const row = await db
    .updateTable('replay_run')
    .set({
      summary: JSON.stringify(addedUp(run.summary as ReplaySummary, replays)),
      quotes: JSON.stringify(kept(run.quotes as QuoteReplay[], replays, request)),
      touched_at: at,
      steps: run.steps + 1,
      ...(last === undefined ? {} : { cursor: JSON.stringify(cursorOf(last)) }),
      ...(isLast ? { state: 'done', ended_at: at } : {}),
    })
    .where('replay_id', '=', replayId)
    .where('state', '=', 'running')
    // Somebody else has made this step: it is theirs, and so are the next ones.
    .where('steps', '=', run.steps)
    .returningAll()
    .executeTakeFirst();
  if (row === undefined) return null;
  return { from: { at: startedAt, done: (run.summary as ReplaySummary).replayed }, row };
}

function standingOf(row: Row, since: RunStanding['since']): RunStanding {
  const { replay_id: runId, started_by: startedBy, total } = row;
  const { replayed: done } = row.summary as ReplaySummary;
  return { kind: 'replay', runId, state: row.state as ReplayRun['state'], startedBy, done, total, since };
}

function cursorOf({ quotedAt, quoteId, version }: { quotedAt: string; quoteId: string; version: number }): QuoteCursor {
  return { at: quotedAt, quoteId, version };
}

function addedUp(before: ReplaySummary, replays: readonly QuoteReplay[]): ReplaySummary {
  const count = (outcome: QuoteReplay['outcome']) => replays.filter((one) => one.outcome === outcome).length;
  return {
    replayed: before.replayed + replays.length,
    equal: before.equal + count('equal'),
    different: before.different + count('different'),
    notReplayable: before.notReplayable + count('notReplayable'),
  };
}

/** Of a period what stands out; of one quote or RFQ all. */
function kept(before: readonly QuoteReplay[], replays: readonly QuoteReplay[], request: ReplayRequest): QuoteReplay[] {
  const shown = 'from' in request ? replays.filter(({ outcome }) => outcome !== 'equal') : replays;
  return [...before, ...shown].slice(0, KEPT_MAX);
}

function toView(row: Row): ReplayRun {
  return {
    replayId: row.replay_id,
    request: row.request as ReplayRequest,
    state: row.state as ReplayRun['state'],
    total: row.total,
    summary: row.summary as ReplaySummary,
    quotes: row.quotes as QuoteReplay[],
    error: row.error,
    startedBy: row.started_by,
    startedAt: row.started_at.toISOString(),
    endedAt: row.ended_at?.toISOString() ?? null,
  };
}
