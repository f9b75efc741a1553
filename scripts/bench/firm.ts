import { raiseEpoch } from '../../src/approvals/index.ts';
import { insertAccount, insertClientFile } from '../../src/clients/index.ts';
import { readConfig } from '../../src/config.ts';
import { demoClientFile } from '../../src/demo/client-files.ts';
import { seedDemoFirm } from '../../src/demo/seed.ts';
import { toInstant } from '../../src/platform/clock.ts';
import { uuidIds } from '../../src/platform/ids.ts';
import { hashToken, randomSecret } from '../../src/platform/secrets.ts';
import { openWorld, type World } from '../../src/world.ts';

const SESSION_MS = 24 * 3_600_000;

/**
 * Puts the demo firm into an empty database, and as many institutional clients more, each with an account of its own.
 * Returns a session token for each: signing in is not what is measured.
 */
export async function seedClients(settings: Readonly<Record<string, string>>, count: number): Promise<string[]> {
  const { world, close } = await openWorld(readConfig(settings));
  try {
    await seedDemoFirm(world);
    const tokens = Array.from({ length: count }, () => randomSecret());
    await world.db.transaction().execute(async (tx) => {
      const epoch = await raiseEpoch(tx);
      for (const token of tokens) await insertClient(tx, { world, token, epoch });
    });
    return tokens;
  } finally {
    await world.queue.close();
    await close();
  }
}

type Executor = Parameters<typeof insertAccount>[0];

interface NewClient {
  readonly world: World;
  readonly token: string;
  readonly epoch: number;
}

async function insertClient(tx: Executor, { world, token, epoch }: NewClient): Promise<void> {
  const createdAt = new Date(world.clock.now());
  const accountId = world.ids('acc');
  const userId = world.ids('usr');
  await insertAccount(tx, {
    accountId,
    name: `Client ${accountId}`,
    clientClass: 'IPI',
    tier: 'gold',
    status: 'active',
    creditLimitUsd: '1000000000000',
    createdAt,
  });
  const file = {
    accountId,
    version: 1,
    file: demoClientFile('IPI', { userId, now: createdAt.getTime() }),
    proposedBy: 'bench',
    approvedBy: null,
    reason: 'to be measured',
    recordedAt: toInstant(createdAt.getTime()),
  };
  await insertClientFile(tx, file, epoch);
  const user = {
    user_id: userId,
    username: userId,
    role: 'client-trader',
    account_id: accountId,
    created_at: createdAt,
    password_changed_at: createdAt,
    created_by: 'bench',
  };
  await tx
    .insertInto('app_user')
    .values({ ...user, password_hash: 'cannot sign in' })
    .execute();
  await insertSession(tx, { userId, token, createdAt });
}

/** A token for somebody of the demo firm. */
export async function sessionOf(settings: Readonly<Record<string, string>>, username: string): Promise<string> {
  const { world, close } = await openWorld(readConfig(settings));
  try {
    const { user_id: userId } = await world.db
      .selectFrom('app_user')
      .select('user_id')
      .where('username', '=', username)
      .executeTakeFirstOrThrow();
    const token = randomSecret();
    await insertSession(world.db, { userId, token, createdAt: new Date(world.clock.now()) });
    return token;
  } finally {
    await world.queue.close();
    await close();
  }
}

async function insertSession(
  db: Executor,
  { userId, token, createdAt }: { userId: string; token: string; createdAt: Date },
): Promise<void> {
  const expiresAt = new Date(createdAt.getTime() + SESSION_MS);
  const session = {
    token_hash: hashToken(token),
    session_id: uuidIds('ses'),
    user_id: userId,
    created_at: createdAt,
    expires_at: expiresAt,
    seen_at: createdAt,
  };
  await db.insertInto('session').values(session).execute();
}
