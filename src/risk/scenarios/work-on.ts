import { PricingError } from '../../../pricing/index.ts';
import type { Clock } from '../../platform/clock.ts';
import type { Database } from '../../platform/database/database.ts';
import { faultOf, Interrupted, isInterruption } from '../interrupted.ts';
import type { RunProgresses, RunStanding } from '../progress.ts';
import { type Batch, makeBatch } from './batch.ts';
import { type Chunk, chunksOf, valueBase } from './chunk.ts';
import { fromBase64, toBase64 } from './doubles.ts';
import { cellWidth, ScenarioError } from './evaluate.ts';
import { type RunningPlan, type ScenarioPool, valueChunks } from './pool.ts';
import type { HistoryDeps } from './read-history.ts';
import { planOf, type RunPlan, sameModel } from './run-plan.ts';
import {
  claimChunks,
  findRunRow,
  type RunRow,
  type RunStood,
  readPresentValues,
  storeChunk,
  termsOf,
} from './run-store.ts';
import { summaryOf } from './summary.ts';

export interface WorkDeps extends HistoryDeps {
  readonly db: Database;
  readonly clock: Clock;
  readonly pool: ScenarioPool;
  readonly tell: RunProgresses['tell'];
}

/** How long a worker may take for what it has claimed before another one does it as well. */
const LEASE_MS = 5_000;
/** So many chunks for each thread are claimed at a time: what a crash does again. */
const CLAIM_PER_THREAD = 2;
/** A run of so few valuations is over before a thread would have started. */
const SMALL = 20_000;

/**
 * Works on a run until it has ended, here or elsewhere: reads the book and cuts the chunks if nobody has, values what is
 * free, and puts the end under it. Any number of processes may do so at once, and any may die. A fault ends the run and is told by
 * it; an outage does not: the run is taken up later.
 */
export async function workOn(deps: WorkDeps, runId: string): Promise<void> {
  const row = await findRunRow(deps.db, runId);
  if (row === null || row.state !== 'running') return;
  try {
    await goOn(deps, row);
  } catch (error) {
    if (error instanceof Interrupted) return;
    if (isInterruption(error)) throw error;
    await end(deps, runId, { state: 'failed', error: faultOf(error) });
    // What is no fault of the scenario or of the market is one of the program, and is logged.
    if (!(error instanceof ScenarioError || error instanceof PricingError)) throw error;
  }
}

async function goOn(deps: WorkDeps, row: RunRow): Promise<void> {
  const { run_id: runId } = row;
  const terms = termsOf(row);
  const known = sameModel(terms);
  const planned = known.ok ? await planOf(deps, terms) : known;
  if (!planned.ok) return end(deps, runId, { state: 'failed', error: planned.rejection.message });
  const prepared = await prepare(deps, row, planned.value);
  if (prepared === null) return;
  const hash = (prepared.book as { hash: string } | null)?.hash;
  if (hash !== planned.value.book.hash) {
    const error = `the book as of ${prepared.as_of.toISOString()} reads otherwise than when the run began: start it again`;
    return end(deps, runId, { state: 'failed', error });
  }
  await valueAll(deps, prepared, planned.value);
  await finish(deps, runId, planned.value);
}

/** The chunks and the unshocked book, by whoever comes first. Null when the run has ended meanwhile. */
async function prepare({ db, clock }: WorkDeps, row: RunRow, { plan, book }: RunPlan): Promise<RunRow | null> {
  if (row.book !== null) return row;
  const base = toBase64(valueBase(plan));
  const chunks = chunksOf(plan);
  const quotes = book.holdings.filter(({ id }) => id.startsWith('qt_')).length;
  const counts = {
    trades: book.holdings.length - quotes,
    quotes,
    legs: book.legs.row.length,
    instruments: book.book.strike.length,
    hash: book.hash,
  };
  await db.transaction().execute(async (tx) => {
    const mine = await tx
      .updateTable('scenario_run')
      .set({
        book: JSON.stringify(counts),
        base,
        cells: plan.cells.length,
        windows: plan.measures === 'value' ? JSON.stringify(plan.cells) : null,
        touched_at: new Date(clock.now()),
      })
      .where('run_id', '=', row.run_id)
      .where('state', '=', 'running')
      .where('book', 'is', null)
      .executeTakeFirst();
    if (mine.numUpdatedRows !== 1n) return;
    const rows = chunks.map(({ from, count }) => ({ run_id: row.run_id, from_cell: from, cells: count }));
    for (let at = 0; at < rows.length; at += 1_000) {
      await tx
        .insertInto('scenario_chunk')
        .values(rows.slice(at, at + 1_000))
        .execute();
    }
  });
  const prepared = await findRunRow(db, row.run_id);
  return prepared?.state === 'running' ? prepared : null;
}

