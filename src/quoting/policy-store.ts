import { canonicalJson } from '../platform/canonical-json.ts';
import type { Executor } from '../platform/database/database.ts';
import { policyVersion, SpreadPolicy, type VersionedPolicy } from './spread-policy.ts';

/** Stores a policy as the one in force from `effectiveFrom`. The caller raises the control epoch. */
export async function insertSpreadPolicy(
  db: Executor,
  { policy, effectiveFrom, createdBy }: { policy: SpreadPolicy; effectiveFrom: Date; createdBy: string },
): Promise<string> {
  const version = policyVersion(policy);
  await db
    .insertInto('spread_policy')
    .values({
      policy_version: version,
      body: canonicalJson(policy),
      effective_from: effectiveFrom,
      created_by: createdBy,
    })
    .execute();
  return version;
}

/** The policy in force. @throws Error when there is none: nothing can be quoted without one. */
export async function loadSpreadPolicy(db: Executor, now: number): Promise<VersionedPolicy> {
  const row = await db
    .selectFrom('spread_policy')
    .selectAll()
    .where('effective_from', '<=', new Date(now))
    .orderBy('effective_from', 'desc')
    .executeTakeFirst();
  if (row === undefined) throw new Error('no spread policy is in force');
  return { version: row.policy_version, policy: SpreadPolicy.parse(JSON.parse(row.body)) };
}
