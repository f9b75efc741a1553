import type { Executor } from '../platform/database/database.ts';
import { type IdentifiedSnapshot, partIdsOf, readStoredSnapshot, type StoredSnapshot } from './snapshot-id.ts';

/** The stored snapshot with that id, whole; null when none is stored. @throws Error when a stored text was altered. */
export async function findSnapshot(db: Executor, snapshotId: string): Promise<IdentifiedSnapshot | null> {
  const row = await db
    .selectFrom('market_snapshot')
    .select(['snapshot_id', 'body'])
    .where('snapshot_id', '=', snapshotId)
    .executeTakeFirst();
  return row === undefined ? null : withParts(db, row);
}

/**
 * The latest snapshot stored with an `asOf` of at most `at` (UTC epoch ms), of two of one instant the one with the higher
 * id; null when there is none. What is stored is what quotes refer to.
 *
 * @throws Error when a stored text was altered.
 */
export async function findSnapshotAt(db: Executor, at: number): Promise<IdentifiedSnapshot | null> {
  const row = await db
    .selectFrom('market_snapshot')
    .select(['snapshot_id', 'body'])
    .where('as_of', '<=', new Date(at))
    .orderBy('as_of', 'desc')
    .orderBy('snapshot_id', 'desc')
    .limit(1)
    .executeTakeFirst();
  return row === undefined ? null : withParts(db, row);
}

async function withParts(
  db: Executor,
  { snapshot_id: id, body: text }: { readonly snapshot_id: string; readonly body: string },
): Promise<IdentifiedSnapshot> {
  const ids = partIdsOf(text);
  if (ids.length === 0) return readStoredSnapshot({ id, text, parts: [] });
  const rows = await db.selectFrom('market_part').selectAll().where('part_id', 'in', ids).execute();
  return readStoredSnapshot({ id, text, parts: rows.map((row) => ({ id: row.part_id, text: row.body })) });
}

/** The texts of those that are stored, unchecked, each once: `readStoredSnapshot` reads them, in whichever thread. */
export async function readStoredSnapshots(db: Executor, ids: readonly string[]): Promise<StoredSnapshot[]> {
  if (ids.length === 0) return [];
  const rows = await db
    .selectFrom('market_snapshot')
    .select(['snapshot_id as id', 'body as text'])
    .where('snapshot_id', 'in', [...new Set(ids)])
    .execute();
  const partIds = [...new Set(rows.flatMap(({ text }) => partIdsOf(text)))];
  const found =
    partIds.length === 0
      ? []
      : await db
          .selectFrom('market_part')
          .select(['part_id as id', 'body as text'])
          .where('part_id', 'in', partIds)
          .execute();
  const parts = new Map(found.map((part) => [part.id, part]));
  return rows.map(({ id, text }) => ({ id, text, parts: partIdsOf(text).flatMap((part) => parts.get(part) ?? []) }));
}
