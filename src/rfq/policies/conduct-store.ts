import { conductPolicyVersion } from '../../clients/index.ts';
import type { ConductPolicy } from '../../contracts/conduct.ts';
import { canonicalJson } from '../../platform/canonical-json.ts';
import type { Tx } from '../../platform/database/database.ts';
import { enactPolicy } from '../../quoting/index.ts';

/** Puts a policy in force without a proposal, as a first start does. The caller raised the control epoch. */
export async function insertConductPolicy(
  tx: Tx,
  { policy, effectiveFrom, createdBy }: { policy: ConductPolicy; effectiveFrom: Date; createdBy: string },
): Promise<void> {
  const text = { kind: 'conduct' as const, version: conductPolicyVersion(policy), body: canonicalJson(policy) };
  await enactPolicy(tx, text, { at: effectiveFrom, by: createdBy });
}
