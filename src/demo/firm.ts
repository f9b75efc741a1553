import type { Account } from '../clients/index.ts';
import type { Role } from '../contracts/session.ts';

/** The firm that a first start sets up, so that every role has somebody to sign in as. All of it is made up. */
export const FIRM_NAME = 'Victoria Peak Digital Derivatives (demo)';

export interface DemoUser {
  readonly username: string;
  readonly role: Role;
  /** Of a client; the account's first user brings it into being. Null for staff. */
  readonly account: DemoAccount | null;
}

export interface DemoAccount extends Omit<Account, 'accountId' | 'status'> {
  readonly username: string;
}

const CLIENTS: readonly DemoAccount[] = [
  {
    username: 'harbour',
    name: 'Harbour Asset Management',
    clientClass: 'IPI',
    tier: 'platinum',
    creditLimitUsd: '250000000',
  },
  {
    username: 'lantau',
    name: 'Lantau Treasury Company',
    clientClass: 'QCPI',
    tier: 'gold',
    creditLimitUsd: '50000000',
  },
  {
    username: 'kowloon',
    name: 'Kowloon Trading Company',
    clientClass: 'CPI',
    tier: 'gold',
    creditLimitUsd: '10000000',
  },
  { username: 'chan', name: 'Chan Tai Man', clientClass: 'IND_PI', tier: 'silver', creditLimitUsd: '2000000' },
  {
    username: 'retail',
    name: 'A retail investor (always refused)',
    clientClass: 'RETAIL',
    tier: 'silver',
    creditLimitUsd: '0',
  },
];

const STAFF = [
  ['trader', 'sales-trader'],
  ['trader-2', 'sales-trader'],
  ['supervisor', 'sales-supervisor'],
  ['risk', 'risk'],
  ['risk-2', 'risk'],
  ['compliance-1', 'compliance'],
  ['compliance-2', 'compliance'],
  ['administrator', 'administrator'],
  ['administrator-2', 'administrator'],
  ['auditor', 'auditor'],
] as const;

/** Two of each role whose work needs a second person. */
export const DEMO_USERS: readonly DemoUser[] = [
  ...CLIENTS.map((account) => ({ username: account.username, role: 'client-trader' as const, account })),
  ...CLIENTS.slice(0, 1).map((account) => ({ username: 'harbour-viewer', role: 'client-viewer' as const, account })),
  ...STAFF.map(([username, role]) => ({ username, role, account: null })),
];
