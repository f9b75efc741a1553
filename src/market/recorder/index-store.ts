import type { Database } from '../../platform/database/database.ts';
import type { FinishedSegment } from './segment-roll.ts';

/** What the database knows of a file; the last word counts, as of one that was read while it was still written. */
export async function saveSegment(db: Database, segment: FinishedSegment): Promise<void> {
  const { ticks, dropped, bytes, sha256 } = segment;
  const columns = {
    kind: segment.kind,
    path: segment.path,
    from_at: new Date(segment.from),
    until_at: new Date(segment.until),
    ticks,
    dropped,
    bytes,
    sha256,
  };
  await db
    .insertInto('market_recording')
    .values({ segment_id: segment.segmentId, ...columns })
    .onConflict((conflict) => conflict.column('segment_id').doUpdateSet(columns))
    .execute();
}

export async function deleteSegment(db: Database, segmentId: string): Promise<void> {
  await db.deleteFrom('market_recording').where('segment_id', '=', segmentId).execute();
}

/** Those of the ids that have a row. */
export async function knownSegments(db: Database, ids: readonly string[]): Promise<Set<string>> {
  if (ids.length === 0) return new Set();
  const rows = await db
    .selectFrom('market_recording')
    .select('segment_id')
    .where('segment_id', 'in', [...ids])
    .execute();
  return new Set(rows.map((row) => row.segment_id));
}
