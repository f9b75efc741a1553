import { ok, type Result, reject } from '../contracts/result.ts';
import type { Role } from '../contracts/session.ts';
import type { User } from './users.ts';

const CLIENTS: readonly Role[] = ['client-trader', 'client-viewer'];
const STAFF: readonly Role[] = ['sales-trader', 'risk', 'compliance', 'administrator'];

/** Who may do what: the one table that every edge asks. */
export const PERMISSIONS = {
  /** Ask for quotes, accept, pass and cancel, for the user's own account. */
  trade: ['client-trader'],
  /** Connect to `/v1/client` and read the account's own RFQs, quotes, trades and positions. */
  viewOwn: CLIENTS,
  /** Read every account's. */
  viewAll: STAFF,
  viewApprovals: STAFF,
  changeApprovals: ['compliance'],
  viewSnapshots: STAFF,
} as const satisfies Record<string, readonly Role[]>;
export type Permission = keyof typeof PERMISSIONS;

export function may(user: User, permission: Permission): boolean {
  return (PERMISSIONS[permission] as readonly Role[]).includes(user.role);
}

/** A client user's own account, or FORBIDDEN. */
export function requireAccount(user: User, permission: Permission): Result<string> {
  if (user.accountId === null || !may(user, permission)) {
    return reject('FORBIDDEN', `the role ${user.role} may not do this`);
  }
  return ok(user.accountId);
}

export function requireStaff(user: User, permission: Permission): Result<User> {
  return may(user, permission) ? ok(user) : reject('FORBIDDEN', `the role ${user.role} may not do this`);
}

/** The account a reader is held to: their own, or null for staff who see all; nothing for anybody else. */
export function readScope(user: User): Result<string | null> {
  if (may(user, 'viewAll')) return ok(null);
  return requireAccount(user, 'viewOwn');
}
