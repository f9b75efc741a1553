import type { Selectable } from 'kysely';
import { raiseEpoch } from '../approvals/index.ts';
import { recordAudit } from '../audit/index.ts';
import { hasAccount } from '../clients/index.ts';
import type { OverrideView, ProposeOverrideRequest } from '../contracts/limits.ts';
import { ok, type Result, reject } from '../contracts/result.ts';
import type { Clock } from '../platform/clock.ts';
import type { Database, Executor, Tx } from '../platform/database/database.ts';
import type { Schema } from '../platform/database/schema.ts';
import type { IdSource } from '../platform/ids.ts';
import { OVERRIDABLE_RULES, type Override } from './overrides.ts';

/** An exception is for today's business, not a new rule. */
const LONGEST_MS = 7 * 86_400_000;

/** Those in force, and those that were and have run out meanwhile: `expiresAt` decides when they are used. */
export async function loadOverrides(db: Executor, now: number): Promise<Override[]> {
  const rows = await db
    .selectFrom('gate_override')
    .selectAll()
    .where('granted_by', 'is not', null)
    .where('ended_by', 'is', null)
    .where('expires_at', '>', new Date(now))
    .execute();
  return rows.map((row) => ({
    overrideId: row.override_id,
    rule: row.rule,
    accountId: row.account_id,
    rfqId: row.rfq_id,
    expiresAt: row.expires_at.getTime(),
  }));
}

export async function listOverrides(
  db: Executor,
  { now, limit }: { now: number; limit: number },
): Promise<OverrideView[]> {
  const rows = await db
    .selectFrom('gate_override')
    .selectAll()
    .orderBy('proposed_at', 'desc')
    .orderBy('override_id')
    .limit(limit)
    .execute();
  return rows.map((row) => toView(row, now));
}

export interface Overrides {
  propose(request: ProposeOverrideRequest, by: string): Promise<Result<OverrideView>>;
  grant(overrideId: string, by: string): Promise<Result<OverrideView>>;
  end(of: { overrideId: string; reason: string; by: string }): Promise<Result<OverrideView>>;
}

/** Rule TR-11: reason, second person and end; what comes into force or ends raises the epoch in the same transaction. */
export function makeOverrides({ db, clock, ids }: { db: Database; clock: Clock; ids: IdSource }): Overrides {
  return {
    propose: (request, by) => propose({ db, clock, ids }, request, by),
    grant: (overrideId, by) =>
      change({ db, clock }, overrideId, async (tx, row) => {
        const now = clock.now();
        if (row.granted_by !== null || row.ended_by !== null || row.expires_at.getTime() <= now) {
          return reject('ILLEGAL_TRANSITION', `override ${overrideId} is ${toView(row, now).status}`);
        }
        if (row.proposed_by === by) {
          return reject('FORBIDDEN', `TR-11 ${by} asked for ${overrideId}: a second person must grant it`);
        }
        await record(tx, row, { action: 'override.grant', by, reason: row.reason, at: now });
        return ok(await update(tx, overrideId, { granted_by: by, granted_at: new Date(now) }));
      }),
    end: ({ overrideId, reason, by }) =>
      change({ db, clock }, overrideId, async (tx, row) => {
        if (row.ended_by !== null) return reject('ILLEGAL_TRANSITION', `override ${overrideId} was ended before`);
        await record(tx, row, { action: 'override.end', by, reason, at: clock.now() });
        const ended = { ended_by: by, ended_at: new Date(clock.now()), end_reason: reason };
        return ok(await update(tx, overrideId, ended));
      }),
  };
}

