import { ConductPolicy } from '../contracts/conduct.ts';
import { canonicalJson, contentHash } from '../platform/canonical-json.ts';
import type { Executor } from '../platform/database/database.ts';

export interface VersionedConductPolicy {
  readonly version: string;
  readonly policy: ConductPolicy;
}

function conductPolicyVersion(policy: ConductPolicy): string {
  return `cnd_${contentHash(policy).slice(0, 16)}`;
}

/** Stores a policy as the one in force from `effectiveFrom`. The caller raises the control epoch. */
export async function insertConductPolicy(
  db: Executor,
  { policy, effectiveFrom, createdBy }: { policy: ConductPolicy; effectiveFrom: Date; createdBy: string },
): Promise<string> {
  const version = conductPolicyVersion(policy);
  await db
    .insertInto('conduct_policy')
    .values({
      policy_version: version,
      body: canonicalJson(policy),
      effective_from: effectiveFrom,
      created_by: createdBy,
    })
    .onConflict((conflict) =>
      conflict.column('policy_version').doUpdateSet({ effective_from: effectiveFrom, created_by: createdBy }),
    )
    .execute();
  return version;
}

/** The policy in force. @throws Error when there is none: nobody can be judged without one. */
export async function loadConductPolicy(db: Executor, now: number) {
  const row = await db
    .selectFrom('conduct_policy')
    .selectAll()
    .where('effective_from', '<=', new Date(now))
    .orderBy('effective_from', 'desc')
    .executeTakeFirst();
  if (row === undefined) throw new Error('no conduct policy is in force');
  const policy = ConductPolicy.parse(JSON.parse(row.body));
  return { version: row.policy_version, policy, effectiveFrom: row.effective_from, createdBy: row.created_by };
}
