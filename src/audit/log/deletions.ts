import { type Selectable, sql } from 'kysely';
import type { AuditDeletionRequest, AuditDeletionView } from '../../contracts/audit.ts';
import { ok, type Rejection, type Result, reject } from '../../contracts/result.ts';
import { toInstant } from '../../platform/clock.ts';
import type { Executor, Tx } from '../../platform/database/database.ts';
import type { Schema } from '../../platform/database/schema.ts';
import { DELETION, RETENTION } from './chain-store.ts';
import type { HoldDeps, Keeper } from './legal-holds.ts';
import { recordAudit } from './record.ts';

/** One confirmation takes so many at most: the event that tells of it lists their sequences. */
const DELETED_MAX = 100_000;
/** What nobody has confirmed by then is over. */
const PROPOSAL_MS = 24 * 3_600_000;
const LISTED_MAX = 100;

type Row = Selectable<Schema['event_deletion']>;
type Refusal = { readonly ok: false; readonly rejection: Rejection };

/** The newest ones, those that wait among them, at `now` (UTC epoch ms). */
export async function listDeletions(db: Executor, now: number): Promise<AuditDeletionView[]> {
  const rows = db.selectFrom('event_deletion').selectAll().orderBy('deletion_id', 'desc').limit(LISTED_MAX);
  return (await rows.execute()).map((row) => toView(row, now));
}

/**
 * One person asks that every event from before an instant be deleted, and nothing is yet. AU-05 when one of them is
 * still kept.
 */
export function askDeletion(
  { db, clock, ids }: HoldDeps,
  { before, reason }: AuditDeletionRequest,
  by: Keeper,
): Promise<Result<AuditDeletionView>> {
  const now = clock.now();
  return db.transaction().execute(async (tx) => {
    const kept = await firstKept(tx, before, toInstant(now));
    if (kept !== null) return kept;
    const row = await tx
      .insertInto('event_deletion')
      .values({
        deletion_id: ids('del'),
        before,
        reason,
        proposed_by: by.userId,
        proposed_at: new Date(now),
        ends_at: new Date(now + PROPOSAL_MS),
        confirmed_by: null,
        done_at: null,
      })
      .returningAll()
      .executeTakeFirstOrThrow();
    await recordAudit(tx, {
      at: now,
      actor: { kind: 'user', id: by.userId, role: by.role },
      action: 'audit.askDelete',
      object: { type: 'deletion', id: row.deletion_id },
      reason,
      details: { before },
    });
    return ok(toView(row, now));
  });
}

/**
 * Another person confirms it, and the events go: all of them or none, AU-05 when one is kept by now, such as by a legal
 * hold. Blocks and hashes stay, so that the chain still verifies, and an event that is kept for ever tells what was
 * deleted, by whose two hands and why. Of more than 100,000 the rest goes when it is confirmed again.
 */
export function confirmDeletion(
  { db, clock }: Pick<HoldDeps, 'db' | 'clock'>,
  deletionId: string,
  by: Keeper,
): Promise<Result<AuditDeletionView>> {
  const now = clock.now();
  return db.transaction().execute(async (tx) => {
    const row = await tx
      .selectFrom('event_deletion')
      .selectAll()
      .where('deletion_id', '=', deletionId)
      .forUpdate()
      .executeTakeFirst();
    if (row === undefined) return reject('NOT_FOUND', `deletion ${deletionId} was not found`);
    const refused = confirmFault(row, by, now);
    if (refused !== null) return refused;
    // No hold is asked for between the look and the deletion.
    await sql`lock table legal_hold in share mode`.execute(tx);
    const kept = await firstKept(tx, row.before.toISOString(), toInstant(now));
    if (kept !== null) return kept;
    return ok(await deleteEvents(tx, { row, by, now }));
  });
}

function confirmFault(row: Row, by: Keeper, now: number): Refusal | null {
  const { state } = toView(row, now);
  if (state !== 'asked') {
    return reject('ILLEGAL_TRANSITION', `cannot confirm deletion ${row.deletion_id}: it is ${state}`);
  }
  if (row.proposed_by !== by.userId) return null;
  return reject('FORBIDDEN', `deletion ${row.deletion_id} needs a second person: ${by.userId} was the first`);
}

