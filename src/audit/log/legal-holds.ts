import type { Selectable } from 'kysely';
import type { LegalHoldRequest, LegalHoldView } from '../../contracts/audit.ts';
import { ok, type Result, reject } from '../../contracts/result.ts';
import type { Clock } from '../../platform/clock.ts';
import type { Database, Executor, Tx } from '../../platform/database/database.ts';
import type { Schema } from '../../platform/database/schema.ts';
import type { IdSource } from '../../platform/ids.ts';
import { recordAudit } from './record.ts';

/** A person who decides on what is kept. */
export interface Keeper {
  readonly userId: string;
  readonly role: string;
}

type HoldRow = Selectable<Schema['legal_hold']>;

export interface HoldDeps {
  readonly db: Database;
  readonly clock: Clock;
  readonly ids: IdSource;
}

const HOLDS_MAX = 1_000;

export async function listHolds(db: Executor): Promise<LegalHoldView[]> {
  const rows = await db.selectFrom('legal_hold').selectAll().orderBy('hold_id', 'desc').limit(HOLDS_MAX).execute();
  return rows.map(toView);
}

/** Blocks deletion at once: keeping too much for a while does no harm. A second person confirms it. */
export function askHold(
  { db, clock, ids }: HoldDeps,
  { account, reason }: LegalHoldRequest,
  by: Keeper,
): Promise<Result<LegalHoldView>> {
  const now = clock.now();
  return db.transaction().execute(async (tx) => {
    if (account !== null) {
      const known = await tx.selectFrom('account').select('account_id').where('account_id', '=', account).execute();
      if (known.length === 0) return reject('NOT_FOUND', `account ${account} was not found`);
    }
    const row = await tx
      .insertInto('legal_hold')
      .values({ hold_id: ids('hld'), account_id: account, reason, proposed_by: by.userId, proposed_at: new Date(now) })
      .returningAll()
      .executeTakeFirstOrThrow();
    await tell(tx, row, { action: 'hold.ask', by, now, reason });
    return ok(toView(row));
  });
}

/** The second person on a hold. */
export function confirmHold(deps: HoldDeps, holdId: string, by: Keeper): Promise<Result<LegalHoldView>> {
  return changeHold(deps, holdId, (row, now) => {
    if (row.confirmed_by !== null || row.release_asked_by !== null) return gone(row, 'confirm');
    if (row.proposed_by === by.userId) return samePerson(row, by);
    return { action: 'hold.confirm', by, set: { confirmed_by: by.userId, confirmed_at: new Date(now) } };
  });
}

/** The first call asks for the release, with a reason; another person's ends the hold. */
export function releaseHold(
  deps: HoldDeps,
  { holdId, reason }: { readonly holdId: string; readonly reason: string },
  by: Keeper,
): Promise<Result<LegalHoldView>> {
  return changeHold(deps, holdId, (row, now) => {
    if (row.released_by !== null) return gone(row, 'release');
    const at = new Date(now);
    if (row.release_asked_by === null) {
      const set = { release_asked_by: by.userId, release_asked_at: at, release_reason: reason };
      return { action: 'hold.askRelease', by, reason, set };
    }
    if (row.release_asked_by === by.userId) return samePerson(row, by);
    return { action: 'hold.release', by, reason, set: { released_by: by.userId, released_at: at } };
  });
}

interface HoldChange {
  readonly action: string;
  readonly by: Keeper;
  readonly reason?: string;
  readonly set: Partial<
    Omit<HoldRow, 'hold_id' | 'proposed_at' | 'release_asked_at' | 'confirmed_at' | 'released_at'>
  > & {
    readonly confirmed_at?: Date;
    readonly release_asked_at?: Date;
    readonly released_at?: Date;
  };
}

type Refusal = Extract<Result<never>, { ok: false }>;

function changeHold(
  { db, clock }: HoldDeps,
  holdId: string,
  decide: (row: HoldRow, now: number) => HoldChange | Refusal,
): Promise<Result<LegalHoldView>> {
  const now = clock.now();
  return db.transaction().execute(async (tx) => {
    const row = await tx
      .selectFrom('legal_hold')
      .selectAll()
      .where('hold_id', '=', holdId)
      .forUpdate()
      .executeTakeFirst();
    if (row === undefined) return reject('NOT_FOUND', `legal hold ${holdId} was not found`);
    const change = decide(row, now);
    if ('ok' in change) return change;
    const changed = await tx
      .updateTable('legal_hold')
      .set(change.set)
      .where('hold_id', '=', holdId)
      .returningAll()
      .executeTakeFirstOrThrow();
    await tell(tx, changed, { ...change, now });
    return ok(toView(changed));
  });
}

function gone(row: HoldRow, step: string): Refusal {
  return reject('ILLEGAL_TRANSITION', `cannot ${step} legal hold ${row.hold_id}: it is ${toView(row).state}`);
}

function samePerson({ hold_id: id }: HoldRow, { userId }: Keeper): Refusal {
  return reject('FORBIDDEN', `legal hold ${id} needs a second person: ${userId} was the first`);
}

interface Told {
  readonly action: string;
  readonly by: Keeper;
  readonly now: number;
  readonly reason?: string;
}

function tell(tx: Tx, row: HoldRow, { action, by, now, reason }: Told): Promise<void> {
  return recordAudit(tx, {
    at: now,
    actor: { kind: 'user', id: by.userId, role: by.role },
    action,
    object: { type: 'hold', id: row.hold_id },
    accountId: row.account_id,
    ...(reason !== undefined && { reason }),
  });
}

function toView(row: HoldRow): LegalHoldView {
  return {
    holdId: row.hold_id,
    account: row.account_id,
    reason: row.reason,
    state: stateOf(row),
    askedBy: row.proposed_by,
    confirmedBy: row.confirmed_by,
    releaseAskedBy: row.release_asked_by,
    releasedBy: row.released_by,
  };
}

function stateOf(row: HoldRow): LegalHoldView['state'] {
  if (row.released_by !== null) return 'released';
  if (row.release_asked_by !== null) return 'releaseAsked';
  return row.confirmed_by === null ? 'asked' : 'set';
}
