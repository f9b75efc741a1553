import { recordAudit } from '../audit/index.ts';
import { ok, type Result, reject } from '../contracts/result.ts';
import type { Clock } from '../platform/clock.ts';
import type { Database, Tx } from '../platform/database/database.ts';
import type { SecretBox } from '../platform/secrets.ts';
import type { LockOut } from './lock-out.ts';
import { setPassword } from './manage-users.ts';
import { passwordFault, verifyPassword } from './passwords.ts';
import {
  beginEnrolment,
  confirmEnrolment,
  dropSecondFactor,
  type Enrolment,
  UNREADABLE_FACTOR,
  useCode,
} from './second-factor.ts';
import { endSessions } from './sessions.ts';
import type { User } from './users.ts';

export interface OwnAccessDeps {
  readonly db: Database;
  readonly clock: Clock;
  readonly box: SecretBox;
  readonly lockOut: LockOut;
  /** Told once the ends of sessions are durable. */
  readonly onChanged: () => void;
}

/** What users do with their own way in. Whoever holds a session alone cannot: each asks for the password or a code. */
export interface OwnAccess {
  changePassword(user: User, given: { readonly current: string; readonly password: string }): Promise<Result<object>>;
  beginTotp(user: User, password: string): Promise<Result<Enrolment>>;
  confirmTotp(user: User, code: string): Promise<Result<{ recoveryCodes: string[] }>>;
  removeTotp(user: User, given: { readonly password: string; readonly code: string }): Promise<Result<object>>;
}

const WRONG = 'the password or the one-time code is wrong';

/** Counted like a sign-in: a stolen session is no place to guess from. */
async function guarded<T>({ lockOut }: OwnAccessDeps, user: User, work: () => Promise<Result<T>>): Promise<Result<T>> {
  const attempted = { username: user.username, address: `user ${user.userId}` };
  const lockedMs = await lockOut.lockedMs(attempted);
  if (lockedMs > 0) return reject('RATE_LIMITED', `too many wrong tries; try again in ${lockedMs} ms`);
  const result = await work();
  if (!result.ok && result.rejection.message === WRONG) await lockOut.fail(attempted);
  return result;
}

export function makeOwnAccess(deps: OwnAccessDeps): OwnAccess {
  /** The session goes on, the others end: whoever else holds one is out. */
  const changed = async <T>(user: User, action: string, work: (tx: Tx) => Promise<T>): Promise<T> => {
    const done = await deps.db.transaction().execute(async (tx) => {
      const result = await work(tx);
      const sessionsEnded = await endSessions(tx, { userId: user.userId, except: sessionOf(user) });
      await recordAudit(tx, {
        at: deps.clock.now(),
        actor: { kind: 'user', id: user.userId, role: user.role, via: { session: sessionOf(user) ?? '' } },
        action,
        object: { type: 'user', id: user.userId },
        accountId: user.accountId,
        details: { sessionsEnded },
      });
      return result;
    });
    deps.onChanged();
    return done;
  };

  return {
    changePassword: (user, { current, password }) =>
      guarded(deps, user, async () => {
        if (!(await isPassword(deps.db, user, current))) return reject('FORBIDDEN', WRONG);
        const fault = passwordFault(password, user.username);
        if (fault !== null) return reject('VALIDATION_FAILED', fault, { path: 'password' });
        const at = new Date(deps.clock.now());
        await changed(user, 'user.changePassword', (tx) => setPassword(tx, { userId: user.userId, password, at }));
        return ok({});
      }),

    beginTotp: (user, password) =>
      guarded(deps, user, async () => {
        if (!(await isPassword(deps.db, user, password))) return reject('FORBIDDEN', WRONG);
        const enrolment = await beginEnrolment(deps.db, user, deps);
        return enrolment === null
          ? reject('ILLEGAL_TRANSITION', 'a second factor is enrolled: remove it first')
          : ok(enrolment);
      }),

    confirmTotp: (user, code) =>
      guarded(deps, user, async () => {
        const codes = await deps.db
          .transaction()
          .execute((tx) => confirmEnrolment(tx, { userId: user.userId, code }, deps));
        if (codes === null) return reject('FORBIDDEN', WRONG);
        await changed(user, 'user.enrolSecondFactor', (tx) =>
          tx.updateTable('session').set({ enrolling: false }).where('user_id', '=', user.userId).execute(),
        );
        return ok({ recoveryCodes: codes });
      }),

    removeTotp: (user, { password, code }) =>
      guarded(deps, user, async () => {
        if (!(await isPassword(deps.db, user, password))) return reject('FORBIDDEN', WRONG);
        const answer = await useCode(deps.db, { userId: user.userId, code, confirmed: true }, deps);
        if (answer !== 'right') return reject('FORBIDDEN', answer === 'wrong' ? WRONG : UNREADABLE_FACTOR);
        await changed(user, 'user.removeSecondFactor', (tx) => dropSecondFactor(tx, user.userId));
        return ok({});
      }),
  };
}

function sessionOf({ entry }: User): string | undefined {
  return entry?.kind === 'session' ? entry.sessionId : undefined;
}

async function isPassword(db: Database, { userId }: User, password: string): Promise<boolean> {
  const row = await db.selectFrom('app_user').select('password_hash').where('user_id', '=', userId).executeTakeFirst();
  return verifyPassword(row?.password_hash, password);
}
