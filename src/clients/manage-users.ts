import { recordAudit } from '../audit/index.ts';
import { ok, type Rejection, type Result, reject } from '../contracts/result.ts';
import type { Role } from '../contracts/session.ts';
import type { AddedUserView, AddUserRequest, UserView } from '../contracts/users.ts';
import type { Clock } from '../platform/clock.ts';
import type { Database, Executor, Tx } from '../platform/database/database.ts';
import { isUniqueViolation } from '../platform/database/errors.ts';
import type { IdSource } from '../platform/ids.ts';
import { randomSecret } from '../platform/secrets.ts';
import { hasAccount } from './accounts.ts';
import { hashPassword, passwordFault } from './passwords.ts';
import { dropSecondFactor } from './second-factor.ts';
import { endSessions } from './sessions.ts';
import { insertUser } from './users.ts';

/** Who changes users: an administrator, or whoever holds the database at the command line. */
export interface UserManager {
  readonly userId: string;
  readonly username: string;
  readonly role?: Role;
}

export interface UserChangeDeps {
  readonly db: Database;
  readonly clock: Clock;
  readonly ids: IdSource;
  /** Told of each user whose sessions and keys may have ended, once that is durable. */
  readonly onChanged: () => void;
  readonly unlock: (username: string) => Promise<void>;
}

export interface UserChanges {
  add(request: AddUserRequest, by: UserManager): Promise<Result<AddedUserView>>;
  disable(username: string, by: UserManager): Promise<Result<UserView>>;
  enable(username: string, by: UserManager): Promise<Result<UserView>>;
  resetPassword(username: string, password: string | undefined, by: UserManager): Promise<Result<AddedUserView>>;
  changeRole(username: string, role: Role, by: UserManager): Promise<Result<UserView>>;
  resetSecondFactor(username: string, by: UserManager): Promise<Result<UserView>>;
  unlock(username: string, by: UserManager): Promise<Result<UserView>>;
  endSessions(username: string, by: UserManager): Promise<Result<UserView>>;
}

type Refused = { readonly ok: false; readonly rejection: Rejection };
type Work = (tx: Tx, user: UserView) => Promise<Refused | Readonly<Record<string, unknown>>>;

/** Every change is recorded with who made it, in its own transaction, and ends what the user holds open. */
export function makeUserChanges(deps: UserChangeDeps): UserChanges {
  const change = (verb: string, { username, by }: { username: string; by: UserManager }, work: Work) =>
    changeUser(deps, { verb, username, by, work });

  return {
    add: (request, by) => addUser(deps, request, by),
    disable: (username, by) =>
      change('disable', { username, by }, async (tx, user) => {
        if (user.userId === by.userId) return ownFault('disable');
        await tx.updateTable('app_user').set({ disabled: true }).where('user_id', '=', user.userId).execute();
        return { sessionsEnded: await endSessions(tx, { userId: user.userId }) };
      }),
    enable: (username, by) =>
      change('enable', { username, by }, async (tx, user) => {
        await tx.updateTable('app_user').set({ disabled: false }).where('user_id', '=', user.userId).execute();
        return {};
      }),
    async resetPassword(username, given, by) {
      const password = given ?? randomSecret();
      const changed = await change('resetPassword', { username, by }, async (tx, user) => {
        const fault = passwordFault(password, username);
        if (fault !== null) return reject('VALIDATION_FAILED', fault, { path: 'password' });
        await setPassword(tx, { userId: user.userId, password, at: new Date(deps.clock.now()) });
        return { sessionsEnded: await endSessions(tx, { userId: user.userId }) };
      });
      return changed.ok ? ok({ user: changed.value, password: given === undefined ? password : null }) : changed;
    },
    changeRole: (username, role, by) =>
      change('changeRole', { username, by }, async (tx, user) => {
        if (user.userId === by.userId) return ownFault('change the role of');
        const fault = roleFault(role, user.accountId);
        if (fault !== null) return fault;
        await tx.updateTable('app_user').set({ role }).where('user_id', '=', user.userId).execute();
        return { from: user.role, to: role, sessionsEnded: await endSessions(tx, { userId: user.userId }) };
      }),
    resetSecondFactor: (username, by) =>
      change('resetSecondFactor', { username, by }, async (tx, user) => {
        if (user.userId === by.userId) return ownFault('reset the second factor of');
        await dropSecondFactor(tx, user.userId);
        return { sessionsEnded: await endSessions(tx, { userId: user.userId }) };
      }),
    async unlock(username, by) {
      const changed = await change('unlock', { username, by }, async () => ({}));
      if (changed.ok) await deps.unlock(username);
      return changed;
    },
    endSessions: (username, by) =>
      change('endSessions', { username, by }, async (tx, user) => ({
        sessionsEnded: await endSessions(tx, { userId: user.userId }),
      })),
  };
}

