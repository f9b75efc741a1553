import type { Selectable } from 'kysely';
import type { RfqState } from '../../contracts/rfq.ts';
import { toInstant } from '../../platform/clock.ts';
import type { Executor, Tx } from '../../platform/database/database.ts';
import type { Schema } from '../../platform/database/schema.ts';
import type { RoutingReason } from '../routing.ts';
import type { DeskPolicy } from './policy.ts';

export const NOTICES = ['slaWarning', 'slaMissed', 'lockExpiring'] as const;
export type Notice = (typeof NOTICES)[number];

/** A request on the desk, beside its RFQ, which holds the state. Instants are UTC epoch ms. */
export interface DeskTask {
  readonly rfqId: string;
  readonly accountId: string;
  readonly priority: number;
  readonly reasons: readonly { readonly rule: RoutingReason['rule'] | 'TRADER'; readonly message: string }[];
  /** Decimal text; null when there was no market to measure by. */
  readonly notionalUsd: string | null;
  readonly policyVersion: string;
  readonly queuedAt: number;
  readonly slaDueAt: number;
  readonly pickedUpBy: string | null;
  readonly holdReason: string | null;
  /** When the queueing, the lock or the hold ends; null while nothing of them runs. */
  readonly endsAt: number | null;
  /** What the desk was told already. */
  readonly noticed: readonly Notice[];
}

const isWaiting = (state: RfqState) => state === 'queued' || state === 'pickedUp' || state === 'onHold';

/** The notices still to be given in this state, each with its time. */
export function noticesAhead(task: DeskTask, state: RfqState, { sla, timeouts }: DeskPolicy): [Notice, number][] {
  if (!isWaiting(state)) return [];
  const all: [Notice, number][] = [
    ['slaWarning', task.slaDueAt - sla.warningMs],
    ['slaMissed', task.slaDueAt],
  ];
  if (state === 'pickedUp' && task.endsAt !== null) all.push(['lockExpiring', task.endsAt - timeouts.lockWarningMs]);
  return all.filter(([notice]) => !task.noticed.includes(notice));
}

/** When somebody has to look at it next; null when nothing of it runs. */
export function wakeAt(task: DeskTask, state: RfqState, policy: DeskPolicy): number | null {
  if (!isWaiting(state)) return null;
  const times = noticesAhead(task, state, policy).map(([, at]) => at);
  if (task.endsAt !== null) times.push(task.endsAt);
  return times.length === 0 ? null : Math.min(...times);
}

/** As its columns; `state` is what its RFQ becomes in the same transaction. */
export function toTaskRow(task: DeskTask, state: RfqState, policy: DeskPolicy) {
  const wake = wakeAt(task, state, policy);
  return {
    rfq_id: task.rfqId,
    account_id: task.accountId,
    priority: task.priority,
    reasons: task.reasons,
    notional_usd: task.notionalUsd,
    policy_version: task.policyVersion,
    queued_at: toInstant(task.queuedAt),
    sla_due_at: toInstant(task.slaDueAt),
    picked_up_by: task.pickedUpBy,
    hold_reason: task.holdReason,
    ends_at: task.endsAt === null ? null : toInstant(task.endsAt),
    wake_at: wake === null ? null : toInstant(wake),
    noticed: task.noticed,
  };
}

/** Null when the request never came to the desk. The caller has locked the RFQ. */
export async function readTask(db: Executor, rfqId: string): Promise<DeskTask | null> {
  const row = await db.selectFrom('desk_task').selectAll().where('rfq_id', '=', rfqId).executeTakeFirst();
  return row === undefined ? null : toTask(row);
}

export async function saveTask(
  tx: Tx,
  { task, state, policy }: { task: DeskTask; state: RfqState; policy: DeskPolicy },
): Promise<void> {
  const { reasons, noticed, ...columns } = toTaskRow(task, state, policy);
  const values = { ...columns, reasons: JSON.stringify(reasons), noticed: JSON.stringify(noticed) };
  await tx
    .insertInto('desk_task')
    .values(values)
    .onConflict((conflict) => conflict.column('rfq_id').doUpdateSet(values))
    .execute();
}

export function toTask(row: Selectable<Schema['desk_task']>): DeskTask {
  return {
    rfqId: row.rfq_id,
    accountId: row.account_id,
    priority: row.priority,
    reasons: row.reasons as DeskTask['reasons'],
    notionalUsd: row.notional_usd,
    policyVersion: row.policy_version,
    queuedAt: row.queued_at.getTime(),
    slaDueAt: row.sla_due_at.getTime(),
    pickedUpBy: row.picked_up_by,
    holdReason: row.hold_reason,
    endsAt: row.ends_at?.getTime() ?? null,
    noticed: row.noticed as Notice[],
  };
}

export interface NewTask extends Pick<DeskTask, 'rfqId' | 'accountId' | 'reasons' | 'notionalUsd'> {
  readonly tier: string;
  /** UTC epoch ms. */
  readonly now: number;
}

/** Queued now: by its size and the client's tier it is looked at sooner. */
export function newTask(
  { tier, now, ...about }: NewTask,
  { version, policy }: { version: string; policy: DeskPolicy },
): DeskTask {
  const isLarge = Number(about.notionalUsd ?? 0) >= policy.sla.largeNotionalUsd;
  return {
    ...about,
    priority: 1 + (isLarge ? 1 : 0) + (tier === 'platinum' ? 1 : 0),
    policyVersion: version,
    queuedAt: now,
    slaDueAt: now + policy.sla.answerMs,
    pickedUpBy: null,
    holdReason: null,
    endsAt: now + policy.timeouts.queueMs,
    noticed: [],
  };
}
