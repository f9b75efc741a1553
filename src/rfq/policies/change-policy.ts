import { raiseEpoch } from '../../approvals/index.ts';
import { recordAudit } from '../../audit/index.ts';
import type {
  PolicyChangeView,
  PolicyCheckView,
  ProposedPolicyView,
  ProposePolicyRequest,
} from '../../contracts/policy.ts';
import { ok, type Result, reject } from '../../contracts/result.ts';
import type { Clock } from '../../platform/clock.ts';
import type { Database, Executor, Tx } from '../../platform/database/database.ts';
import type { IdSource } from '../../platform/ids.ts';
import { findPolicyInForce, type PolicyKind, type PolicyText, storePolicy } from '../../quoting/index.ts';
import { differencesBetween } from './differences.ts';
import { readPolicy } from './read-policy.ts';
import { type PolicyChangeRow, toChangeView } from './views.ts';

export interface PolicyChanges {
  /** What a policy would change; nothing is stored. */
  check(of: { readonly kind: PolicyKind; readonly policy: unknown }): Promise<Result<PolicyCheckView>>;
  propose(
    request: ProposePolicyRequest & { readonly kind: PolicyKind },
    by: string,
  ): Promise<Result<ProposedPolicyView>>;
  /** By a second person: in force at once, or from its time on. */
  approve(changeId: string, by: string): Promise<Result<PolicyChangeView>>;
  /** Ends a proposal, or takes back what is approved and has not begun. */
  decline(of: {
    readonly changeId: string;
    readonly reason: string;
    readonly by: string;
  }): Promise<Result<PolicyChangeView>>;
  /** Puts in force what was approved for now or before; how many. */
  enactDue(): Promise<number>;
}

interface Deps {
  readonly db: Database;
  readonly clock: Clock;
  readonly ids: IdSource;
}

/** Four eyes on what every price and every routing is decided by. Whatever comes into force raises the control epoch. */
export function makePolicyChanges(deps: Deps): PolicyChanges {
  const { db, clock } = deps;
  return {
    check: ({ kind, policy }) => check(db, kind, policy),
    propose: (request, by) => propose(deps, request, by),
    approve: (changeId, by) =>
      change(db, changeId, async (tx, row, epoch) => {
        if (row.status !== 'proposed') return reject('ILLEGAL_TRANSITION', `change ${changeId} is ${row.status}`);
        if (row.proposed_by === by) {
          return reject('FORBIDDEN', `${by} proposed ${changeId}: somebody else must approve it`);
        }
        const now = clock.now();
        const decided = { decided_by: by, decided_at: new Date(now) };
        const later = row.effective_from !== null && row.effective_from.getTime() > now;
        const next = later ? ({ status: 'scheduled' } as const) : inForce(now, epoch);
        return ok(await update(tx, row, { set: { ...decided, ...next }, by, action: 'approve', at: now }));
      }),
    decline: ({ changeId, reason, by }) =>
      change(db, changeId, async (tx, row) => {
        if (row.status !== 'proposed' && row.status !== 'scheduled') {
          return reject('ILLEGAL_TRANSITION', `change ${changeId} is ${row.status}`);
        }
        const now = clock.now();
        const set = { status: 'declined', decided_by: by, decided_at: new Date(now), decision_reason: reason };
        return ok(await update(tx, row, { set, by, action: 'decline', at: now }));
      }),
    enactDue: () => enactDue(deps),
  };
}

async function check(db: Executor, kind: PolicyKind, raw: unknown): Promise<Result<PolicyCheckView>> {
  const read = readPolicy(kind, raw, await accountIds(db));
  if (!read.ok) return read;
  const current = await currentOf(db, kind);
  const differences = differencesBetween(JSON.parse(current.body), JSON.parse(read.value.body));
  return ok({ kind, version: read.value.version, inForce: current.version, differences });
}

async function propose(
  { db, clock, ids }: Deps,
  { kind, policy, effectiveFrom, reason }: ProposePolicyRequest & { readonly kind: PolicyKind },
  by: string,
): Promise<Result<ProposedPolicyView>> {
  const now = clock.now();
  if (effectiveFrom !== undefined && Date.parse(effectiveFrom) <= now) {
    const rule = 'must be in the future; left out, it is on approval';
    const details = { path: 'effectiveFrom', value: effectiveFrom, rule };
    return reject('VALIDATION_FAILED', `effectiveFrom ${rule}, was ${effectiveFrom}`, details);
  }
  const read = readPolicy(kind, policy, await accountIds(db));
  if (!read.ok) return read;
  return db.transaction().execute(async (tx) => {
    await raiseEpoch(tx); // First, as everybody does: no other change of a policy comes between.
    const fault = await underWay(tx, kind);
    if (fault !== null) return fault;
    const current = await currentOf(tx, kind);
    if (current.version === read.value.version) {
      return reject('ILLEGAL_TRANSITION', `${kind} policy ${current.version} is in force already: nothing differs`);
    }
    const row = await insertProposal(tx, read.value, { changeId: ids('pch'), effectiveFrom, reason, by, now });
    const differences = differencesBetween(JSON.parse(current.body), JSON.parse(read.value.body));
    return ok({ ...toChangeView(row), differences });
  });
}

