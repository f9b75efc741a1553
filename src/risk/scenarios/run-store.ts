import { type Selectable, sql } from 'kysely';
import type { RiskRun, RiskSummary, StartRiskRunRequest } from '../../contracts/risk-run.ts';
import type { ScenarioFile } from '../../contracts/risk-scenario.ts';
import type { Executor } from '../../platform/database/database.ts';
import type { Schema } from '../../platform/database/schema.ts';
import type { CellSpec } from './cell-shock.ts';
import type { Chunk } from './chunk.ts';
import { fromBase64, toBase64 } from './doubles.ts';
import type { RiskLimit } from './risk-book.ts';
import type { RunTerms } from './run-plan.ts';

export type RunRow = Selectable<Schema['scenario_run']>;

export function termsOf(row: RunRow): RunTerms {
  return {
    runId: row.run_id,
    request: row.request as StartRiskRunRequest,
    scenario: row.scenario as ScenarioFile,
    asOf: row.as_of.getTime(),
    snapshotId: row.snapshot_id,
    modelVersion: row.model_version,
    limits: (row.limits ?? []) as RiskLimit[],
    windows: row.windows as CellSpec[] | null,
  };
}

export function toRunView(row: RunRow): RiskRun {
  return {
    runId: row.run_id,
    request: row.request as StartRiskRunRequest,
    scenario: row.scenario as ScenarioFile,
    file: row.file_name === null ? null : { name: row.file_name, version: row.file_version ?? 1 },
    asOf: row.as_of.toISOString(),
    snapshotId: row.snapshot_id,
    modelVersion: row.model_version,
    book: row.book as RiskRun['book'],
    state: row.state as RiskRun['state'],
    cells: row.cells,
    done: row.done,
    summary: row.summary as RiskSummary | null,
    error: row.error,
    startedBy: row.started_by,
    startedAt: row.started_at.toISOString(),
    endedAt: row.ended_at?.toISOString() ?? null,
  };
}

export async function findRunRow(db: Executor, runId: string): Promise<RunRow | null> {
  return (await db.selectFrom('scenario_run').selectAll().where('run_id', '=', runId).executeTakeFirst()) ?? null;
}

export interface ClaimQuestion {
  readonly runId: string;
  readonly now: number;
  readonly leaseMs: number;
  readonly count: number;
}

/** Chunks for one worker until its lease ends: those nobody has, and those of a worker that has died. */
export async function claimChunks(db: Executor, { runId, now, leaseMs, count }: ClaimQuestion): Promise<Chunk[]> {
  const { rows } = await sql<{ from_cell: number; cells: number }>`
    update scenario_chunk set leased_until = ${new Date(now + leaseMs)}
    where run_id = ${runId} and from_cell in (
      select from_cell from scenario_chunk
      where run_id = ${runId} and body is null and (leased_until is null or leased_until < ${new Date(now)})
      order by from_cell limit ${count} for update skip locked)
    returning from_cell, cells`.execute(db);
  return rows.map(({ from_cell: from, cells }) => ({ from, count: cells })).sort((a, b) => a.from - b.from);
}

/** How far a run is: what is told of it after each chunk. */
export type RunStood = Pick<RunRow, 'run_id' | 'state' | 'started_by' | 'done' | 'cells'>;

/** Stores a chunk's results once, and counts them. @returns the run as it stands; null when it has ended. */
export async function storeChunk(
  db: Executor,
  { runId, chunk, values, at }: { runId: string; chunk: Chunk; values: Float64Array; at: Date },
): Promise<RunStood | null> {
  const { rows } = await sql<RunStood>`
    with stored as (
      update scenario_chunk set body = ${toBase64(values)}, leased_until = null
      where run_id = ${runId} and from_cell = ${chunk.from} and body is null
        and exists (select 1 from scenario_run where run_id = ${runId} and state = 'running')
      returning cells)
    update scenario_run set touched_at = ${at}, done = done + coalesce((select sum(cells) from stored), 0)::int
    where run_id = ${runId} and state = 'running' returning run_id, state, started_by, done, cells`.execute(db);
  return rows[0] ?? null;
}

/** So many chunks are read at once: more would keep an event loop, which may have quotes to answer, too long. */
const CHUNKS_READ = 2;

/** The first measure of each cell of a run whose cells are all done. */
export async function readPresentValues(
  db: Executor,
  { runId, cells, width }: { runId: string; cells: number; width: number },
): Promise<Float64Array> {
  const presentValues = new Float64Array(cells);
  for (let after = -1; ; ) {
    const chunks = await db
      .selectFrom('scenario_chunk')
      .select(['from_cell', 'body'])
      .where('run_id', '=', runId)
      .where('from_cell', '>', after)
      .orderBy('from_cell')
      .limit(CHUNKS_READ)
      .execute();
    for (const { from_cell: from, body } of chunks) {
      const doubles = fromBase64(body ?? '');
      for (let at = 0; at < doubles.length; at += width) presentValues[from + at / width] = doubles[at] as number;
    }
    const last = chunks.at(-1);
    if (last === undefined) return presentValues;
    after = last.from_cell;
  }
}

/** Doubles of cells from `from` on, at most `count`; those that are done. */
export async function readCells(
  db: Executor,
  { runId, from, count, width }: { runId: string; from: number; count: number; width: number },
): Promise<{ readonly cell: number; readonly values: Float64Array }[]> {
  const rows = await db
    .selectFrom('scenario_chunk')
    .select(['from_cell', 'body'])
    .where('run_id', '=', runId)
    .where('body', 'is not', null)
    .where(sql<boolean>`from_cell + cells > ${from}`)
    .where('from_cell', '<', from + count)
    .orderBy('from_cell')
    .execute();
  return rows.flatMap(({ from_cell: first, body }) => {
    const doubles = fromBase64(body ?? '');
    const cells = Array.from({ length: doubles.length / width }, (_, index) => ({
      cell: first + index,
      values: doubles.subarray(index * width, (index + 1) * width),
    }));
    return cells.filter(({ cell }) => cell >= from && cell < from + count);
  });
}
