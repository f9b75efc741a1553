import { readStoredSnapshots, type StoredSnapshot } from '../market/index.ts';
import type { Executor } from '../platform/database/database.ts';

/** Texts as they are stored, by id: what prices are computed again from. What is missing is not in it. */
export interface StoredBases {
  readonly snapshots: readonly StoredSnapshot[];
  readonly policies: readonly StoredPolicy[];
}

export interface StoredPolicy {
  readonly version: string;
  readonly text: string;
}

/** Three statements, however many quotes rest on them. */
export async function readStoredBases(
  db: Executor,
  {
    snapshotIds,
    policyVersions,
  }: { readonly snapshotIds: readonly string[]; readonly policyVersions: readonly string[] },
): Promise<StoredBases> {
  const versions = [...new Set(policyVersions)];
  const policies =
    versions.length === 0
      ? []
      : await db
          .selectFrom('spread_policy')
          .select(['policy_version as version', 'body as text'])
          .where('policy_version', 'in', versions)
          .execute();
  return { snapshots: await readStoredSnapshots(db, snapshotIds), policies };
}
