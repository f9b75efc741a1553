import { type Selectable, sql } from 'kysely';
import type { DeskActionView, DeskItem, DeskSnapshot } from '../../contracts/desk.ts';
import type { QuoteView } from '../../contracts/quote.ts';
import type { RfqState } from '../../contracts/rfq.ts';
import { type Clock, toInstant } from '../../platform/clock.ts';
import type { Database, Executor } from '../../platform/database/database.ts';
import type { Schema } from '../../platform/database/schema.ts';
import { type RfqRow, toRfqRow } from '../records.ts';
import { toProposal, toProposalView } from './proposals.ts';
import { type DeskTask, toTask } from './tasks.ts';

/** Of each list of a snapshot. */
const LIST_MAX = 500;

const WAITING: readonly RfqState[] = ['queued', 'pickedUp', 'onHold'];

/** Everything on the desk at one moment of the database, without the held trades, which are booking's. */
export function readDesk({ db, clock }: { db: Database; clock: Clock }): Promise<Omit<DeskSnapshot, 'held'>> {
  return db
    .transaction()
    .setIsolationLevel('repeatable read')
    .execute(async (tx) => {
      const items = await waiting(tx);
      const live = await liveQuotes(tx);
      const proposals = await tx
        .selectFrom('quote_proposal')
        .selectAll()
        .where('status', '=', 'pending')
        .orderBy('proposed_at')
        .limit(LIST_MAX)
        .execute();
      const accounts = await tx.selectFrom('account').select(['account_id', 'last_seq']).execute();
      return {
        at: toInstant(clock.now()),
        items,
        live,
        proposals: proposals.map((row) => toProposalView(toProposal(row))),
        lastSeq: Object.fromEntries(accounts.map(({ account_id, last_seq }) => [account_id, last_seq])),
        truncated: [items, live, proposals].some((list) => list.length === LIST_MAX),
      };
    });
}

/** One request as the desk sees it; null when it never came to the desk. */
export async function findDeskItem(db: Executor, rfqId: string): Promise<DeskItem | null> {
  const row = await withTasks(db).where('rfq.rfq_id', '=', rfqId).executeTakeFirst();
  return row === undefined ? null : toItem(row);
}

const ACTIONS_MAX = 1_000;

/** Who did what with a request, and why, in order. */
export async function readDeskActions(db: Executor, rfqId: string): Promise<DeskActionView[]> {
  const rows = await db
    .selectFrom('desk_action')
    .selectAll()
    .where('rfq_id', '=', rfqId)
    .orderBy('action_id')
    .limit(ACTIONS_MAX)
    .execute();
  return rows.map(({ action, actor, details, at }) => ({
    action,
    actor,
    details: details as Record<string, unknown>,
    at: at.toISOString(),
  }));
}

function withTasks(db: Executor) {
  return db
    .selectFrom('rfq')
    .innerJoin('desk_task', 'desk_task.rfq_id', 'rfq.rfq_id')
    .innerJoin('account', 'account.account_id', 'rfq.account_id')
    .selectAll('desk_task')
    .select(['account.name', 'account.tier'])
    .select(['rfq.client_rfq_id', 'rfq.request_hash', 'rfq.request', 'rfq.state', 'rfq.quote_id', 'rfq.quote_version'])
    .select(['rfq.duplicate_of', 'rfq.valid_until', 'rfq.error', 'rfq.created_by', 'rfq.created_at', 'rfq.updated_at']);
}

async function waiting(db: Executor): Promise<DeskItem[]> {
  const rows = await withTasks(db)
    .where('rfq.state', 'in', WAITING)
    .orderBy('priority', 'desc')
    .orderBy('sla_due_at')
    .orderBy('rfq.rfq_id')
    .limit(LIST_MAX)
    .execute();
  return rows.map(toItem);
}

async function liveQuotes(db: Executor): Promise<DeskSnapshot['live']> {
  const { rows } = await sql<{ account_id: string; picked_up_by: string | null; view: QuoteView; passport: unknown }>`
    select rfq.account_id, desk_task.picked_up_by, quote.view, quote.passport from rfq
    join quote on quote.quote_id = rfq.quote_id and quote.version = rfq.quote_version
    left join desk_task on desk_task.rfq_id = rfq.rfq_id
    where rfq.state = 'quoted' order by rfq.valid_until limit ${sql.lit(LIST_MAX)}`.execute(db);
  return rows.map((row) => ({
    accountId: row.account_id,
    quotedBy: row.picked_up_by,
    quote: row.view,
    passport: row.passport,
  }));
}

type ItemRow = Selectable<Schema['desk_task']> & { name: string; tier: string } & Parameters<typeof toRfqRow>[0];

function toItem(row: ItemRow): DeskItem {
  return { ...ofRequest(toRfqRow(row)), ...ofTask(toTask(row)), accountName: row.name, tier: row.tier };
}

function ofRequest(rfq: RfqRow) {
  const { clientRfqId, side, legs, quantity, premiumCurrency, desiredTtlMs } = rfq.request;
  return {
    rfqId: rfq.rfqId,
    clientRfqId,
    accountId: rfq.accountId,
    state: rfq.state,
    side,
    legs,
    quantity,
    premiumCurrency,
    desiredTtlMs: desiredTtlMs ?? null,
    duplicateOf: rfq.duplicateOf,
    quoteId: rfq.quoteId,
    quoteVersion: rfq.quoteVersion,
    validUntil: rfq.validUntil === null ? null : toInstant(rfq.validUntil),
  };
}

function ofTask(task: DeskTask) {
  return {
    priority: task.priority,
    reasons: [...task.reasons],
    notionalUsd: task.notionalUsd,
    queuedAt: toInstant(task.queuedAt),
    slaDueAt: toInstant(task.slaDueAt),
    slaMissed: task.noticed.includes('slaMissed'),
    pickedUpBy: task.pickedUpBy,
    holdReason: task.holdReason,
    endsAt: task.endsAt === null ? null : toInstant(task.endsAt),
  };
}
