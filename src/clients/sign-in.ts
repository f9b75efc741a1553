import { type AuditEntry, recordAudit } from '../audit/index.ts';
import { ok, type Rejection, type Result, reject } from '../contracts/result.ts';
import type { Role, SessionView, SignInRequest } from '../contracts/session.ts';
import type { Clock } from '../platform/clock.ts';
import type { Database } from '../platform/database/database.ts';
import type { Logger } from '../platform/logging.ts';
import type { SecretBox } from '../platform/secrets.ts';
import type { LockOut } from './lock-out.ts';
import { hashPassword, needsRehash, verifyPassword } from './passwords.ts';
import { type CodeAnswer, hasSecondFactor, UNREADABLE_FACTOR, useCode, useRecoveryCode } from './second-factor.ts';
import type { Sessions } from './sessions.ts';
import { toUser, type User } from './users.ts';

/** Who must have a second factor: whoever has enrolled one, besides all staff, besides everybody. */
export const SECOND_FACTOR_POLICIES = ['enrolled', 'staff', 'everybody'] as const;
export type SecondFactorPolicy = (typeof SECOND_FACTOR_POLICIES)[number];

export interface SignInDeps {
  readonly db: Database;
  readonly clock: Clock;
  readonly box: SecretBox;
  readonly sessions: Sessions;
  readonly lockOut: LockOut;
  readonly secondFactor: SecondFactorPolicy;
  readonly log: Logger;
}

export type SignIn = (request: SignInRequest, from: { readonly address: string }) => Promise<Result<SessionView>>;

interface Attempt {
  readonly request: SignInRequest;
  readonly address: string;
}

type Refused = { readonly ok: false; readonly rejection: Rejection };

/** Password, second factor, session. What was wrong of name and password is not said, and takes as long either way. */
export function makeSignIn(deps: SignInDeps): SignIn {
  return async (request, { address }) => {
    const attempt = { request, address };
    const lockedMs = await deps.lockOut.lockedMs({ username: request.username, address });
    if (lockedMs > 0) {
      return reject('RATE_LIMITED', `too many wrong tries; try again in ${lockedMs} ms`, { retryAfterMs: lockedMs });
    }
    const user = await findByPassword(deps.db, request);
    if (user === null) return refuse(deps, attempt, 'the user name or the password is wrong');
    const enrolled = await hasSecondFactor(deps.db, user.userId);
    const fault = enrolled ? await secondFault(deps, user, attempt) : null;
    if (fault !== null) return fault;
    await deps.lockOut.clear(request.username);
    return ok(await open(deps, { user, attempt, enrolling: !enrolled && isRequired(deps.secondFactor, user.role) }));
  };
}

async function secondFault(deps: SignInDeps, user: User, attempt: Attempt): Promise<Refused | null> {
  const { code, recoveryCode } = attempt.request;
  if (code === undefined && recoveryCode === undefined) {
    return reject('UNAUTHENTICATED', 'a one-time code is needed', { path: 'code' });
  }
  const answer = await prove(deps, user, attempt.request);
  if (answer === 'right') return null;
  if (answer === 'wrong') return refuse(deps, attempt, 'the one-time code is wrong or was used before');
  deps.log.error({ username: user.username }, 'a second factor was sealed under another SECRET_KEY; nobody can use it');
  return reject('UNAUTHENTICATED', UNREADABLE_FACTOR, { path: 'code' });
}

function isRequired(policy: SecondFactorPolicy, role: Role): boolean {
  return policy === 'everybody' || (policy === 'staff' && !role.startsWith('client-'));
}

async function findByPassword(db: Database, { username, password }: SignInRequest): Promise<User | null> {
  const row = await db.selectFrom('app_user').selectAll().where('username', '=', username).executeTakeFirst();
  const matches = await verifyPassword(row?.password_hash, password);
  if (row === undefined || !matches || row.disabled) return null;
  if (needsRehash(row.password_hash)) {
    const { user_id: userId, password_hash: old } = row;
    await db
      .updateTable('app_user')
      .set({ password_hash: await hashPassword(password) })
      .where('user_id', '=', userId)
      .where('password_hash', '=', old)
      .execute();
  }
  return toUser(row);
}

async function prove(deps: SignInDeps, { userId }: User, { code, recoveryCode }: SignInRequest): Promise<CodeAnswer> {
  if (code !== undefined) return useCode(deps.db, { userId, code, confirmed: true }, deps);
  return (await useRecoveryCode(deps.db, { userId, code: recoveryCode ?? '' }, deps)) ? 'right' : 'wrong';
}

function open(
  { db, clock, sessions }: SignInDeps,
  { user, attempt, enrolling }: { readonly user: User; readonly attempt: Attempt; readonly enrolling: boolean },
): Promise<SessionView> {
  const { request, address } = attempt;
  const { userId, username, role, accountId } = user;
  return db.transaction().execute(async (tx) => {
    const opened = await sessions.open(tx, { userId, cookie: request.cookie === true, enrolling, address });
    const via = { session: opened.sessionId, ip: address };
    await recordAudit(tx, {
      at: clock.now(),
      actor: { kind: 'user', id: userId, role, via },
      action: 'session.signIn',
      object: { type: 'user', id: userId },
      accountId,
      ...(request.recoveryCode === undefined ? {} : { details: { by: 'recovery code' } }),
    });
    return { ...opened, username, role, accountId, enrolmentRequired: enrolling };
  });
}

async function refuse(
  { db, clock, lockOut, log }: SignInDeps,
  { request, address }: Attempt,
  message: string,
): Promise<Refused> {
  const { username } = request;
  const locked = await lockOut.fail({ username, address });
  const failed: Omit<AuditEntry, 'action'> = {
    at: clock.now(),
    actor: { kind: 'user', id: username, via: { ip: address } },
    object: { type: 'username', id: username },
    reason: message,
  };
  const entries = [{ ...failed, action: 'session.signInRefused' }];
  if (locked !== null)
    entries.push({ ...failed, action: 'session.lock', reason: `too many wrong tries of this ${locked}` });
  await recordAudit(db, ...entries);
  if (locked !== null) log.warn({ username, address, locked }, 'sign-ins were locked after too many wrong tries');
  return reject('UNAUTHENTICATED', message);
}
