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
import { secondChange, type TwoPersonChange } from './second-administrator.ts';
import { dropSecondFactor } from './second-factor.ts';
import { endSessions } from './sessions.ts';
import { readUser } from './user-views.ts';
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

/** A change with the reason for it, which a second administrator reads. */
export interface WithReason {
  readonly by: UserManager;
  readonly reason: string;
}

/** Those with a reason wait for a second administrator: all changes of role, and whatever lets staff in. */
export interface UserChanges {
  add(request: AddUserRequest, by: UserManager): Promise<Result<AddedUserView>>;
  disable(username: string, by: UserManager): Promise<Result<UserView>>;
  enable(username: string, asked: WithReason): Promise<Result<UserView>>;
  resetPassword(
    username: string,
    asked: WithReason & { readonly password?: string | undefined },
  ): Promise<Result<AddedUserView>>;
  changeRole(username: string, asked: WithReason & { readonly role: Role }): Promise<Result<UserView>>;
  resetSecondFactor(username: string, asked: WithReason): Promise<Result<UserView>>;
  unlock(username: string, by: UserManager): Promise<Result<UserView>>;
  endSessions(username: string, by: UserManager): Promise<Result<UserView>>;
}

type Refused = { readonly ok: false; readonly rejection: Rejection };

interface Change {
  readonly verb: string;
  readonly username: string;
  readonly by: UserManager;
  /** Why it may not be, whoever asks for it. */
  readonly fault?: (user: UserView) => Refused | null;
  /** What two administrators must ask for alike, and why. */
  readonly second?: {
    readonly change: TwoPersonChange;
    readonly content?: Readonly<Record<string, unknown>>;
    readonly reason: string;
  };
  /** What is done, and what the audit log says of it. */
  readonly work: (tx: Tx, user: UserView) => Promise<Readonly<Record<string, unknown>>>;
}

/** Every change is recorded with who made it, in its own transaction, and ends what the user holds open. */
export function makeUserChanges(deps: UserChangeDeps): UserChanges {
  const end = async (tx: Tx, { userId }: UserView) => ({ sessionsEnded: await endSessions(tx, { userId }) });
  const disabled =
    (value: boolean) =>
    (tx: Tx, { userId }: UserView) =>
      tx.updateTable('app_user').set({ disabled: value }).where('user_id', '=', userId).execute();

  return {
    add: (request, by) => addUser(deps, request, by),
    disable: (username, by) =>
      changeUser(deps, {
        verb: 'disable',
        username,
        by,
        fault: ownFault('disable', by),
        async work(tx, user) {
          await disabled(true)(tx, user);
          return end(tx, user);
        },
      }),
    enable: (username, { by, reason }) =>
      changeUser(deps, {
        verb: 'enable',
        username,
        by,
        second: { change: 'enable', reason },
        async work(tx, user) {
          await disabled(false)(tx, user);
          return {};
        },
      }),
    resetPassword: (username, asked) => resetPassword(deps, username, asked),
    changeRole: (username, { by, role, reason }) =>
      changeUser(deps, {
        verb: 'changeRole',
        username,
        by,
        fault: (user) => ownFault('change the role of', by)(user) ?? roleFault(role, user.accountId),
        second: { change: 'changeRole', content: { role }, reason },
        async work(tx, user) {
          await tx.updateTable('app_user').set({ role }).where('user_id', '=', user.userId).execute();
          return { from: user.role, to: role, ...(await end(tx, user)) };
        },
      }),
    resetSecondFactor: (username, { by, reason }) =>
      changeUser(deps, {
        verb: 'resetSecondFactor',
        username,
        by,
        fault: ownFault('reset the second factor of', by),
        second: { change: 'resetSecondFactor', reason },
        async work(tx, user) {
          await dropSecondFactor(tx, user.userId);
          return end(tx, user);
        },
      }),
    async unlock(username, by) {
      const changed = await changeUser(deps, { verb: 'unlock', username, by, work: async () => ({}) });
      if (changed.ok) await deps.unlock(username);
      return changed;
    },
    endSessions: (username, by) => changeUser(deps, { verb: 'endSessions', username, by, work: end }),
  };
}