interface Confirmed {
  readonly row: Row;
  readonly by: Keeper;
  readonly now: number;
}

async function deleteEvents(tx: Tx, { row, by, now }: Confirmed): Promise<AuditDeletionView> {
  const before = row.before.toISOString();
  await sql`select set_config('otc.audit_retention', 'on', true)`.execute(tx);
  const { rows } = await sql<{ seq: string; rfq_id: string | null }>`
    delete from audit_event where seq in (
      select seq from audit_event where at < ${before}::timestamptz and object_id <> ${RETENTION}
      order by seq limit ${sql.lit(DELETED_MAX)})
    returning seq, rfq_id`.execute(tx);
  await sql`select set_config('otc.audit_retention', 'off', true)`.execute(tx);
  const isDone = rows.length < DELETED_MAX;
  const changed = await tx
    .updateTable('event_deletion')
    .set({
      confirmed_by: by.userId,
      deleted: row.deleted + rows.length,
      ...(isDone && { done_at: new Date(now) }),
    })
    .where('deletion_id', '=', row.deletion_id)
    .returningAll()
    .executeTakeFirstOrThrow();
  await recordAudit(tx, {
    at: now,
    actor: { kind: 'user', id: by.userId, role: by.role },
    action: DELETION,
    object: { type: 'audit', id: RETENTION },
    reason: row.reason,
    details: {
      deletionId: row.deletion_id,
      proposedBy: row.proposed_by,
      before,
      deleted: rows.length,
      ranges: rangesOf(rows.map(({ seq }) => Number(seq))),
      rfqIds: [...new Set(rows.flatMap(({ rfq_id: id }) => id ?? []))],
    },
  });
  return toView(changed, now);
}

/** Why nothing from before then may be deleted yet; null when all may. */
async function firstKept(tx: Tx, before: string, now: string): Promise<Refusal | null> {
  const { rows } = await sql<{ seq: string; account_id: string | null; until: Date | null; hold_id: string | null }>`
    select seq, account_id, until, hold_id from audit_retention
    where at < ${before}::timestamptz and (until is null or isfinite(until))
      and (until is null or until > ${now}::timestamptz or hold_id is not null)
    order by hold_id is null, until desc nulls first, seq limit 1`.execute(tx);
  const [row] = rows;
  if (row === undefined) return null;
  return reject('FORBIDDEN', `AU-05 RETENTION ${whyKept(row)}: seq ${row.seq} is from before ${before}`);
}

/** What keeps an event: a hold before everything else. */
export function whyKept(kept: {
  readonly account_id: string | null;
  readonly until: Date | null;
  readonly hold_id: string | null;
}): string {
  const { account_id: account, until, hold_id: hold } = kept;
  if (hold !== null) return `until legal hold ${hold} is released`;
  if (until === null) return `until years after the relationship with ${account} has ended, and it has not`;
  return `until ${until.toISOString().slice(0, 10)}`;
}

/** Ascending sequences as ranges, both ends included. */
export function rangesOf(seqs: readonly number[]): [number, number][] {
  const ranges: [number, number][] = [];
  for (const seq of [...seqs].sort((a, b) => a - b)) {
    const last = ranges.at(-1);
    if (last !== undefined && seq === last[1] + 1) last[1] = seq;
    else ranges.push([seq, seq]);
  }
  return ranges;
}

function toView(row: Row, now: number): AuditDeletionView {
  return {
    deletionId: row.deletion_id,
    before: row.before.toISOString(),
    reason: row.reason,
    state: stateOf(row, now),
    askedBy: row.proposed_by,
    endsAt: row.ends_at.toISOString(),
    confirmedBy: row.confirmed_by,
    deleted: row.deleted,
  };
}

function stateOf({ done_at: doneAt, ends_at: endsAt }: Row, now: number): AuditDeletionView['state'] {
  if (doneAt !== null) return 'done';
  return endsAt.getTime() > now ? 'asked' : 'over';
}
