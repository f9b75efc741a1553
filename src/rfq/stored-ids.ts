const STORED_MAX = 100;

/** What of the latest snapshots and parts this process has committed: hundreds of quotes share one, and no rows are larger. */
export interface StoredIds {
  has(id: string): boolean;
  add(ids: Iterable<string>): void;
}

export function storedIds(): StoredIds {
  const known = new Set<string>();
  return {
    has: (id) => known.has(id),
    add(ids) {
      for (const id of ids) known.add(id);
      for (const oldest of known) {
        if (known.size <= STORED_MAX) break;
        known.delete(oldest);
      }
    },
  };
}

/** Each once, without those known to be stored; by id, so that two gateways that insert the same never wait in a ring. */
export function newRows<Row>({
  rows,
  idOf,
  stored,
}: {
  readonly rows: readonly Row[];
  readonly idOf: (row: Row) => string;
  readonly stored: StoredIds;
}): ReadonlyMap<string, Row> {
  const byId = new Map<string, Row>();
  for (const row of rows) {
    const id = idOf(row);
    if (!stored.has(id)) byId.set(id, row);
  }
  return new Map([...byId].sort(([a], [b]) => (a < b ? -1 : 1)));
}