/** The second administrator's, whose answer shows it, is the password that counts. */
async function resetPassword(
  deps: UserChangeDeps,
  username: string,
  { by, reason, password: given }: WithReason & { readonly password?: string | undefined },
): Promise<Result<AddedUserView>> {
  const password = given ?? randomSecret();
  let isDone = false;
  const changed = await changeUser(deps, {
    verb: 'resetPassword',
    username,
    by,
    fault(user) {
      const fault = passwordFault(password, username);
      if (fault !== null) return reject('VALIDATION_FAILED', fault, { path: 'password' });
      return ownFault('reset the password of', by)(user);
    },
    second: { change: 'resetPassword', reason },
    async work(tx, { userId }) {
      await setPassword(tx, { userId, password, at: new Date(deps.clock.now()) });
      isDone = true;
      return { sessionsEnded: await endSessions(tx, { userId }) };
    },
  });
  return changed.ok ? ok({ user: changed.value, password: isDone && given === undefined ? password : null }) : changed;
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

function ownFault(what: string, by: UserManager) {
  return ({ userId }: UserView): Refused | null =>
    userId === by.userId ? reject('FORBIDDEN', `nobody may ${what} themselves: another administrator does`) : null;
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
      if (accountId === null && by.role !== undefined) await awaitSecond(tx, { userId, role, by: createdBy, at });
      await recordAudit(tx, {
        at,
        actor: actorOf(by),
        action: 'user.add',
        object: { type: 'user', id: userId },
        accountId,
        after: { username, role },
      });
      const user = await readUser(tx, username, at);
      if (user === null) throw new Error(`user ${username} was added and is not there`);
      return ok({ user, password: request.password === undefined ? password : null });
    });
  } catch (error) {
    if (!isUniqueViolation(error, 'app_user_username_key')) throw error;
    return reject('DUPLICATE_REQUEST', `user ${username} exists`, { path: 'username', value: username });
  }
}

/** Staff whom one administrator added cannot sign in before a second one has enabled them. */
async function awaitSecond(
  tx: Tx,
  { userId, role, by, at }: { readonly userId: string; readonly role: Role; readonly by: string; readonly at: number },
): Promise<void> {
  await tx.updateTable('app_user').set({ disabled: true }).where('user_id', '=', userId).execute();
  await secondChange(tx, { userId, change: 'enable', content: {}, reason: `added as ${role}`, by, at });
}

async function changeUser({ db, clock, onChanged }: UserChangeDeps, change: Change): Promise<Result<UserView>> {
  const at = clock.now();
  const changed = await db.transaction().execute((tx) => changeWithin(tx, change, at));
  if (changed.ok) onChanged();
  return changed;
}

async function changeWithin(tx: Tx, change: Change, at: number): Promise<Result<UserView>> {
  const { verb, username, by, second } = change;
  const user = await readUser(tx, username, at);
  if (user === null) return reject('NOT_FOUND', `user ${username.slice(0, 64)} was not found`);
  const fault = change.fault?.(user) ?? null;
  if (fault !== null) return fault;
  const seconded = await secondOf(tx, user, { ...change, at });
  const details =
    seconded === null ? { change: verb, ...second?.content } : { ...seconded, ...(await change.work(tx, user)) };
  await recordAudit(tx, {
    at,
    actor: actorOf(by),
    action: seconded === null ? 'user.propose' : `user.${verb}`,
    object: { type: 'user', id: user.userId },
    accountId: user.accountId,
    ...(second === undefined ? {} : { reason: second.reason }),
    details: { username, ...details },
  });
  return ok((await readUser(tx, username, at)) ?? user);
}

/** Null while a second administrator is waited for; otherwise what the audit log says of the first one, if there is one. */
async function secondOf(
  tx: Tx,
  user: UserView,
  { by, second, at }: Change & { readonly at: number },
): Promise<{ readonly proposedBy?: string } | null> {
  if (second === undefined || !needsSecond(second.change, user, by)) return {};
  const { change, content = {}, reason } = second;
  return secondChange(tx, { userId: user.userId, change, content, reason, by: by.username, at });
}

/** Whoever holds the database needs nobody; a client's user reaches one account alone, whose own it is. */
function needsSecond(change: TwoPersonChange, user: UserView, by: UserManager): boolean {
  if (by.role === undefined) return false;
  return change === 'changeRole' || user.accountId === null;
}

function actorOf({ userId, role }: UserManager) {
  return role === undefined ? ({ kind: 'system', id: userId } as const) : ({ kind: 'user', id: userId, role } as const);
}
