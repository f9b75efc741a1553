import { ok, type Result, reject } from '../contracts/result.ts';
import type { SessionView, SignInRequest } from '../contracts/session.ts';
import { type Clock, toInstant } from '../platform/clock.ts';
import type { Database } from '../platform/database/database.ts';
import { hashToken, randomSecret } from '../platform/secrets.ts';
import { findByPassword, toUser, type User } from './users.ts';

const SESSION_MS = 12 * 60 * 60 * 1000;

export interface Sessions {
  signIn(request: SignInRequest): Promise<Result<SessionView>>;
  /** The user whose token this is, while the session lasts. */
  find(token: string): Promise<User | null>;
  signOut(token: string): Promise<void>;
}

export function makeSessions({ db, clock }: { db: Database; clock: Clock }): Sessions {
  return {
    async signIn(request) {
      const user = await findByPassword(db, request);
      if (user === null) return reject('UNAUTHENTICATED', 'the user name or the password is wrong');
      const token = randomSecret();
      const now = clock.now();
      const expiresAt = toInstant(now + SESSION_MS);
      await db
        .insertInto('session')
        .values({
          token_hash: hashToken(token),
          user_id: user.userId,
          created_at: new Date(now),
          expires_at: expiresAt,
        })
        .execute();
      return ok({ token, expiresAt, username: user.username, role: user.role, accountId: user.accountId });
    },

    async find(token) {
      const row = await db
        .selectFrom('session')
        .innerJoin('app_user', 'app_user.user_id', 'session.user_id')
        .selectAll('app_user')
        .where('token_hash', '=', hashToken(token))
        .where('expires_at', '>', new Date(clock.now()))
        .where('disabled', '=', false)
        .executeTakeFirst();
      return row === undefined ? null : toUser(row);
    },

    async signOut(token) {
      await db.deleteFrom('session').where('token_hash', '=', hashToken(token)).execute();
    },
  };
}
