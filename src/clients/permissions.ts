import type { KeyScope } from '../contracts/api-keys.ts';
import { ok, type Result, reject } from '../contracts/result.ts';
import type { Role } from '../contracts/session.ts';

import type { User } from './users.ts';

const CLIENTS: readonly Role[] = ['client-trader', 'client-viewer'];
const TRADERS: readonly Role[] = ['sales-trader', 'sales-supervisor'];
const STAFF: readonly Role[] = [...TRADERS, 'risk', 'compliance', 'administrator', 'auditor'];

/** Who may do what: the one table that every edge asks. */
export const PERMISSIONS = {
  /** Ask for quotes, accept, pass and cancel, for the user's own account. */
  trade: ['client-trader'],
  /** Connect to `/v1/client` and read the account's own RFQs, quotes, trades and positions. */
  viewOwn: CLIENTS,
  /** Read every account's. */
  viewAll: STAFF,
  viewApprovals: STAFF,
  /** Propose records of the register, revise and submit them. */
  draftApprovals: ['sales-supervisor', 'risk', 'compliance'],
  /** Be one of the two people who approve or reject a record, or reinstate one; never one's own. */
  signApprovals: ['risk', 'compliance'],
  /** Stop an approval at once, alone. */
  suspendApprovals: ['sales-supervisor', 'risk', 'compliance'],
  /** End an approval for good. */
  revokeApprovals: ['compliance'],
  /** Read clients, their files, and why they may not trade. */
  viewClients: STAFF,
  /** Open a client, change a file, be the second person on a change. */
  changeClients: ['compliance'],
  /** Know of a hold for sanctions or money laundering. */
  viewHolds: ['compliance', 'auditor'],
  viewSnapshots: STAFF,
  /** Play a scenario on a simulated market. */
  rehearseMarket: [...TRADERS, 'risk'],
  /** Connect to `/v1/desk`: see the queue, live quotes with their passports, valuations. */
  viewDesk: STAFF,
  /** Connect to `/v1/risk`: see how far runs are. */
  viewRisk: STAFF,
  /** Value the book under scenarios, and save scenario files. */
  runScenarios: ['risk'],
  /** Read scenario runs, their results and files. */
  viewScenarios: ['sales-supervisor', 'risk', 'compliance', 'auditor'],
  /** Pick up, hold, release, hand over and reject requests; send, replace and withdraw quotes. */
  workDesk: TRADERS,
  /** Be the second person on a quote above the four-eyes threshold; never on one's own. */
  approveQuotes: TRADERS,
  /** Act on what another trader has picked up. */
  manageDesk: ['sales-supervisor'],
  /** Read the desk and spread policies, every version and change. */
  viewPolicies: STAFF,
  /** Propose a change of a policy, or be the second person who approves another's. */
  changePolicies: ['sales-supervisor', 'risk'],
  changeConduct: ['compliance', 'risk'],
  /** Stop trading at once, of the whole firm or of a part: one person is enough. */
  pullSwitches: [...TRADERS, 'risk', 'compliance'],
  /** One of the two people who let it go on. */
  rearmSwitches: ['sales-supervisor', 'risk', 'compliance'],
  /** One of the two people who end a held trade. */
  resolveTrades: ['risk', 'compliance'],
  /** Say how a dispute of a confirmation ends. */
  resolveDisputes: ['sales-supervisor', 'risk', 'compliance'],
  /** Decide which trades are reportable to the trade repository, and put on record that they were reported. */
  reportTrades: ['compliance'],
  /** Read caps, credit lines, what is taken of them, and exceptions to rules. */
  viewLimits: STAFF,
  /** Propose caps and credit lines, and be the second person on what loosens one. */
  changeLimits: ['risk'],
  /** Ask for an exception to a rule, or end one. */
  proposeOverrides: [...TRADERS, 'risk'],
  /** Be the second person on an exception. */
  grantOverrides: ['sales-supervisor', 'risk', 'compliance'],
  /** Compute past prices again. */
  replayPrices: ['sales-supervisor', 'risk', 'compliance', 'auditor'],
  /** Decide past requests again under other settings, to see what would have changed. */
  runWhatIfs: ['sales-supervisor', 'risk', 'compliance', 'auditor'],
  /** Ask whether the database obeys the rules of the books. */
  verifyBooks: ['risk', 'compliance', 'administrator', 'auditor'],
  /** Read and export the audit log. */
  viewAudit: ['risk', 'compliance', 'administrator', 'auditor'],
  /** Set and release legal holds, and delete what may be deleted. */
  changeRetention: ['compliance', 'administrator'],
  /** What confirmations say of the firm and of each client. */
  changeTerms: ['compliance', 'administrator'],
  /** See who has a way in: users, and the keys of their programs. */
  viewUsers: ['compliance', 'administrator', 'auditor'],
  /** Add, disable and unlock users, give roles, reset passwords and second factors, end sessions. */
  manageUsers: ['administrator'],
  /** Issue and revoke API keys of any client. */
  manageKeys: ['administrator'],
  /** Issue and revoke the keys of one's own programs. */
  manageOwnKeys: ['client-trader'],
} as const satisfies Record<string, readonly Role[]>;
export type Permission = keyof typeof PERMISSIONS;

/** What an API key of a scope may do; nothing else, whatever its user may. */
const OF_SCOPE: Readonly<Record<KeyScope, readonly Permission[]>> = { read: ['viewOwn'], trade: ['trade'] };

export function may(user: User, permission: Permission): boolean {
  return (PERMISSIONS[permission] as readonly Role[]).includes(user.role) && mayHere(user, permission);
}

/** A session that is to enrol a second factor may do nothing yet; a key may what its scopes say. */
function mayHere({ entry }: User, permission: Permission): boolean {
  if (entry === undefined) return true;
  if (entry.kind === 'session') return !entry.enrolling;
  return entry.scopes.some((scope) => OF_SCOPE[scope].includes(permission));
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
