import { canonicalJson } from '../platform/canonical-json.ts';
import type { Executor, Tx } from '../platform/database/database.ts';
import { enactPolicy, findPolicyInForce } from './policy-log.ts';
import { policyVersion, SpreadPolicy, type VersionedPolicy } from './spread-policy.ts';

/** Puts a policy in force without a proposal, as a first start does. The caller raised the control epoch. */
export async function insertSpreadPolicy(
  tx: Tx,
  { policy, effectiveFrom, createdBy }: { policy: SpreadPolicy; effectiveFrom: Date; createdBy: string },
): Promise<void> {
  const text = { kind: 'spread' as const, version: policyVersion(policy), body: canonicalJson(policy) };
  await enactPolicy(tx, text, { at: effectiveFrom, by: createdBy });
}

/** The policy in force. @throws Error when there is none: nothing can be quoted without one. */
export async function loadSpreadPolicy(db: Executor): Promise<VersionedPolicy> {
  const found = await findPolicyInForce(db, 'spread');
  if (found === null) throw new Error('no spread policy is in force');
  return { version: found.version, policy: SpreadPolicy.parse(JSON.parse(found.body)) };
}
