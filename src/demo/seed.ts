import { insertApproval, raiseEpoch } from '../approvals/index.ts';
import { saveAccountTerms, saveFirmProfile } from '../booking/index.ts';
import {
  DEFAULT_CONDUCT_POLICY,
  insertAccount,
  insertApiKey,
  insertClientFile,
  insertConductPolicy,
  insertSubAccount,
  insertUser,
} from '../clients/index.ts';
import type { Role } from '../contracts/session.ts';
import { type Clock, toInstant } from '../platform/clock.ts';
import type { Database, Tx } from '../platform/database/database.ts';
import type { IdSource } from '../platform/ids.ts';
import { randomSecret, type SecretBox } from '../platform/secrets.ts';
import { DEFAULT_SPREAD_POLICY, insertSpreadPolicy } from '../quoting/index.ts';
import { DEFAULT_DESK_POLICY, insertDeskPolicy } from '../rfq/index.ts';
import { demoClientFile } from './client-files.ts';
import { DEMO_USERS, type DemoUser, demoApprovals, FIRM_NAME } from './firm.ts';
import { DEMO_FIRM_PROFILE, demoAccountTerms } from './terms.ts';

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
    await saveFirmProfile(tx, DEMO_FIRM_PROFILE, { userId: 'demo set-up', at: new Date(now) });
    const users = [];
    const apiKeys = [];
    for (const demo of DEMO_USERS) {
      const { userId, password } = await seedUser(tx, demo, { ids, createdAt: new Date(now), epoch });
      const { username, role, account } = demo;
      users.push({
        username,
        password,
        role,
        accountName: account?.name ?? null,
        clientClass: account?.clientClass ?? null,
      });
      if (account?.clientClass === 'IPI')
        apiKeys.push({ ...(await insertApiKey(tx, { userId, ids, box, clock })), username });
    }
    return { firm: FIRM_NAME, users, apiKeys };
  });
}

async function seedUser(
  tx: Tx,
  { username, role, account }: DemoUser,
  { ids, createdAt, epoch }: { ids: IdSource; createdAt: Date; epoch: number },
) {
  const accountId = account === null ? null : ids('acc');
  if (account !== null && accountId !== null) {
    const { username: _user, ...terms } = account;
    await insertAccount(tx, { ...terms, accountId, status: 'active', createdAt });
    await saveAccountTerms(tx, accountId, { terms: demoAccountTerms(account), userId: 'demo set-up', at: createdAt });
    for (const name of account.clientClass === 'IPI' ? DEMO_FUNDS : []) {
      await insertSubAccount(tx, { accountId, subAccountId: ids('acc'), name, createdAt });
    }
  }
  const userId = ids('usr');
  const password = randomSecret();
  await insertUser(tx, { userId, username, password, role, accountId, createdAt });
  if (account !== null && accountId !== null) {
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
  return { userId, password };
}
