import type { Approval } from '../approvals/index.ts';
import type { Account } from '../clients/index.ts';
import type { ClientClass } from '../contracts/approval.ts';
import type { Currency, Side } from '../contracts/scalars.ts';
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
  ['auditor', 'auditor'],
] as const;

/** Two of each role whose work needs a second person. */
export const DEMO_USERS: readonly DemoUser[] = [
  ...CLIENTS.map((account) => ({ username: account.username, role: 'client-trader' as const, account })),
  ...CLIENTS.slice(0, 1).map((account) => ({ username: 'harbour-viewer', role: 'client-viewer' as const, account })),
  ...STAFF.map(([username, role]) => ({ username, role, account: null })),
];

const COINS = [
  { coin: 'BTC', minQuantity: '0.01', institutional: '500', individual: '10' },
  { coin: 'ETH', minQuantity: '0.1', institutional: '10000', individual: '200' },
] as const;
const CLASSES: readonly ClientClass[] = ['IPI', 'QCPI', 'CPI', 'IND_PI'];
const YEAR_MS = 365 * 86_400_000;

interface Cell {
  readonly kind: 'forward' | 'option';
  readonly settlementStyle: 'linear' | 'inverse';
  readonly clientClass: ClientClass;
  readonly coin: (typeof COINS)[number];
}

/** BTC and ETH forwards and vanilla options, settled in dollars or coin, for every professional class, for a year. */
export function demoApprovals(now: number): Approval[] {
  return demoCells().flatMap((cell) => directionsOf(cell).map((direction) => toApproval(cell, direction, now)));
}

function demoCells(): Cell[] {
  const kinds = ['forward', 'option'] as const;
  const styles = ['linear', 'inverse'] as const;
  const perCoin = (coin: Cell['coin']) =>
    kinds.flatMap((kind) =>
      styles.flatMap((settlementStyle) => CLASSES.map((clientClass) => ({ coin, kind, settlementStyle, clientClass }))),
    );
  return COINS.flatMap(perCoin);
}

function toApproval({ coin, kind, settlementStyle, clientClass }: Cell, direction: Side, now: number): Approval {
  const name = [kind, coin.coin, settlementStyle, clientClass, direction].join('-').toLowerCase();
  return {
    approvalId: `apr_${name}`,
    version: 1,
    status: 'approved',
    kind,
    underlying: `${coin.coin}-USD`,
    settlementStyle,
    settlementCurrency: settlementStyle === 'linear' ? 'USD' : coin.coin,
    clientClass,
    direction,
    premiumCurrencies: premiumCurrenciesOf(clientClass, coin.coin),
    fixings: ['DERIBIT_TWAP30'],
    minQuantity: coin.minQuantity,
    maxQuantity: clientClass === 'IND_PI' ? coin.individual : coin.institutional,
    minTenorDays: 0.02,
    maxTenorDays: 400,
    effectiveFrom: now,
    expiresAt: now + YEAR_MS,
    changedBy: 'demo set-up',
    reason: 'demo firm, no evidence behind it',
    recordedAt: now,
  };
}

/** Individuals may buy options, not sell them: a short option can lose more than was invested. */
function directionsOf({ kind, clientClass }: Cell): readonly Side[] {
  return kind === 'option' && clientClass === 'IND_PI' ? ['buy'] : ['buy', 'sell'];
}

/** A stablecoin as premium currency needs a permission of its own. */
function premiumCurrenciesOf(clientClass: ClientClass, coin: 'BTC' | 'ETH'): readonly Currency[] {
  return clientClass === 'IPI' || clientClass === 'QCPI' ? ['USD', 'USDT', coin] : ['USD', coin];
}
