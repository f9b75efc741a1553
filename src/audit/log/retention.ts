import { sql } from 'kysely';
import type { RelationshipEndRequest, RetentionView } from '../../contracts/audit.ts';
import { ok, type Result, reject } from '../../contracts/result.ts';
import { type Clock, toInstant } from '../../platform/clock.ts';
import type { Database, Executor } from '../../platform/database/database.ts';
import { listDeletions } from './deletions.ts';
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
    deletions: await listDeletions(db, clock.now()),
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
