import { sql } from 'kysely';
import { type AccountEvent, appendEvents, type NewEvent } from '../audit/index.ts';
import type { SafetyRequest, SafetyView } from '../contracts/session.ts';
import { type Clock, toInstant } from '../platform/clock.ts';
import type { Database, Tx } from '../platform/database/database.ts';
import { statesThatAllow } from './lifecycle.ts';
import type { Announce, Caller } from './records.ts';

/** A gateway that has not reported a connection for so long is taken to be gone, and the connection with it. */
const LOST_AFTER_MS = 5_000;
const BATCH_MAX = 100;

export interface SafetyDeps {
  readonly db: Database;
  readonly clock: Clock;
  readonly announce: Announce;
}

export interface ProtectedConnection {
  readonly connectionId: string;
  readonly caller: Caller;
}

/**
 * Cancel-on-disconnect and the dead-man timer. What is in force is a row in the database; the gateway that holds the
 * connection reports it alive, and whichever worker looks next cancels the open requests of the user whose time is up.
 */
export function makeSafety({ db, clock, announce }: SafetyDeps) {
  return {
    /** Puts this in force for the connection, in place of what was; each call starts the dead-man timer anew. */
    async arm(connection: ProtectedConnection, request: SafetyRequest): Promise<SafetyView> {
      if (request.cancelOnDisconnect === undefined && request.deadManMs === undefined) {
        await db.deleteFrom('session_safety').where('connection_id', '=', connection.connectionId).execute();
      } else await store(db, { connection, request, now: clock.now() });
      return toView(request, clock.now());
    },

    /** A user who is back in time takes over what their lost connections had in force. */
    takeOver: (connection: ProtectedConnection) =>
      db.transaction().execute((tx) => takeOver(tx, connection, new Date(clock.now()))),

    /** The connection has ended: from here its grace runs. */
    async disconnected(connectionId: string): Promise<void> {
      const at = new Date(clock.now());
      await db
        .updateTable('session_safety')
        .set({ disconnected_at: at, seen_at: at })
        .where('connection_id', '=', connectionId)
        .execute();
    },

    /** These connections are open, says the gateway that holds them. */
    async reportAlive(connectionIds: readonly string[]): Promise<void> {
      if (connectionIds.length === 0) return;
      await db
        .updateTable('session_safety')
        .set({ seen_at: new Date(clock.now()) })
        .where('connection_id', 'in', connectionIds)
        .where('disconnected_at', 'is', null)
        .execute();
    },

    /** Cancels what is due; returns how many requests. Running it twice, or late, is harmless. */
    async sweep(): Promise<number> {
      const { cancelled, events } = await db.transaction().execute((tx) => sweepBatch(tx, clock.now()));
      announce(events);
      return cancelled;
    },
  };
}
export type Safety = ReturnType<typeof makeSafety>;

async function store(
  db: Database,
  { connection, request, now }: { connection: ProtectedConnection; request: SafetyRequest; now: number },
): Promise<void> {
  const { connectionId, caller } = connection;
  const { cancelOnDisconnect, deadManMs } = request;
  const values = {
    cancel_grace_ms: cancelOnDisconnect?.graceMs ?? null,
    disconnected_at: null,
    dead_man_ms: deadManMs ?? null,
    dead_man_at: deadManMs === undefined ? null : new Date(now + deadManMs),
    seen_at: new Date(now),
  };
  await db
    .insertInto('session_safety')
    .values({ connection_id: connectionId, user_id: caller.userId, account_id: caller.accountId, ...values })
    .onConflict((conflict) => conflict.column('connection_id').doUpdateSet(values))
    .execute();
}

function toView({ cancelOnDisconnect, deadManMs }: SafetyRequest, now: number): SafetyView {
  const deadMan = deadManMs === undefined ? null : { deadManMs, at: toInstant(now + deadManMs) };
  return { cancelOnDisconnect: cancelOnDisconnect ?? null, deadMan };
}

async function takeOver(tx: Tx, { connectionId, caller }: ProtectedConnection, at: Date): Promise<boolean> {
  const lost = await tx
    .deleteFrom('session_safety')
    .where('user_id', '=', caller.userId)
    .where('disconnected_at', 'is not', null)
    .returningAll()
    .execute();
  const [latest] = lost.sort((a, b) => b.seen_at.getTime() - a.seen_at.getTime());
  if (latest === undefined) return false;
  await tx
    .insertInto('session_safety')
    .values({ ...latest, connection_id: connectionId, disconnected_at: null, seen_at: at })
    .execute();
  return true;
}

async function sweepBatch(tx: Tx, now: number): Promise<{ cancelled: number; events: AccountEvent[] }> {
  const at = new Date(now);
  const { rows: due } = await sql<{ user_id: string }>`
    with due as (
      select connection_id from session_safety
      where dead_man_at <= ${at}
        or disconnected_at + cancel_grace_ms * interval '1 millisecond' <= ${at}
        or (disconnected_at is null and seen_at + (cancel_grace_ms + ${LOST_AFTER_MS}) * interval '1 millisecond' <= ${at})
      limit ${sql.lit(BATCH_MAX)} for update skip locked
    )
    delete from session_safety using due where session_safety.connection_id = due.connection_id
    returning session_safety.user_id`.execute(tx);
  if (due.length === 0) return { cancelled: 0, events: [] };
  const rows = await tx
    .updateTable('rfq')
    .set({ state: 'cancelled', updated_at: at })
    .where('created_by', 'in', [...new Set(due.map(({ user_id: userId }) => userId))])
    .where('state', 'in', statesThatAllow('cancel'))
    .returning(['rfq_id', 'account_id'])
    .execute();
  const events = rows.map(
    (row): NewEvent => ({
      accountId: row.account_id,
      type: 'rfq.cancelled',
      rfqId: row.rfq_id,
      at: now,
      data: { by: 'system' },
    }),
  );
  return { cancelled: rows.length, events: await appendEvents(tx, events) };
}
