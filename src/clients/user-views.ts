import type { TradersView } from '../contracts/desk.ts';
import type { Role } from '../contracts/session.ts';
import type { UserView } from '../contracts/users.ts';
import type { Executor } from '../platform/database/database.ts';
import { PERMISSIONS } from './permissions.ts';
import { readWaiting } from './second-administrator.ts';

export async function readUser(db: Executor, username: string, at: number): Promise<UserView | null> {
  const [user] = await listUsers(db, { at, username });
  return user ?? null;
}

const USERS_MAX = 5_000;

/** Those who may sign in and work on the desk, by name. */
export async function listTraders(db: Executor): Promise<TradersView['items']> {
  const rows = await db
    .selectFrom('app_user')
    .select(['username', 'role'])
    .where('role', 'in', PERMISSIONS.workDesk)
    .where('disabled', '=', false)
    .orderBy('username')
    .limit(USERS_MAX)
    .execute();
  return rows.map(({ username, role }) => ({ username, role: role as Role }));
}

/** With what waits for a second administrator at `at`. */
export async function listUsers(
  db: Executor,
  { at, username }: { readonly at: number; readonly username?: string },
): Promise<UserView[]> {
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
  const [only] = rows;
  const waiting = await readWaiting(db, { at, ...(username === undefined ? {} : { userId: only?.user_id ?? '' }) });
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
    waiting: waiting.get(row.user_id) ?? [],
  }));
}
