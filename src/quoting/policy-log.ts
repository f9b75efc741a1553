import type { Executor, Tx } from '../platform/database/database.ts';

/** The policies that people of the firm change. */
const POLICY_KINDS = ['desk', 'spread', 'conduct'] as const;
export type PolicyKind = (typeof POLICY_KINDS)[number];

const TABLES = {
  desk: 'desk_policy',
  spread: 'spread_policy',
  conduct: 'conduct_policy',
} as const satisfies Record<PolicyKind, string>;

/** One version of a policy as it is stored: canonical JSON, under the hash of its content. */
export interface PolicyText {
  readonly kind: PolicyKind;
  readonly version: string;
  readonly body: string;
}

/** Stores what a version says, once: a version that is there already says the same. */
export async function storePolicy(
  db: Executor,
  { kind, version, body }: PolicyText,
  { at, by }: { readonly at: Date; readonly by: string },
): Promise<void> {
  await db
    .insertInto(TABLES[kind])
    .values({ policy_version: version, body, effective_from: at, created_by: by })
    .onConflict((conflict) => conflict.column('policy_version').doNothing())
    .execute();
}

/** Puts a version in force without a proposal, as a first start does. The caller raised the control epoch. */
export async function enactPolicy(
  tx: Tx,
  policy: PolicyText,
  { at, by }: { readonly at: Date; readonly by: string },
): Promise<void> {
  await storePolicy(tx, policy, { at, by });
  const { epoch } = await tx.selectFrom('control').select('epoch').where('id', '=', 1).executeTakeFirstOrThrow();
  await tx
    .insertInto('policy_change')
    .values({
      change_id: `pch_${policy.version.slice(4)}${epoch}`,
      kind: policy.kind,
      policy_version: policy.version,
      status: 'inForce',
      reason: 'set up without a proposal',
      effective_from: null,
      proposed_by: by,
      proposed_at: at,
      in_force_at: at,
      epoch,
    })
    .execute();
}

interface PolicyInForce extends PolicyText {
  /** UTC epoch ms. */
  readonly since: number;
}

/** What came into force last: the order is that of the control epochs, not of a clock. Null before the first. */
export async function findPolicyInForce(db: Executor, kind: PolicyKind): Promise<PolicyInForce | null> {
  const row = await db
    .selectFrom('policy_change')
    .select(['policy_version', 'in_force_at'])
    .where('kind', '=', kind)
    .where('status', '=', 'inForce')
    .orderBy('epoch', 'desc')
    .orderBy('in_force_at', 'desc')
    .executeTakeFirst();
  const text = row === undefined ? null : await findPolicy(db, { kind, version: row.policy_version });
  return row === undefined || text === null ? null : { ...text, since: (row.in_force_at ?? new Date(0)).getTime() };
}

/** Any version that was ever proposed or in force. */
export async function findPolicy(
  db: Executor,
  { kind, version }: { readonly kind: PolicyKind; readonly version: string },
): Promise<PolicyText | null> {
  const row = await db.selectFrom(TABLES[kind]).select('body').where('policy_version', '=', version).executeTakeFirst();
  return row === undefined ? null : { kind, version, body: row.body };
}
