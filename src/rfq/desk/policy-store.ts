import { canonicalJson } from '../../platform/canonical-json.ts';
import type { Executor, Tx } from '../../platform/database/database.ts';
import { enactPolicy, findPolicyInForce } from '../../quoting/index.ts';
import { DeskPolicy, deskPolicyVersion, type VersionedDeskPolicy } from './policy.ts';

/** Puts a policy in force without a proposal, as a first start does. The caller raised the control epoch. */
export async function insertDeskPolicy(
  tx: Tx,
  { policy, effectiveFrom, createdBy }: { policy: DeskPolicy; effectiveFrom: Date; createdBy: string },
): Promise<void> {
  const text = { kind: 'desk' as const, version: deskPolicyVersion(policy), body: canonicalJson(policy) };
  await enactPolicy(tx, text, { at: effectiveFrom, by: createdBy });
}

/** The policy in force. @throws Error when there is none: nothing can be routed without one. */
export async function loadDeskPolicy(db: Executor): Promise<VersionedDeskPolicy> {
  const found = await findPolicyInForce(db, 'desk');
  if (found === null) throw new Error('no desk policy is in force');
  return { version: found.version, policy: DeskPolicy.parse(JSON.parse(found.body)) };
}
