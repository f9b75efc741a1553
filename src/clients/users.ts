import { hash, verify } from '@node-rs/argon2';
import type { Role } from '../contracts/session.ts';
import type { Executor } from '../platform/database/database.ts';

export interface User {
  readonly userId: string;
  readonly username: string;
  readonly role: Role;
  /** Null for staff. */
  readonly accountId: string | null;
}

export async function insertUser(db: Executor, user: User & { password: string; createdAt: Date }): Promise<void> {
  await db
    .insertInto('app_user')
    .values({
      user_id: user.userId,
      username: user.username,
      password_hash: await hash(user.password),
      role: user.role,
      account_id: user.accountId,
      created_at: user.createdAt,
    })
    .execute();
}

/** A hash of nobody's password: an unknown name costs as long as a wrong password. */
let decoy: Promise<string> | undefined;

/** The user whose name and password these are, or null; which of the two was wrong is not said. */
export async function findByPassword(
  db: Executor,
  given: { username: string; password: string },
): Promise<User | null> {
  const row = await db.selectFrom('app_user').selectAll().where('username', '=', given.username).executeTakeFirst();
  decoy ??= hash('nobody');
  const matches = await verify(row?.password_hash ?? (await decoy), given.password);
  return row !== undefined && matches && !row.disabled ? toUser(row) : null;
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
