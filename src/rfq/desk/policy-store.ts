import { canonicalJson } from '../../platform/canonical-json.ts';
import type { Executor } from '../../platform/database/database.ts';
import { DeskPolicy, deskPolicyVersion, type VersionedDeskPolicy } from './policy.ts';

/** Stores a policy as the one in force from `effectiveFrom`. The caller raises the control epoch. */
export async function insertDeskPolicy(
  db: Executor,
  { policy, effectiveFrom, createdBy }: { policy: DeskPolicy; effectiveFrom: Date; createdBy: string },
): Promise<string> {
  const version = deskPolicyVersion(policy);
  await db
    .insertInto('desk_policy')
    .values({
      policy_version: version,
      body: canonicalJson(policy),
      effective_from: effectiveFrom,
      created_by: createdBy,
    })
    .onConflict((conflict) => conflict.column('policy_version').doUpdateSet({ effective_from: effectiveFrom }))
    .execute();
  return version;
}

/** The policy in force. @throws Error when there is none: nothing can be routed without one. */
export async function loadDeskPolicy(db: Executor, now: number): Promise<VersionedDeskPolicy> {
  const row = await db
    .selectFrom('desk_policy')
    .selectAll()
    .where('effective_from', '<=', new Date(now))
    .orderBy('effective_from', 'desc')
    .executeTakeFirst();
  if (row === undefined) throw new Error('no desk policy is in force');
  return { version: row.policy_version, policy: DeskPolicy.parse(JSON.parse(row.body)) };
}
