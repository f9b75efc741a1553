import { may, type Permission } from '../../src/clients/index.ts';
import { DESK_NAMESPACE, type DeskRequestName } from '../../src/contracts/desk-socket.ts';
import { RISK_NAMESPACE, type RiskRequestName } from '../../src/contracts/risk-socket.ts';
import { ROLES, type Role } from '../../src/contracts/session.ts';
import { CLIENT_NAMESPACE, type ClientRequestName } from '../../src/contracts/socket.ts';

/** Who may use a route: anybody, whoever has signed in, or whoever has one of these permissions. */
export type Needs = 'anybody' | 'session' | readonly Permission[];

const READ: Needs = ['viewOwn', 'viewAll'];

/** Every route with what it asks for. A route without a row fails a test, and so does a row without a route. */
export const ROUTE_NEEDS: Readonly<Record<string, Needs>> = {
  'GET /': 'anybody',
  'GET /welcome.css': 'anybody',
  'GET /healthz': 'anybody',
  'GET /readyz': 'anybody',
  'GET /metrics': 'anybody',
  'POST /sessions': 'anybody',
  'GET /sessions': 'session',
  'POST /sessions/current/refresh': 'session',
  'DELETE /sessions/current': 'session',
  'DELETE /sessions/:id': 'session',
  'POST /me/password': 'session',
  'POST /me/totp': 'session',
  'POST /me/totp/confirm': 'session',
  'POST /me/totp/remove': 'session',
  'GET /users': ['viewUsers'],
  'POST /users': ['manageUsers'],
  'POST /users/:name/reset-password': ['manageUsers'],
  'POST /users/:name/role': ['manageUsers'],
  'POST /users/:name/disable': ['manageUsers'],
  'POST /users/:name/enable': ['manageUsers'],
  'POST /users/:name/unlock': ['manageUsers'],
  'POST /users/:name/reset-totp': ['manageUsers'],
  'POST /users/:name/end-sessions': ['manageUsers'],
  'GET /api-keys': ['manageOwnKeys', 'viewUsers'],
  'POST /api-keys': ['manageOwnKeys', 'manageKeys'],
  'DELETE /api-keys/:id': ['manageOwnKeys', 'manageKeys'],
  'GET /catalogue': ['viewOwn'],
  'POST /rfqs': ['trade'],
  'GET /rfqs': READ,
  'GET /rfqs/:id': READ,
  'GET /rfqs/:id/events': READ,
  'GET /quotes/:id': READ,
  'GET /quotes/:id/limits': READ,
  'POST /quotes/:quoteId/accept': ['trade'],
  'GET /trades': READ,
  'GET /trades/:id': READ,
  'GET /trades/:id/confirmation': READ,
  'POST /trades/:id/unwind': ['trade'],
  'POST /trades/:id/resolve': ['resolveTrades'],
  'GET /positions': READ,
  'GET /firm': ['viewAll'],
  'PUT /firm': ['changeTerms'],
  'GET /accounts/:id/terms': ['viewAll'],
  'PUT /accounts/:id/terms': ['changeTerms'],
  'GET /audit': ['viewAudit'],
  'GET /audit/export': ['viewAudit'],
  'GET /audit/roots': ['viewAudit'],
  'GET /audit/verification': ['viewAudit'],
  'POST /audit/verifications': ['viewAudit'],
  'GET /audit/retention': ['viewAudit'],
  'GET /audit/invariants': ['verifyBooks'],
  'POST /audit/holds': ['changeRetention'],
  'POST /audit/holds/:id/confirm': ['changeRetention'],
  'POST /audit/holds/:id/release': ['changeRetention'],
  'POST /audit/relationship-ends': ['changeRetention'],
  'POST /audit/deletions': ['changeRetention'],
  'GET /market/snapshots': ['viewSnapshots'],
  'GET /market/snapshots/:id': ['viewSnapshots'],
  'GET /market/status': READ,
  'GET /market/scenario': ['viewSnapshots'],
  'POST /market/scenario': ['rehearseMarket'],
  'GET /desk/queue': ['viewDesk'],
  'GET /desk/rfqs/:id': ['viewDesk'],
  'POST /desk/rfqs/:id/pick-up': ['workDesk'],
  'POST /desk/rfqs/:id/hold': ['workDesk'],
  'POST /desk/rfqs/:id/release': ['workDesk'],
  'POST /desk/rfqs/:id/hand-over': ['workDesk'],
  'POST /desk/rfqs/:id/reject': ['workDesk'],
  'POST /desk/rfqs/:id/quotes': ['workDesk'],
  'POST /desk/quotes/:id/withdraw': ['workDesk'],
  'POST /desk/quotes/:id/approve': ['approveQuotes'],
  'POST /desk/quotes/:id/decline': ['approveQuotes'],
  'GET /switches': ['viewDesk'],
  'POST /switches/pull': ['pullSwitches'],
  'POST /switches/rearm': ['rearmSwitches'],
  'GET /approvals': ['viewApprovals'],
  'GET /approvals/decisions': ['viewApprovals'],
  'GET /decisions': ['viewDesk'],
  'GET /approvals/:id': ['viewApprovals'],
  'GET /approvals/:id/versions': ['viewApprovals'],
  'POST /approvals': ['draftApprovals'],
  'POST /approvals/:id/revise': ['draftApprovals'],
  'POST /approvals/:id/impact': ['viewApprovals'],
  'POST /approvals/:id/submit': ['draftApprovals'],
  'POST /approvals/:id/approve': ['signApprovals'],
  'POST /approvals/:id/reject': ['signApprovals'],
  'POST /approvals/:id/suspend': ['suspendApprovals'],
  'POST /approvals/:id/reinstate': ['signApprovals'],
  'POST /approvals/:id/revoke': ['revokeApprovals'],
  'GET /clients': ['viewClients'],
  'POST /clients': ['changeClients'],
  'GET /clients/:id': ['viewClients'],
  'GET /clients/:id/catalogue': ['viewClients'],
  'POST /clients/:id/file': ['changeClients'],
  'POST /clients/:id/file/approve': ['changeClients'],
  'POST /clients/:id/file/decline': ['changeClients'],
  'GET /conduct-policy': ['viewClients'],
  'GET /limits': ['viewLimits'],
  'GET /limits/use': READ,
  'POST /limits': ['changeLimits'],
  'POST /limits/credit': ['changeLimits'],
  'POST /limits/:id/approve': ['changeLimits'],
  'POST /limits/:id/decline': ['changeLimits'],
  'GET /policies/:kind': ['viewPolicies'],
  'GET /policies/:kind/versions/:version': ['viewPolicies'],
  'GET /policies/:kind/changes': ['viewPolicies'],
  'POST /policies/:kind/check': ['viewPolicies'],
  'POST /policies/:kind': ['changePolicies', 'changeConduct'],
  'POST /policies/changes/:id/approve': ['changePolicies', 'changeConduct'],
  'POST /policies/changes/:id/decline': ['changePolicies', 'changeConduct'],
  'GET /overrides': ['viewLimits'],
  'POST /overrides': ['proposeOverrides'],
  'POST /overrides/:id/grant': ['grantOverrides'],
  'POST /overrides/:id/end': ['proposeOverrides'],
  'POST /replays': ['replayPrices'],
  'GET /replays/:id': ['replayPrices'],
  'POST /replays/:id/cancel': ['replayPrices'],
  'GET /risk/what-ifs': ['runWhatIfs'],
  'POST /risk/what-ifs': ['runWhatIfs'],
  'GET /risk/what-ifs/:id': ['runWhatIfs'],
  'POST /risk/what-ifs/:id/cancel': ['runWhatIfs'],
  'GET /risk/what-ifs/:id/results': ['runWhatIfs'],
  'GET /risk/what-ifs/:id/export': ['runWhatIfs'],
  'GET /risk/what-ifs/:id/report': ['runWhatIfs'],
};

