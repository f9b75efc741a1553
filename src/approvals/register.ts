import { type Selectable, sql } from 'kysely';
import type { ApprovalStatus } from '../contracts/approval.ts';
import { ok, type Result, reject } from '../contracts/result.ts';
import type { Clock } from '../platform/clock.ts';
import type { Database, Executor, Tx } from '../platform/database/database.ts';
import type { Schema } from '../platform/database/schema.ts';
import type { Approval } from './approval.ts';

/**
 * The control epoch rises in the same transaction as every change of what the gates read, so that a quote or an
 * acceptance can prove which rules it was judged by. `share` holds changes off until the caller's commit.
 */
export async function readEpoch(db: Executor, { share }: { share: boolean }): Promise<number> {
  const query = db.selectFrom('control').select('epoch').where('id', '=', 1);
  const row = await (share ? query.forShare() : query).executeTakeFirstOrThrow();
  return row.epoch;
}

export async function raiseEpoch(tx: Tx): Promise<number> {
  const row = await tx
    .updateTable('control')
    .set({ epoch: sql<number>`epoch + 1` })
    .where('id', '=', 1)
    .returning('epoch')
    .executeTakeFirstOrThrow();
  return row.epoch;
}

/** The latest version of every approval. */
export async function loadApprovals(db: Executor): Promise<Approval[]> {
  const rows = await db
    .selectFrom('approval')
    .distinctOn('approval_id')
    .selectAll()
    .orderBy('approval_id')
    .orderBy('version', 'desc')
    .execute();
  return rows.map(toApproval);
}

/** Writes a new version; versions are never altered (PA-09). The caller raised the epoch. */
export async function insertApproval(db: Executor, approval: Approval, epoch: number): Promise<void> {
  await db
    .insertInto('approval')
    .values({
      approval_id: approval.approvalId,
      version: approval.version,
      status: approval.status,
      kind: approval.kind,
      underlying: approval.underlying,
      settlement_style: approval.settlementStyle,
      settlement_currency: approval.settlementCurrency,
      client_class: approval.clientClass,
      direction: approval.direction,
      premium_currencies: JSON.stringify(approval.premiumCurrencies),
      fixings: JSON.stringify(approval.fixings),
      min_quantity: approval.minQuantity,
      max_quantity: approval.maxQuantity,
      min_tenor_days: approval.minTenorDays,
      max_tenor_days: approval.maxTenorDays,
      effective_from: new Date(approval.effectiveFrom),
      expires_at: new Date(approval.expiresAt),
      changed_by: approval.changedBy,
      reason: approval.reason,
      recorded_at: new Date(approval.recordedAt),
      epoch,
    })
    .execute();
}

export const APPROVAL_CHANGES = {
  suspend: { from: ['approved'], to: 'suspended' },
  reinstate: { from: ['suspended'], to: 'approved' },
  revoke: { from: ['approved', 'suspended'], to: 'revoked' },
} as const satisfies Record<string, { from: readonly ApprovalStatus[]; to: ApprovalStatus }>;
export type ApprovalChange = keyof typeof APPROVAL_CHANGES;

export interface ChangeApproval {
  readonly approvalId: string;
  readonly change: ApprovalChange;
  readonly reason: string;
  readonly by: string;
}

/**
 * Suspends, reinstates or revokes: one new version and a higher epoch in one transaction. PA-10: anybody entitled
 * may suspend alone; whoever suspended may not reinstate.
 */
export function makeChangeApproval({ db, clock }: { db: Database; clock: Clock }) {
  return function changeApproval({ approvalId, change, reason, by }: ChangeApproval): Promise<Result<Approval>> {
    return db.transaction().execute(async (tx) => {
      const epoch = await raiseEpoch(tx);
      const current = (await loadApprovals(tx)).find((approval) => approval.approvalId === approvalId);
      if (current === undefined) return reject('NOT_FOUND', `approvalId ${approvalId} is not in the register`);
      const { from, to } = APPROVAL_CHANGES[change];
      if (!(from as readonly string[]).includes(current.status)) {
        return reject('ILLEGAL_TRANSITION', `cannot ${change} ${approvalId}: it is ${current.status}`);
      }
      if (change === 'reinstate' && current.changedBy === by) {
        return reject(
          'FORBIDDEN',
          `PA-10 REARM_NEEDS_SECOND: ${by} suspended ${approvalId}, somebody else must reinstate it`,
        );
      }
      const next = {
        ...current,
        version: current.version + 1,
        status: to,
        changedBy: by,
        reason,
        recordedAt: clock.now(),
      };
      await insertApproval(tx, next, epoch);
      return ok(next);
    });
  };
}

function toApproval(row: ApprovalRow): Approval {
  return {
    approvalId: row.approval_id,
    version: row.version,
    status: row.status as ApprovalStatus,
    kind: row.kind as Approval['kind'],
    underlying: row.underlying,
    settlementStyle: row.settlement_style as Approval['settlementStyle'],
    settlementCurrency: row.settlement_currency as Approval['settlementCurrency'],
    clientClass: row.client_class as Approval['clientClass'],
    direction: row.direction as Approval['direction'],
    premiumCurrencies: row.premium_currencies as Approval['premiumCurrencies'],
    fixings: row.fixings,
    minQuantity: row.min_quantity,
    maxQuantity: row.max_quantity,
    minTenorDays: row.min_tenor_days,
    maxTenorDays: row.max_tenor_days,
    effectiveFrom: row.effective_from.getTime(),
    expiresAt: row.expires_at.getTime(),
    changedBy: row.changed_by,
    reason: row.reason,
    recordedAt: row.recorded_at.getTime(),
  };
}

type ApprovalRow = Selectable<Schema['approval']>;