export async function setPassword(
  db: Executor,
  { userId, password, at }: { readonly userId: string; readonly password: string; readonly at: Date },
): Promise<void> {
  await db
    .updateTable('app_user')
    .set({ password_hash: await hashPassword(password), password_changed_at: at })
    .where('user_id', '=', userId)
    .execute();
}

function ownFault(what: string): Refused {
  return reject('FORBIDDEN', `nobody may ${what} themselves: another administrator does`);
}

/** A client user has an account and a client's role; staff have neither. */
function roleFault(role: Role, accountId: string | null): Refused | null {
  const isClient = role.startsWith('client-');
  if (isClient === (accountId !== null)) return null;
  const rule = isClient ? 'needs an account' : 'is for staff, who have no account';
  return reject('VALIDATION_FAILED', `role ${role} ${rule}`, { path: 'role', value: role });
}

async function addUser(deps: UserChangeDeps, request: AddUserRequest, by: UserManager): Promise<Result<AddedUserView>> {
  const { username, role, accountId = null } = request;
  const password = request.password ?? randomSecret();
  const fault = roleFault(role, accountId);
  if (fault !== null) return fault;
  const weak = passwordFault(password, username);
  if (weak !== null) return reject('VALIDATION_FAILED', weak, { path: 'password' });
  const { db, clock, ids } = deps;
  const at = clock.now();
  const userId = ids('usr');
  try {
    return await db.transaction().execute(async (tx) => {
      if (accountId !== null && !(await hasAccount(tx, accountId))) {
        return reject('NOT_FOUND', `account ${accountId} was not found`);
      }
      const createdBy = by.username;
      await insertUser(tx, { userId, username, role, accountId, password, createdAt: new Date(at), createdBy });
      await recordAudit(tx, {
        at,
        actor: actorOf(by),
        action: 'user.add',
        object: { type: 'user', id: userId },
        accountId,
        after: { username, role },
      });
      const user = await readUser(tx, username);
      if (user === null) throw new Error(`user ${username} was added and is not there`);
      return ok({ user, password: request.password === undefined ? password : null });
    });
  } catch (error) {
    if (!isUniqueViolation(error, 'app_user_username_key')) throw error;
    return reject('DUPLICATE_REQUEST', `user ${username} exists`, { path: 'username', value: username });
  }
}

async function changeUser(
  { db, clock, onChanged }: UserChangeDeps,
  { verb, username, by, work }: { verb: string; username: string; by: UserManager; work: Work },
): Promise<Result<UserView>> {
  const changed = await db.transaction().execute(async (tx) => {
    const user = await readUser(tx, username);
    if (user === null) return reject('NOT_FOUND', `user ${username.slice(0, 64)} was not found`);
    const done = await work(tx, user);
    if (isRefused(done)) return done;
    await recordAudit(tx, {
      at: clock.now(),
      actor: actorOf(by),
      action: `user.${verb}`,
      object: { type: 'user', id: user.userId },
      accountId: user.accountId,
      details: { username, ...done },
    });
    return ok((await readUser(tx, username)) ?? user);
  });
  if (changed.ok) onChanged();
  return changed;
}

function isRefused(done: Awaited<ReturnType<Work>>): done is Refused {
  return 'rejection' in done;
}

function actorOf({ userId, role }: UserManager) {
  return role === undefined ? ({ kind: 'system', id: userId } as const) : ({ kind: 'user', id: userId, role } as const);
}

async function readUser(db: Executor, username: string): Promise<UserView | null> {
  const [user] = await listUsers(db, username);
  return user ?? null;
}

const USERS_MAX = 5_000;

export async function listUsers(db: Executor, username?: string): Promise<UserView[]> {
  const users = db
    .selectFrom('app_user')
    .leftJoin('second_factor', (join) =>
      join.onRef('second_factor.user_id', '=', 'app_user.user_id').on('confirmed_at', 'is not', null),
    )
    .selectAll('app_user')
    .select('confirmed_at')
    .orderBy('username')
    .limit(USERS_MAX);
  const rows = await (username === undefined ? users : users.where('username', '=', username)).execute();
  return rows.map((row) => ({
    userId: row.user_id,
    username: row.username,
    role: row.role as Role,
    accountId: row.account_id,
    disabled: row.disabled,
    secondFactor: row.confirmed_at !== null,
    createdAt: row.created_at.toISOString(),
    createdBy: row.created_by,
    passwordChangedAt: row.password_changed_at.toISOString(),
  }));
}