/** Those whom the one table of permissions lets through; API keys and sessions still to enrol aside. */
export function rolesWith(needs: Needs): readonly Role[] {
  if (typeof needs === 'string') return ROLES;
  const userOf = (role: Role) => ({ userId: 'usr_1', username: role, role, accountId: null });
  return ROLES.filter((role) => needs.some((permission) => may(userOf(role), permission)));
}

/** Every event of every namespace, by the permission that it asks for. */
export const EVENT_NEEDS = {
  [CLIENT_NAMESPACE]: {
    'rfq.create': 'trade',
    'rfq.cancel': 'trade',
    'quote.accept': 'trade',
    'quote.pass': 'trade',
    'quote.limits': 'trade',
    'session.resume': 'viewOwn',
    'session.safety': 'viewOwn',
    'session.digest': 'viewOwn',
    'catalogue.get': 'viewOwn',
    'market.subscribe': 'viewOwn',
    'market.unsubscribe': 'viewOwn',
  },
  [DESK_NAMESPACE]: {
    'desk.queue': 'viewDesk',
    'desk.watch': 'viewDesk',
    'desk.unwatch': 'viewDesk',
    'rfq.pickUp': 'workDesk',
    'rfq.hold': 'workDesk',
    'rfq.release': 'workDesk',
    'rfq.handOver': 'workDesk',
    'rfq.reject': 'workDesk',
    'quote.send': 'workDesk',
    'quote.withdraw': 'workDesk',
    'quote.approve': 'approveQuotes',
    'quote.decline': 'approveQuotes',
    'trade.resolve': 'resolveTrades',
    'switch.status': 'viewDesk',
    'switch.pull': 'pullSwitches',
    'switch.rearm': 'rearmSwitches',
  },
  [RISK_NAMESPACE]: {
    'replay.start': 'replayPrices',
    'replay.get': 'replayPrices',
    'replay.cancel': 'replayPrices',
  },
} as const satisfies {
  readonly [CLIENT_NAMESPACE]: Readonly<Record<ClientRequestName, Permission>>;
  readonly [DESK_NAMESPACE]: Readonly<Record<DeskRequestName, Permission>>;
  readonly [RISK_NAMESPACE]: Readonly<Record<RiskRequestName, Permission>>;
};

export type NamespaceName = keyof typeof EVENT_NEEDS;
export const NAMESPACES = Object.keys(EVENT_NEEDS) as readonly NamespaceName[];

/** What it takes to connect. */
export const DOOR_NEEDS: Readonly<Record<NamespaceName, Permission>> = {
  [CLIENT_NAMESPACE]: 'viewOwn',
  [DESK_NAMESPACE]: 'viewDesk',
  [RISK_NAMESPACE]: 'viewRisk',
};
