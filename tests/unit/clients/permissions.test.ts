import {
  may,
  PERMISSIONS,
  type Permission,
  readScope,
  requireAccount,
  requireStaff,
  type User,
} from '../../../src/clients/index.ts';
import { ROLES, type Role } from '../../../src/contracts/session.ts';

/** Row by row: who may do what. */
const TABLE: Readonly<Record<Role, readonly Permission[]>> = {
  'client-trader': ['trade', 'viewOwn', 'manageOwnKeys'],
  'client-viewer': ['viewOwn'],
  'sales-trader': [
    'viewAll',
    'viewApprovals',
    'viewClients',
    'viewSnapshots',
    'rehearseMarket',
    'viewDesk',
    'viewRisk',
    'workDesk',
    'approveQuotes',
    'viewPolicies',
    'pullSwitches',
    'viewLimits',
    'proposeOverrides',
  ],
  'sales-supervisor': [
    'viewAll',
    'viewApprovals',
    'draftApprovals',
    'suspendApprovals',
    'viewClients',
    'viewSnapshots',
    'rehearseMarket',
    'viewDesk',
    'viewRisk',
    'viewScenarios',
    'workDesk',
    'approveQuotes',
    'manageDesk',
    'viewPolicies',
    'changePolicies',
    'pullSwitches',
    'rearmSwitches',
    'resolveDisputes',
    'viewLimits',
    'proposeOverrides',
    'grantOverrides',
    'replayPrices',
    'runWhatIfs',
  ],
  risk: [
    'viewAll',
    'viewApprovals',
    'draftApprovals',
    'signApprovals',
    'suspendApprovals',
    'viewClients',
    'viewSnapshots',
    'rehearseMarket',
    'viewDesk',
    'viewRisk',
    'runScenarios',
    'viewScenarios',
    'viewPolicies',
    'changePolicies',
    'changeConduct',
    'pullSwitches',
    'rearmSwitches',
    'resolveTrades',
    'resolveDisputes',
    'viewLimits',
    'changeLimits',
    'proposeOverrides',
    'grantOverrides',
    'replayPrices',
    'runWhatIfs',
    'verifyBooks',
    'viewAudit',
  ],
  compliance: [
    'viewAll',
    'viewApprovals',
    'draftApprovals',
    'signApprovals',
    'suspendApprovals',
    'revokeApprovals',
    'viewClients',
    'changeClients',
    'viewHolds',
    'viewSnapshots',
    'viewDesk',
    'viewRisk',
    'viewScenarios',
    'viewPolicies',
    'changeConduct',
    'pullSwitches',
    'rearmSwitches',
    'resolveTrades',
    'resolveDisputes',
    'reportTrades',
    'viewLimits',
    'grantOverrides',
    'replayPrices',
    'runWhatIfs',
    'verifyBooks',
    'viewAudit',
    'changeRetention',
    'changeTerms',
    'viewUsers',
  ],
  administrator: [
    'viewAll',
    'viewApprovals',
    'viewClients',
    'viewSnapshots',
    'viewDesk',
    'viewRisk',
    'viewPolicies',
    'viewLimits',
    'verifyBooks',
    'viewAudit',
    'changeRetention',
    'changeTerms',
    'viewUsers',
    'manageUsers',
    'manageKeys',
  ],
  auditor: [
    'viewAll',
    'viewApprovals',
    'viewClients',
    'viewHolds',
    'viewSnapshots',
    'viewDesk',
    'viewRisk',
    'viewScenarios',
    'viewPolicies',
    'viewLimits',
    'replayPrices',
    'runWhatIfs',
    'verifyBooks',
    'viewAudit',
    'viewUsers',
  ],
};

const PERMISSION_NAMES = Object.keys(PERMISSIONS) as Permission[];
const isClient = (role: Role) => role.startsWith('client-');

function aUser(role: Role): User {
  return { userId: 'usr_1', username: role, role, accountId: isClient(role) ? 'acc_1' : null };
}

const FORBIDDEN = (role: Role) => ({
  ok: false,
  rejection: { code: 'FORBIDDEN', message: `the role ${role} may not do this`, retryable: false },
});

describe('the table of permissions', () => {
  it.each(ROLES)('lets the role %s do exactly what its row says', (role) => {
    expect(PERMISSION_NAMES.filter((permission) => may(aUser(role), permission))).toEqual(TABLE[role]);
  });

  it('lets a role that nobody knows do nothing', () => {
    const stranger = { ...aUser('risk'), role: 'constructor' as Role };

    expect(PERMISSION_NAMES.filter((permission) => may(stranger, permission))).toEqual([]);
  });
});

describe('what is asked for an account', () => {
  it.each(ROLES)('is answered with their own account to a %s who may, and refused to all others', (role) => {
    for (const permission of PERMISSION_NAMES) {
      const allowed = isClient(role) && TABLE[role].includes(permission);
      expect(requireAccount(aUser(role), permission)).toEqual(allowed ? { ok: true, value: 'acc_1' } : FORBIDDEN(role));
    }
  });

  it('is refused to a client user without an account', () => {
    expect(requireAccount({ ...aUser('client-trader'), accountId: null }, 'trade')).toEqual(FORBIDDEN('client-trader'));
  });
});

describe('what is asked of staff', () => {
  it.each(ROLES)('is done for a %s who may, and refused to all others', (role) => {
    for (const permission of PERMISSION_NAMES) {
      const user = aUser(role);
      expect(requireStaff(user, permission)).toEqual(
        TABLE[role].includes(permission) ? { ok: true, value: user } : FORBIDDEN(role),
      );
    }
  });
});

describe('what a reader is held to', () => {
  it.each(ROLES)('is the own account of a client and everything for staff: %s', (role) => {
    expect(readScope(aUser(role))).toEqual({ ok: true, value: isClient(role) ? 'acc_1' : null });
  });

  it('is nothing for anybody else', () => {
    expect(readScope({ ...aUser('client-viewer'), accountId: null })).toEqual(FORBIDDEN('client-viewer'));
    expect(readScope({ ...aUser('client-viewer'), role: 'guest' as Role })).toMatchObject({ ok: false });
  });
});

describe('how somebody came in', () => {
  const session = { kind: 'session', sessionId: 'ses_1', cookie: false } as const;
  const key = { kind: 'apiKey', keyId: 'key_1', maxOrderUsd: null, maxDayUsd: null } as const;
  const granted = (user: User) => PERMISSION_NAMES.filter((permission) => may(user, permission));

  it.each(ROLES)('leaves a %s nothing while a second factor is still to be enrolled', (role) => {
    expect(granted({ ...aUser(role), entry: { ...session, enrolling: true } })).toEqual([]);
    expect(granted({ ...aUser(role), entry: { ...session, enrolling: false } })).toEqual(TABLE[role]);
  });

  it.each(ROLES)('by an API key leaves a %s what its scopes say, of what the role has', (role) => {
    const by = (...scopes: ('read' | 'trade')[]) => granted({ ...aUser(role), entry: { ...key, scopes } });

    expect(by()).toEqual([]);
    expect(by('read')).toEqual(TABLE[role].filter((permission) => permission === 'viewOwn'));
    expect(by('trade', 'read')).toEqual(TABLE[role].filter((permission) => ['trade', 'viewOwn'].includes(permission)));
  });
});
