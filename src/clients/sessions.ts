import type { OwnSessionView } from '../contracts/session.ts';
import { type Clock, toInstant } from '../platform/clock.ts';
import type { Database, Executor } from '../platform/database/database.ts';
import type { IdSource } from '../platform/ids.ts';
import { hashToken, randomSecret } from '../platform/secrets.ts';
import { toUser, type User } from './users.ts';

export interface SessionLife {
  /** A session ends so long after it was opened, whatever happens. */
  readonly lifeMs: number;
  /** And so long after the last request that used it. */
  readonly idleMs: number;
}

export interface NewSession {
  readonly userId: string;
  readonly cookie: boolean;
  readonly enrolling: boolean;
  readonly address: string;
}

export interface OpenedSession {
  readonly sessionId: string;
  readonly token: string;
  readonly expiresAt: string;
}

export interface Sessions {
  open(db: Executor, session: NewSession): Promise<OpenedSession>;
  /** The user whose token this is, while the session lasts; the use counts against idleness. */
  find(token: string): Promise<User | null>;
  /** A new token in place of this one, which ends at once; the session's life stays what it was. Null when it has ended. */
  rotate(sessionId: string): Promise<OpenedSession | null>;
  list(userId: string): Promise<OwnSessionView[]>;
  /** Ends one of the user's own; false when there is none. */
  end(of: { readonly userId: string; readonly sessionId: string }): Promise<boolean>;
  /** Of sockets, which use their session without asking `find`. */
  touch(sessionIds: readonly string[]): Promise<void>;
  /** Those of the sessions that still stand, with the role they stand for. */
  standing(sessionIds: readonly string[]): Promise<Map<string, string>>;
}

/** Uses are written down this often at most. */
const TOUCH_MS = 30_000;

export interface SessionDeps {
  readonly db: Database;
  readonly clock: Clock;
  readonly ids: IdSource;
  readonly life: SessionLife;
}

export function makeSessions(deps: SessionDeps): Sessions {
  const { db, clock } = deps;
  const touch: Sessions['touch'] = async (sessionIds) => {
    if (sessionIds.length === 0) return;
    await db
      .updateTable('session')
      .set({ seen_at: new Date(clock.now()) })
      .where('session_id', 'in', sessionIds)
      .execute();
  };

  return {
    open: (executor, session) => openSession(deps, executor, session),

    async find(token) {
      const row = await alive(deps)
        .where('token_hash', '=', hashToken(token))
        .selectAll('app_user')
        .select(['session_id', 'seen_at', 'cookie', 'enrolling'])
        .executeTakeFirst();
      if (row === undefined) return null;
      if (clock.now() - row.seen_at.getTime() > TOUCH_MS) await touch([row.session_id]);
      const { session_id: sessionId, cookie, enrolling } = row;
      return { ...toUser(row), entry: { kind: 'session', sessionId, cookie, enrolling } };
    },

    async rotate(sessionId) {
      const token = randomSecret();
      const row = await db
        .updateTable('session')
        .set({ token_hash: hashToken(token), seen_at: new Date(clock.now()) })
        .where('session_id', '=', sessionId)
        .returning('expires_at')
        .executeTakeFirst();
      return row === undefined ? null : { sessionId, token, expiresAt: row.expires_at.toISOString() };
    },

    list: (userId) => listSessions(deps, userId),

    async end({ userId, sessionId }) {
      const row = await db
        .deleteFrom('session')
        .where('session_id', '=', sessionId)
        .where('user_id', '=', userId)
        .returning('session_id')
        .executeTakeFirst();
      return row !== undefined;
    },

    touch,

    async standing(sessionIds) {
      if (sessionIds.length === 0) return new Map();
      const rows = await alive(deps).where('session_id', 'in', sessionIds).select(['session_id', 'role']).execute();
      return new Map(rows.map((row) => [row.session_id, row.role]));
    },
  };
}

function alive({ db, clock, life }: SessionDeps) {
  return db
    .selectFrom('session')
    .innerJoin('app_user', 'app_user.user_id', 'session.user_id')
    .where('session.expires_at', '>', new Date(clock.now()))
    .where('seen_at', '>', new Date(clock.now() - life.idleMs))
    .where('disabled', '=', false);
}

/** Those that are over are cleared away on the occasion. */
async function openSession(
  { clock, ids, life }: SessionDeps,
  db: Executor,
  { userId, cookie, enrolling, address }: NewSession,
): Promise<OpenedSession> {
  const token = randomSecret();
  const sessionId = ids('ses');
  const now = clock.now();
  const expiresAt = toInstant(now + life.lifeMs);
  await db
    .insertInto('session')
    .values({
      token_hash: hashToken(token),
      session_id: sessionId,
      user_id: userId,
      created_at: new Date(now),
      expires_at: expiresAt,
      seen_at: new Date(now),
      cookie,
      enrolling,
      address,
    })
    .execute();
  await db.deleteFrom('session').where('expires_at', '<=', new Date(now)).execute();
  return { sessionId, token, expiresAt };
}

const SESSIONS_MAX = 500;

async function listSessions(deps: SessionDeps, userId: string): Promise<OwnSessionView[]> {
  const rows = await alive(deps)
    .where('session.user_id', '=', userId)
    .select(['session_id', 'session.created_at', 'session.expires_at', 'seen_at', 'cookie', 'address'])
    .orderBy('session.created_at', 'desc')
    .limit(SESSIONS_MAX)
    .execute();
  return rows.map((row) => ({
    sessionId: row.session_id,
    createdAt: row.created_at.toISOString(),
    expiresAt: row.expires_at.toISOString(),
    seenAt: row.seen_at.toISOString(),
    cookie: row.cookie,
    address: row.address,
  }));
}

/** Ends every session of a user but one; what the user may do has changed, or somebody else may hold a token. */
export async function endSessions(
  db: Executor,
  { userId, except }: { readonly userId: string; readonly except?: string | undefined },
): Promise<number> {
  const { numDeletedRows } = await db
    .deleteFrom('session')
    .where('user_id', '=', userId)
    .where('session_id', '<>', except ?? '')
    .executeTakeFirst();
  return Number(numDeletedRows);
}
