import { ConductPolicy } from '../contracts/conduct.ts';
import { contentHash } from '../platform/canonical-json.ts';
import type { Executor } from '../platform/database/database.ts';

export interface VersionedConductPolicy {
  readonly version: string;
  readonly policy: ConductPolicy;
}

/** Named by its content. */
export function conductPolicyVersion(policy: ConductPolicy): string {
  return `cnd_${contentHash(policy).slice(0, 16)}`;
}

/** What came into force last: the order is that of the control epochs. @throws Error when there is none. */
export async function loadConductPolicy(db: Executor) {
  const row = await db
    .selectFrom('policy_change')
    .innerJoin('conduct_policy', 'conduct_policy.policy_version', 'policy_change.policy_version')
    .select(['conduct_policy.policy_version', 'body', 'in_force_at', 'proposed_by'])
    .where('kind', '=', 'conduct')
    .where('status', '=', 'inForce')
    .orderBy('policy_change.epoch', 'desc')
    .orderBy('in_force_at', 'desc')
    .executeTakeFirst();
  if (row === undefined) throw new Error('no conduct policy is in force');
  const policy = ConductPolicy.parse(JSON.parse(row.body));
  const effectiveFrom = row.in_force_at ?? new Date(0);
  return { version: row.policy_version, policy, effectiveFrom, createdBy: row.proposed_by };
}
