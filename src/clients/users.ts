import type { Role } from '../contracts/session.ts';
import type { Executor } from '../platform/database/database.ts';
import type { Entry } from './entry.ts';
import { hashPassword } from './passwords.ts';

export interface User {
  readonly userId: string;
  readonly username: string;
  readonly role: Role;
  /** Null for staff. */
  readonly accountId: string | null;
  /** How they came in; absent of somebody who was only looked up. */
  readonly entry?: Entry;
}

export interface NewUser extends User {
  readonly password: string;
  readonly createdAt: Date;
  readonly createdBy?: string;
}

export async function insertUser(db: Executor, user: NewUser): Promise<void> {
  await db
    .insertInto('app_user')
    .values({
      user_id: user.userId,
      username: user.username,
      password_hash: await hashPassword(user.password),
      role: user.role,
      account_id: user.accountId,
      created_at: user.createdAt,
      password_changed_at: user.createdAt,
      created_by: user.createdBy ?? 'set-up',
    })
    .execute();
}

/** Who may sign in under that name; null when nobody. */
export async function findUser(db: Executor, username: string): Promise<User | null> {
  const row = await db
    .selectFrom('app_user')
    .selectAll()
    .where('username', '=', username)
    .where('disabled', '=', false)
    .executeTakeFirst();
  return row === undefined ? null : toUser(row);
}

export function toUser(row: { user_id: string; username: string; role: string; account_id: string | null }): User {
  return { userId: row.user_id, username: row.username, role: row.role as Role, accountId: row.account_id };
}
