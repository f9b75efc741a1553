import type { Role } from '../../contracts/session.ts';

/** What a role is shown. The service decides what it may do; this only spares people buttons that would be refused. */
const SHOWN = {
  trade: ['client-trader'],
  viewOwn: ['client-trader', 'client-viewer'],
  viewDesk: ['sales-trader', 'sales-supervisor', 'risk', 'compliance', 'administrator', 'auditor'],
  workDesk: ['sales-trader', 'sales-supervisor'],
  pullSwitches: ['sales-trader', 'sales-supervisor', 'risk', 'compliance'],
  rearmSwitches: ['sales-supervisor', 'risk', 'compliance'],
  resolveTrades: ['risk', 'compliance'],
  draftApprovals: ['sales-supervisor', 'risk', 'compliance'],
  signApprovals: ['risk', 'compliance'],
  revokeApprovals: ['compliance'],
  suspendApprovals: ['sales-supervisor', 'risk', 'compliance'],
  changeClients: ['compliance'],
  changePolicies: ['sales-supervisor', 'risk'],
  changeConduct: ['compliance', 'risk'],
  changeLimits: ['risk'],
  proposeOverrides: ['sales-trader', 'sales-supervisor', 'risk'],
  grantOverrides: ['sales-supervisor', 'risk', 'compliance'],
  viewUsers: ['compliance', 'administrator', 'auditor'],
  viewAudit: ['risk', 'compliance', 'administrator', 'auditor'],
  viewScenarios: ['sales-supervisor', 'risk', 'compliance', 'auditor'],
  runScenarios: ['risk'],
  replay: ['sales-supervisor', 'risk', 'compliance', 'auditor'],
} as const satisfies Record<string, readonly Role[]>;

export type Shown = keyof typeof SHOWN;

export function isShown(role: Role, what: Shown): boolean {
  return (SHOWN[what] as readonly Role[]).includes(role);
}

export interface PageLink {
  readonly path: string;
  readonly label: string;
  readonly shown: Shown;
  /** After `g`: goes there. */
  readonly key: string;
}

/** Every page of the menu, in its order. */
const PAGES: readonly PageLink[] = [
  { path: '/trade', label: 'Trade', shown: 'trade', key: 't' },
  { path: '/requests', label: 'Requests', shown: 'viewOwn', key: 'r' },
  { path: '/trades', label: 'Trades', shown: 'viewOwn', key: 'b' },
  { path: '/positions', label: 'Positions', shown: 'viewOwn', key: 'p' },
  { path: '/desk', label: 'Desk', shown: 'viewDesk', key: 'd' },
  { path: '/activity', label: 'Activity', shown: 'viewDesk', key: 'h' },
  { path: '/live', label: 'Live quotes', shown: 'viewDesk', key: 'l' },
  { path: '/requests', label: 'Requests', shown: 'viewDesk', key: 'r' },
  { path: '/trades', label: 'Trades', shown: 'viewDesk', key: 'b' },
  { path: '/switches', label: 'Kill switch', shown: 'viewDesk', key: 'k' },
  { path: '/approvals', label: 'Approvals', shown: 'viewDesk', key: 'a' },
  { path: '/decisions', label: 'Decisions', shown: 'viewDesk', key: 'w' },
  { path: '/clients', label: 'Clients', shown: 'viewDesk', key: 'c' },
  { path: '/limits', label: 'Limits', shown: 'viewDesk', key: 'i' },
  { path: '/policies', label: 'Policies', shown: 'viewDesk', key: 'o' },
  { path: '/market', label: 'Market', shown: 'viewDesk', key: 'm' },
  { path: '/risk', label: 'Risk', shown: 'viewScenarios', key: 's' },
  { path: '/replay', label: 'Replay', shown: 'replay', key: 'y' },
  { path: '/users', label: 'Users', shown: 'viewUsers', key: 'n' },
  { path: '/audit', label: 'Audit', shown: 'viewAudit', key: 'u' },
];

export function pagesOf(role: Role): readonly PageLink[] {
  return PAGES.filter(({ shown }) => isShown(role, shown));
}

/** The second key of two must follow the first within this. */
const GO_MS = 1_200;

/** Where a key leads, pressed at so many milliseconds; null for all but the second of two. */
export function makeGoTo(role: Role): (pressed: string, atMs: number) => string | null {
  let askedAt = Number.NEGATIVE_INFINITY;
  return (pressed, atMs) => {
    const isSecond = atMs - askedAt < GO_MS;
    askedAt = pressed === 'g' ? atMs : Number.NEGATIVE_INFINITY;
    const page = pagesOf(role).find(({ key }) => key === pressed);
    return isSecond && page !== undefined ? page.path : null;
  };
}