async function propose(
  { db, clock, ids }: { db: Database; clock: Clock; ids: IdSource },
  { rule, accountId, rfqId, expiresAt, reason }: ProposeOverrideRequest,
  by: string,
): Promise<Result<OverrideView>> {
  const now = clock.now();
  if (!OVERRIDABLE_RULES.includes(rule)) {
    const details = { path: 'rule', value: rule, overridable: OVERRIDABLE_RULES };
    return reject('FORBIDDEN', `TR-11 NOT_OVERRIDABLE ${rule}`, details);
  }
  const lasts = Date.parse(expiresAt) - now;
  if (!(lasts > 0 && lasts <= LONGEST_MS)) {
    const rule = 'must be in the future, by 7 days at most';
    return reject('VALIDATION_FAILED', `expiresAt ${rule}, was ${expiresAt}`, {
      path: 'expiresAt',
      value: expiresAt,
      rule,
    });
  }
  const owner = await ownerFault(db, { accountId, rfqId });
  if (owner !== null) return owner;
  const values = {
    override_id: ids('ovr'),
    rule,
    account_id: accountId,
    rfq_id: rfqId ?? null,
    reason,
    expires_at: expiresAt,
    proposed_by: by,
    proposed_at: new Date(now),
  };
  return db.transaction().execute(async (tx) => {
    const row = await tx.insertInto('gate_override').values(values).returningAll().executeTakeFirstOrThrow();
    await record(tx, row, { action: 'override.propose', by, reason, at: now });
    return ok(toView(row, now));
  });
}

/** For the audit log. */
async function record(
  tx: Tx,
  row: Row,
  { action, by, reason, at }: { action: string; by: string; reason: string; at: number },
): Promise<void> {
  await recordAudit(tx, {
    at,
    actor: { kind: 'user', id: by },
    action,
    object: { type: 'override', id: row.override_id },
    accountId: row.account_id,
    rfqId: row.rfq_id,
    reason,
    after: { rule: row.rule, expiresAt: row.expires_at.toISOString() },
  });
}

async function ownerFault(
  db: Database,
  { accountId, rfqId }: { accountId: string; rfqId: string | undefined },
): Promise<Result<never> | null> {
  if (!(await hasAccount(db, accountId))) {
    return reject('NOT_FOUND', `accountId ${accountId} was not found`, { path: 'accountId' });
  }
  if (rfqId === undefined) return null;
  const rfq = await db.selectFrom('rfq').select('account_id').where('rfq_id', '=', rfqId).executeTakeFirst();
  if (rfq?.account_id === accountId) return null;
  return reject('NOT_FOUND', `rfqId ${rfqId} of ${accountId} was not found`, { path: 'rfqId' });
}

type Row = Selectable<Schema['gate_override']>;

function change(
  { db, clock }: { db: Database; clock: Clock },
  overrideId: string,
  decide: (tx: Tx, row: Row) => Promise<Result<Row>>,
): Promise<Result<OverrideView>> {
  return db.transaction().execute(async (tx) => {
    await raiseEpoch(tx);
    const row = await tx
      .selectFrom('gate_override')
      .selectAll()
      .where('override_id', '=', overrideId)
      .executeTakeFirst();
    if (row === undefined) return reject('NOT_FOUND', `override ${overrideId} was not found`);
    const changed = await decide(tx, row);
    return changed.ok ? ok(toView(changed.value, clock.now())) : changed;
  });
}

function update(tx: Tx, overrideId: string, values: Partial<Row>): Promise<Row> {
  return tx
    .updateTable('gate_override')
    .set(values)
    .where('override_id', '=', overrideId)
    .returningAll()
    .executeTakeFirstOrThrow();
}

function toView(row: Row, now: number): OverrideView {
  return {
    overrideId: row.override_id,
    rule: row.rule,
    accountId: row.account_id,
    rfqId: row.rfq_id,
    reason: row.reason,
    status: statusOf(row, now),
    expiresAt: row.expires_at.toISOString(),
    proposedBy: row.proposed_by,
    proposedAt: row.proposed_at.toISOString(),
    grantedBy: row.granted_by,
    grantedAt: row.granted_at?.toISOString() ?? null,
    endedBy: row.ended_by,
    endReason: row.end_reason,
  };
}

function statusOf({ ended_by, expires_at, granted_by }: Row, now: number): OverrideView['status'] {
  if (ended_by !== null) return 'ended';
  if (expires_at.getTime() <= now) return 'expired';
  return granted_by === null ? 'proposed' : 'inForce';
}