async function underWay(tx: Tx, kind: PolicyKind): Promise<Extract<Result<never>, { ok: false }> | null> {
  const row = await tx
    .selectFrom('policy_change')
    .select(['change_id', 'status'])
    .where('kind', '=', kind)
    .where('status', 'in', ['proposed', 'scheduled'])
    .executeTakeFirst();
  if (row === undefined) return null;
  const until = row.status === 'proposed' ? 'approve or decline it first' : 'it begins later: decline it first';
  return reject('ILLEGAL_TRANSITION', `change ${row.change_id} of the ${kind} policy is ${row.status}: ${until}`);
}

interface Proposal {
  readonly changeId: string;
  readonly effectiveFrom: string | undefined;
  readonly reason: string;
  readonly by: string;
  readonly now: number;
}

async function insertProposal(
  tx: Tx,
  policy: PolicyText,
  { changeId, effectiveFrom, reason, by, now }: Proposal,
): Promise<PolicyChangeRow> {
  await storePolicy(tx, policy, { at: new Date(now), by });
  const row = await tx
    .insertInto('policy_change')
    .values({
      change_id: changeId,
      kind: policy.kind,
      policy_version: policy.version,
      status: 'proposed',
      reason,
      effective_from: effectiveFrom ?? null,
      proposed_by: by,
      proposed_at: new Date(now),
    })
    .returningAll()
    .executeTakeFirstOrThrow();
  await record(tx, row, { action: 'propose', actor: { kind: 'user', id: by }, at: now });
  return row;
}

/** The row, locked behind the epoch: who changes a policy waits for who reads it. */
function change(
  db: Database,
  changeId: string,
  work: (tx: Tx, row: PolicyChangeRow, epoch: number) => Promise<Result<PolicyChangeRow>>,
): Promise<Result<PolicyChangeView>> {
  return db.transaction().execute(async (tx) => {
    const epoch = await raiseEpoch(tx);
    const row = await tx.selectFrom('policy_change').selectAll().where('change_id', '=', changeId).executeTakeFirst();
    if (row === undefined) return reject('NOT_FOUND', `change ${changeId} was not found`);
    const changed = await work(tx, row, epoch);
    return changed.ok ? ok(toChangeView(changed.value)) : changed;
  });
}

interface Update {
  readonly set: Partial<PolicyChangeRow>;
  readonly by: string;
  readonly action: string;
  readonly at: number;
}

async function update(tx: Tx, row: PolicyChangeRow, { set, by, action, at }: Update): Promise<PolicyChangeRow> {
  const changed = await tx
    .updateTable('policy_change')
    .set(set)
    .where('change_id', '=', row.change_id)
    .returningAll()
    .executeTakeFirstOrThrow();
  const kind = by === 'system' ? ('system' as const) : ('user' as const);
  await record(tx, changed, { action, actor: { kind, id: by }, at });
  return changed;
}

function inForce(now: number, epoch: number) {
  return { status: 'inForce', in_force_at: new Date(now), epoch } as const;
}

async function enactDue({ db, clock }: Deps): Promise<number> {
  const due = (executor: Executor) =>
    executor
      .selectFrom('policy_change')
      .selectAll()
      .where('status', '=', 'scheduled')
      .where('effective_from', '<=', new Date(clock.now()))
      .execute();
  if ((await due(db)).length === 0) return 0;
  return db.transaction().execute(async (tx) => {
    const epoch = await raiseEpoch(tx);
    const rows = await due(tx);
    for (const row of rows) {
      const now = clock.now();
      await update(tx, row, { set: inForce(now, epoch), by: 'system', action: 'begin', at: now });
    }
    return rows.length;
  });
}

/** For the audit log. */
async function record(
  tx: Tx,
  { change_id: id, kind, policy_version: version, reason, effective_from: effectiveFrom, status }: PolicyChangeRow,
  { action, ...who }: { action: string; actor: Parameters<typeof recordAudit>[1]['actor']; at: number },
): Promise<void> {
  const after = { kind, version, status, effectiveFrom };
  await recordAudit(tx, { ...who, action: `policy.${action}`, object: { type: 'policy', id }, reason, after });
}

async function currentOf(db: Executor, kind: PolicyKind) {
  const current = await findPolicyInForce(db, kind);
  if (current === null) throw new Error(`no ${kind} policy is in force`);
  return current;
}

async function accountIds(db: Executor): Promise<ReadonlySet<string>> {
  const rows = await db.selectFrom('account').select('account_id').execute();
  return new Set(rows.map((row) => row.account_id));
}
