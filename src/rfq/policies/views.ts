import type { Selectable } from 'kysely';
import type { PolicyChangeView, PolicyView } from '../../contracts/policy.ts';
import { toInstant } from '../../platform/clock.ts';
import type { Executor } from '../../platform/database/database.ts';
import type { Schema } from '../../platform/database/schema.ts';
import { findPolicy, findPolicyInForce, type PolicyKind } from '../../quoting/index.ts';

export type PolicyChangeRow = Selectable<Schema['policy_change']>;

/** @throws Error when nothing is in force: a database always has one of each. */
export async function showPolicy(db: Executor, kind: PolicyKind): Promise<PolicyView> {
  const found = await findPolicyInForce(db, kind);
  if (found === null) throw new Error(`no ${kind} policy is in force`);
  const { version, body, since } = found;
  return { kind, version, inForceSince: toInstant(since), policy: JSON.parse(body) as Record<string, unknown> };
}

/** Any version there ever was, with the words that it had; null for none. */
export async function showPolicyVersion(
  db: Executor,
  { kind, version }: { readonly kind: PolicyKind; readonly version: string },
): Promise<PolicyView | null> {
  const current = await showPolicy(db, kind);
  if (current.version === version) return current;
  const found = await findPolicy(db, { kind, version });
  if (found === null) return null;
  return { kind, version, inForceSince: null, policy: JSON.parse(found.body) as Record<string, unknown> };
}

/** The newest proposals first. */
export async function listPolicyChanges(
  db: Executor,
  { kind, before, limit }: { readonly kind: PolicyKind; readonly before: string | null; readonly limit: number },
): Promise<PolicyChangeView[]> {
  let query = db.selectFrom('policy_change').selectAll().where('kind', '=', kind);
  if (before !== null) {
    const last = db
      .selectFrom('policy_change')
      .select(['proposed_at', 'change_id'])
      .where('change_id', '=', before)
      .where('kind', '=', kind);
    query = query.where((eb) => eb(eb.refTuple('proposed_at', 'change_id'), '<', last as never));
  }
  const rows = await query.orderBy('proposed_at', 'desc').orderBy('change_id', 'desc').limit(limit).execute();
  return rows.map(toChangeView);
}

/** Which policy a change is of; null where there is no such change. */
export async function policyKindOf(db: Executor, changeId: string): Promise<PolicyKind | null> {
  const row = await db.selectFrom('policy_change').select('kind').where('change_id', '=', changeId).executeTakeFirst();
  return row === undefined ? null : (row.kind as PolicyKind);
}

export function toChangeView(row: PolicyChangeRow): PolicyChangeView {
  return {
    changeId: row.change_id,
    kind: row.kind as PolicyKind,
    version: row.policy_version,
    status: row.status as PolicyChangeView['status'],
    reason: row.reason,
    effectiveFrom: instantOf(row.effective_from),
    proposedBy: row.proposed_by,
    proposedAt: toInstant(row.proposed_at.getTime()),
    decidedBy: row.decided_by,
    decidedAt: instantOf(row.decided_at),
    decisionReason: row.decision_reason,
    inForceAt: instantOf(row.in_force_at),
    epoch: row.epoch,
  };
}

function instantOf(at: Date | null): string | null {
  return at === null ? null : toInstant(at.getTime());
}