async function valueAll(deps: WorkDeps, row: RunRow, { plan }: RunPlan): Promise<void> {
  const { db, clock, pool } = deps;
  const { run_id: runId } = row;
  const since = { at: clock.now(), done: row.done };
  const isSmall = plan.cells.length * Math.max(plan.book.strike.length, plan.legs.row.length) <= SMALL;
  const batch = isSmall ? makeBatch(plan) : null;
  let goesOn = true;
  const onChunk = async (chunk: Chunk, values: Float64Array) => {
    const now = await storeChunk(db, { runId, chunk, values, at: new Date(clock.now()) });
    if (now === null) goesOn = false;
    else deps.tell(standingOf(now, since));
    return goesOn;
  };
  // A run that has ended, here or elsewhere, stores no chunk: then none is claimed either.
  while (goesOn) {
    const count = CLAIM_PER_THREAD * pool.threads;
    const chunks = await claimChunks(db, { runId, now: clock.now(), leaseMs: LEASE_MS, count });
    if (chunks.length === 0) return;
    if (batch === null) await valueChunks(pool, { planId: runId, plan, chunks }, onChunk);
    else await valueHere(batch, { plan, chunks }, onChunk);
  }
}

async function valueHere(
  batch: Batch,
  { plan, chunks }: Pick<RunningPlan, 'plan' | 'chunks'>,
  onChunk: Parameters<typeof valueChunks>[2],
): Promise<void> {
  for (const chunk of chunks) {
    const values = batch.value(chunk.from, plan.cells.slice(chunk.from, chunk.from + chunk.count));
    if (!(await onChunk(chunk, values))) return;
  }
}

/** The summary, once every cell is there; whoever else still works on one comes by again. */
async function finish(deps: WorkDeps, runId: string, { plan }: RunPlan): Promise<void> {
  const row = await findRunRow(deps.db, runId);
  if (row === null || row.state !== 'running' || row.done < row.cells) return;
  const presentValues = await readPresentValues(deps.db, { runId, cells: row.cells, width: cellWidth(plan) });
  const results = { base: fromBase64(row.base ?? ''), presentValues, names: plan.cells.map(({ name }) => name) };
  const summary = summaryOf(results, termsOf(row).scenario);
  await end(deps, runId, { state: 'done', summary: JSON.stringify(summary) });
}

async function end(
  { db, clock, tell }: WorkDeps,
  runId: string,
  how: { readonly state: 'done' | 'failed'; readonly error?: string; readonly summary?: string },
): Promise<void> {
  const at = clock.now();
  const ended = await db
    .updateTable('scenario_run')
    .set({ ...how, ended_at: new Date(at) })
    .where('run_id', '=', runId)
    .where('state', '=', 'running')
    .returning(['run_id', 'state', 'started_by', 'done', 'cells'])
    .executeTakeFirst();
  if (ended !== undefined) tell(standingOf(ended, { at, done: ended.done }));
}

function standingOf(row: RunStood, since: RunStanding['since']): RunStanding {
  return {
    kind: 'scenario',
    runId: row.run_id,
    state: row.state as RunStanding['state'],
    startedBy: row.started_by,
    done: row.done,
    total: row.cells,
    since,
  };
}
