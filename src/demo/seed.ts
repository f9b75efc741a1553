import { insertApproval, raiseEpoch } from '../approvals/index.ts';
import { saveAccountTerms, saveFirmProfile } from '../booking/index.ts';
import {
  DEFAULT_CONDUCT_POLICY,
  insertAccount,
  insertApiKey,
  insertClientFile,
  insertSubAccount,
  insertUser,
} from '../clients/index.ts';
import type { Role } from '../contracts/session.ts';
import { type Clock, toInstant } from '../platform/clock.ts';
import type { Database, Tx } from '../platform/database/database.ts';
import type { IdSource } from '../platform/ids.ts';
import { randomSecret, type SecretBox } from '../platform/secrets.ts';
import { DEFAULT_SPREAD_POLICY, insertSpreadPolicy } from '../quoting/index.ts';
import { DEFAULT_DESK_POLICY, insertConductPolicy, insertDeskPolicy } from '../rfq/index.ts';
import { demoApprovals } from './approvals.ts';
import { demoClientFile } from './client-files.ts';
import { DEMO_USERS, type DemoAccount, type DemoUser, FIRM_NAME } from './firm.ts';
import { insertDemoLimits } from './limits.ts';
import { DEMO_FIRM_PROFILE, demoAccountTerms } from './terms.ts';

const DEMO_KEY = { name: 'demo', scopes: ['read', 'trade'], addresses: [], createdBy: 'demo set-up' } satisfies Partial<
  Parameters<typeof insertApiKey>[1]
>;

/** Of the institution, to allocate trades to. */
const DEMO_FUNDS = ['Harbour Fund I', 'Harbour Fund II'];

export interface DemoCredentials {
  readonly firm: string;
  readonly users: readonly {
    readonly username: string;
    readonly password: string;
    readonly role: Role;
    readonly accountName: string | null;
    readonly clientClass: string | null;
  }[];
  readonly apiKeys: readonly { readonly apiKey: string; readonly secret: string; readonly username: string }[];
}

export interface SeedDeps {
  readonly db: Database;
  readonly clock: Clock;
  readonly ids: IdSource;
  readonly box: SecretBox;
}

/** Without policies nothing can be quoted or routed: a new database gets the default ones. */
export async function ensurePolicies(db: Database, clock: Clock): Promise<void> {
  await db.transaction().execute(async (tx) => {
    await raiseEpoch(tx);
    const of = { effectiveFrom: new Date(clock.now()), createdBy: 'default' };
    const spread = await tx.selectFrom('spread_policy').select('policy_version').executeTakeFirst();
    if (spread === undefined) await insertSpreadPolicy(tx, { policy: DEFAULT_SPREAD_POLICY, ...of });
    const desk = await tx.selectFrom('desk_policy').select('policy_version').executeTakeFirst();
    if (desk === undefined) await insertDeskPolicy(tx, { policy: DEFAULT_DESK_POLICY, ...of });
    const conduct = await tx.selectFrom('conduct_policy').select('policy_version').executeTakeFirst();
    if (conduct === undefined) await insertConductPolicy(tx, { policy: DEFAULT_CONDUCT_POLICY, ...of });
  });
}

export async function hasUsers(db: Database): Promise<boolean> {
  return (await db.selectFrom('app_user').select('user_id').limit(1).executeTakeFirst()) !== undefined;
}

/** Sets the demo firm up, whole or not at all; the passwords it returns are stored nowhere in the clear. */
export function seedDemoFirm({ db, clock, ids, box }: SeedDeps): Promise<DemoCredentials> {
  return db.transaction().execute(async (tx) => {
    const epoch = await raiseEpoch(tx);
    const now = clock.now();
    for (const approval of demoApprovals(now)) await insertApproval(tx, approval, epoch);
    await insertDemoLimits(tx, new Date(now));
    await saveFirmProfile(tx, DEMO_FIRM_PROFILE, { userId: 'demo set-up', at: new Date(now) });
    const seeding: Seeding = { ids, createdAt: new Date(now), epoch, accountIds: new Map() };
    const users = [];
    const apiKeys = [];
    for (const demo of DEMO_USERS) {
      const { userId, password } = await seedUser(tx, demo, seeding);
      const { username, role, account } = demo;
      users.push({
        username,
        password,
        role,
        accountName: account?.name ?? null,
        clientClass: account?.clientClass ?? null,
      });
      if (account?.clientClass === 'IPI' && role === 'client-trader')
        apiKeys.push({ ...(await insertApiKey(tx, { ...DEMO_KEY, userId }, { ids, box, clock })), username });
    }
    return { firm: FIRM_NAME, users, apiKeys };
  });
}

interface Seeding {
  readonly ids: IdSource;
  readonly createdAt: Date;
  readonly epoch: number;
  /** Ids of the accounts that exist, by the name of their first user. */
  readonly accountIds: Map<string, string>;
}

async function seedUser(tx: Tx, { username, role, account }: DemoUser, seeding: Seeding) {
  const { ids, createdAt, accountIds } = seeding;
  const isFirst = account !== null && !accountIds.has(account.username);
  const accountId =
    account === null ? null : (accountIds.get(account.username) ?? (await seedAccount(tx, account, seeding)));
  const userId = ids('usr');
  const password = randomSecret();
  await insertUser(tx, { userId, username, password, role, accountId, createdAt });
  if (isFirst && accountId !== null) await seedClientFile(tx, { account, accountId, userId }, seeding);
  return { userId, password };
}

async function seedAccount(tx: Tx, account: DemoAccount, { ids, createdAt, accountIds }: Seeding): Promise<string> {
  const accountId = ids('acc');
  const { username, ...terms } = account;
  await insertAccount(tx, { ...terms, accountId, status: 'active', createdAt });
  await saveAccountTerms(tx, accountId, { terms: demoAccountTerms(account), userId: 'demo set-up', at: createdAt });
  for (const name of account.clientClass === 'IPI' ? DEMO_FUNDS : []) {
    await insertSubAccount(tx, { accountId, subAccountId: ids('acc'), name, createdAt });
  }
  accountIds.set(username, accountId);
  return accountId;
}

async function seedClientFile(
  tx: Tx,
  { account, accountId, userId }: { account: DemoAccount; accountId: string; userId: string },
  { createdAt, epoch }: Seeding,
): Promise<void> {
  const version = {
    accountId,
    version: 1,
    file: demoClientFile(account.clientClass, { userId, now: createdAt.getTime() }),
    proposedBy: 'demo set-up',
    approvedBy: null,
    reason: 'demo firm, evidence made up',
    recordedAt: toInstant(createdAt.getTime()),
  };
  await insertClientFile(tx, version, epoch);
}
