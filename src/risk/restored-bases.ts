import { type IdentifiedSnapshot, readStoredSnapshot, type StoredSnapshot } from '../market/index.ts';
import { SpreadPolicy, type VersionedPolicy } from '../quoting/index.ts';
import { openModels, type RebuildQuote } from './replay/models.ts';
import type { StoredBases } from './stored-bases.ts';

/** What quotes are computed from, restored from its texts; where it cannot be, why. */
export interface RestoredBases {
  snapshot(id: string): IdentifiedSnapshot | string;
  policy(version: string): VersionedPolicy | string;
  model(version: string): Promise<RebuildQuote | string>;
}

/** Of one thread: a snapshot is read once for many quotes, and its surface once for many snapshots. */
const KEPT = 64;
const snapshots = new Map<string, IdentifiedSnapshot>();
const parts = new Map<string, StoredSnapshot['parts'][number]>();
const policies = new Map<string, VersionedPolicy>();
const models = openModels();

export function restoredBases(stored: StoredBases): RestoredBases {
  const storedSnapshots = new Map(stored.snapshots.map((one) => [one.id, one]));
  const storedPolicies = new Map(stored.policies.map(({ version, text }) => [version, text]));
  return {
    snapshot(id) {
      const known = snapshots.get(id);
      if (known !== undefined) return known;
      const found = storedSnapshots.get(id);
      return found === undefined ? `snapshot ${id} is not stored` : restored(found);
    },
    policy(version) {
      const known = policies.get(version);
      if (known !== undefined) return known;
      const text = storedPolicies.get(version);
      if (text === undefined) return `policy ${version} is not stored`;
      const policy = { version, policy: SpreadPolicy.parse(JSON.parse(text)) };
      keep(policies, version, policy);
      return policy;
    },
    model: async (version) => (await models.find(version)) ?? `model ${version} was not kept`,
  };
}

function restored(stored: StoredSnapshot): IdentifiedSnapshot | string {
  try {
    // The same part object is restored once, whichever snapshot refers to it.
    const shared = stored.parts.map((part) => parts.get(part.id) ?? part);
    for (const part of shared) keep(parts, part.id, part);
    const snapshot = readStoredSnapshot({ ...stored, parts: shared });
    keep(snapshots, stored.id, snapshot);
    return snapshot;
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
}

/** The oldest makes room. */
function keep<T>(cache: Map<string, T>, key: string, value: T): void {
  cache.set(key, value);
  for (const oldest of cache.keys()) {
    if (cache.size <= KEPT) break;
    cache.delete(oldest);
  }
}
