import { existsSync } from 'node:fs';
import { sql } from 'kysely';
import { ok, type Result, reject } from '../../contracts/result.ts';
import type { ScenarioHistory } from '../../contracts/risk-scenario.ts';
import { SCENARIO_MAX } from '../../contracts/risk-scenario.ts';
import { findSnapshot, listSegments, readTicks } from '../../market/index.ts';
import type { Database } from '../../platform/database/database.ts';
import type { CellSpec } from './cell-shock.ts';
import { type MarketPoint, marketPoint, windowCells } from './windows.ts';

const MINUTE_MS = 60_000;

export interface HistoryDeps {
  readonly db: Database;
  /** Where the service records its market. */
  readonly recordings: string;
}

/** The windows of a history as cells, from what was recorded; refused when there are none, or too many. */
export async function readHistory(
  deps: HistoryDeps,
  history: ScenarioHistory,
  smile: CellSpec['smile'],
): Promise<Result<CellSpec[]>> {
  const points =
    history.source === 'snapshots' ? await fromSnapshots(deps, history) : await fromRecording(deps, history);
  const span = { stepMs: history.stepMinutes * MINUTE_MS, horizonMs: history.horizonMinutes * MINUTE_MS };
  const cells = windowCells(points, span, smile);
  const { from, to, source } = history;
  if (cells.length === 0) return reject('NOT_FOUND', `${source} from ${from} to ${to} hold no window of that horizon`);
  if (cells.length <= SCENARIO_MAX.windows) return ok(cells);
  return reject('VALIDATION_FAILED', `history must have at most ${SCENARIO_MAX.windows} windows, had ${cells.length}`);
}

/** Points no closer than what a window needs: a tenth of the shorter of step and horizon. */
function pause({ stepMinutes, horizonMinutes }: ScenarioHistory): number {
  return (Math.min(stepMinutes, horizonMinutes) * MINUTE_MS) / 10;
}

async function fromSnapshots({ db }: HistoryDeps, history: ScenarioHistory): Promise<MarketPoint[]> {
  const { rows } = await sql<{ snapshot_id: string }>`
    select distinct on (part) snapshot_id from (
      select snapshot_id, as_of, floor(extract(epoch from as_of) * 1000 / ${pause(history)}) as part
      from market_snapshot where as_of >= ${new Date(history.from)} and as_of <= ${new Date(history.to)}) stored
    order by part, as_of, snapshot_id limit ${20 * SCENARIO_MAX.windows}`.execute(db);
  const points: MarketPoint[] = [];
  for (const { snapshot_id: id } of rows) {
    const found = await findSnapshot(db, id);
    if (found !== null) points.push(marketPoint(found.snapshot));
  }
  return points.sort((a, b) => a.asOf - b.asOf);
}

async function fromRecording({ recordings }: HistoryDeps, history: ScenarioHistory): Promise<MarketPoint[]> {
  // A service that has never recorded has no such folder.
  const segments = existsSync(recordings) ? await listSegments(recordings) : [];
  const span = { from: Date.parse(history.from), until: Date.parse(history.to) };
  const points: MarketPoint[] = [];
  let next = Number.NEGATIVE_INFINITY;
  for await (const entry of readTicks(segments, span)) {
    if (entry.kind !== 'tick' || entry.tick.snapshot.asOf < next) continue;
    points.push(marketPoint(entry.tick.snapshot));
    next = entry.tick.snapshot.asOf + pause(history);
  }
  return points;
}
