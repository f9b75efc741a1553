import { findSnapshot, type IdentifiedSnapshot } from '../../market/index.ts';
import type { Database } from '../../platform/database/database.ts';
import { findPolicy, SpreadPolicy, type VersionedPolicy } from '../../quoting/index.ts';
import type { Models } from './models.ts';
import type { ReplayBasis } from './replay-quote.ts';
import type { StoredQuote } from './stored-quotes.ts';

/** What stored quotes are computed again from. Hundreds of quotes share a snapshot, and all of a day a policy. */
export interface Bases {
  of(quote: StoredQuote): Promise<ReplayBasis>;
}

/** Snapshots are large: so many of the latest are kept. */
const SNAPSHOTS_KEPT = 32;

export function makeBases({ db, models }: { readonly db: Database; readonly models: Models }): Bases {
  const snapshots = new Map<string, IdentifiedSnapshot | null>();
  const policies = new Map<string, VersionedPolicy | null>();

  const snapshotOf = async (id: string) => {
    const known = snapshots.get(id);
    if (known !== undefined) return known;
    const found = await findSnapshot(db, id);
    snapshots.set(id, found);
    for (const oldest of snapshots.keys()) {
      if (snapshots.size <= SNAPSHOTS_KEPT) break;
      snapshots.delete(oldest);
    }
    return found;
  };
  const policyOf = async (version: string) => {
    const known = policies.get(version);
    if (known !== undefined) return known;
    const text = await findPolicy(db, { kind: 'spread', version });
    const policy = text === null ? null : { version, policy: SpreadPolicy.parse(JSON.parse(text.body)) };
    policies.set(version, policy);
    return policy;
  };
  return {
    async of({ snapshotId, policyVersion, modelVersion }) {
      return {
        snapshot: await snapshotOf(snapshotId),
        policy: await policyOf(policyVersion),
        rebuild: await models.find(modelVersion),
      };
    },
  };
}
