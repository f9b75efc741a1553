import { sql } from 'kysely';
import type {
  AuditDeletionRequest,
  AuditDeletionView,
  RelationshipEndRequest,
  RetentionView,
} from '../../contracts/audit.ts';
import { ok, type Result, reject } from '../../contracts/result.ts';
import { type Clock, toInstant } from '../../platform/clock.ts';
import type { Database, Executor, Tx } from '../../platform/database/database.ts';
import { DELETION, RETENTION } from './chain-store.ts';
import { type Keeper, listHolds } from './legal-holds.ts';
import { recordAudit } from './record.ts';

const ACCOUNTS_MAX = 1_000;

/** What is kept until when, by account, and what holds it beyond (AU-05). */
export async function readRetention({ db, clock }: { db: Database; clock: Clock }): Promise<RetentionView> {
  const now = toInstant(clock.now());
  const { rows } = await sql<RetentionView['items'][number] & { oldest: Date; until: Date | null }>`
    select account_id as account, count(*)::integer as events, min(at) as oldest,
      case when bool_and(until is not null) then max(until) filter (where isfinite(until)) end as until,
      (count(*) filter (where until <= ${now}::timestamptz and hold_id is null))::integer as deletable,
      min(hold_id) as "heldBy"
    from audit_retention group by account_id order by account_id nulls first
    limit ${sql.lit(ACCOUNTS_MAX)}`.execute(db);
  return {
    years: await retentionYears(db),
    items: rows.map(({ oldest, until, ...row }) => ({
      ...row,
      oldest: oldest.toISOString(),
      until: until?.toISOString() ?? null,
    })),
    holds: await listHolds(db),
  };
}

async function retentionYears(db: Executor): Promise<number> {
  const row = await db
    .selectFrom('retention_policy')
    .select('years')
    .where('effective_from', '<=', sql<Date>`now()`)
    .orderBy('effective_from', 'desc')
    .limit(1)
    .executeTakeFirstOrThrow();
  return row.years;
}

/** When the relationship with a client ended: its records are kept for the years after. */
export async function endRelationship(
  { db, clock }: { db: Database; clock: Clock },
  { account, endedAt, reason }: RelationshipEndRequest,
  by: Keeper,
): Promise<Result<RelationshipEndRequest>> {
  const at = clock.now();
  if (Date.parse(endedAt) > at) return reject('VALIDATION_FAILED', `endedAt must not be in the future, was ${endedAt}`);
  return db.transaction().execute(async (tx) => {
    const known = await tx.selectFrom('account').select('account_id').where('account_id', '=', account).execute();
    if (known.length === 0) return reject('NOT_FOUND', `account ${account} was not found`);
    const row = { ended_at: endedAt, reason, recorded_by: by.userId, recorded_at: toInstant(at) };
    await tx
      .insertInto('relationship_end')
      .values({ account_id: account, ...row })
      .onConflict((conflict) => conflict.column('account_id').doUpdateSet(row))
      .execute();
    await recordAudit(tx, {
      at,
      actor: { kind: 'user', id: by.userId, role: by.role },
      action: 'account.relationshipEnd',
      object: { type: 'account', id: account },
      accountId: account,
      reason,
    });
    return ok({ account, endedAt, reason });
  });
}

/** One deletion takes so many at most: the event that tells of it lists their sequences. */
const DELETED_MAX = 100_000;

/**
 * Deletes every event from before an instant, or nothing: AU-05 when one of them is still kept. Blocks and hashes
 * stay, so that the chain still verifies, and an event tells what was deleted, by whom and why.
 */
export function deleteExpired(
  { db, clock }: { db: Database; clock: Clock },
  { before, reason }: AuditDeletionRequest,
  by: Keeper,
): Promise<Result<AuditDeletionView>> {
  const now = clock.now();
  return db.transaction().execute(async (tx) => {
    // No hold is asked for between the look and the deletion.
    await sql`lock table legal_hold in share mode`.execute(tx);
    const kept = await firstKept(tx, before, toInstant(now));
    if (kept !== null) return kept;
    await sql`select set_config('otc.audit_retention', 'on', true)`.execute(tx);
    const { rows } = await sql<{ seq: string; rfq_id: string | null }>`
      delete from audit_event where seq in (
        select seq from audit_event where at < ${before}::timestamptz and object_id <> ${RETENTION}
        order by seq limit ${sql.lit(DELETED_MAX)})
      returning seq, rfq_id`.execute(tx);
    const ranges = rangesOf(rows.map(({ seq }) => Number(seq)));
    const rfqIds = [...new Set(rows.flatMap(({ rfq_id: id }) => id ?? []))];
    await recordAudit(tx, {
      at: now,
      actor: { kind: 'user', id: by.userId, role: by.role },
      action: DELETION,
      object: { type: 'audit', id: RETENTION },
      reason,
      details: { before, deleted: rows.length, ranges, rfqIds },
    });
    return ok({ deleted: rows.length, before });
  });
}

/** Why nothing from before then may be deleted yet; null when all may. */
async function firstKept(tx: Tx, before: string, now: string): Promise<Extract<Result<never>, { ok: false }> | null> {
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
