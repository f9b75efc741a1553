import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { DemoCredentials } from '../../src/demo/seed.ts';
import { type OpenDatabase, openDatabase } from '../../src/platform/database/database.ts';
import type { PostgresServer } from './postgres.ts';
import { type ServiceProcess, startProcess } from './process.ts';
import { type RedisServer, startRedis } from './redis.ts';
import { postgresOf, SECRET_KEY } from './template.ts';

const ROLES = {
  'gateway-1': 'gateway,market',
  'gateway-2': 'gateway,market',
  'worker-1': 'worker',
  'worker-2': 'worker',
} as const;
type NodeName = keyof typeof ROLES;

/** Two gateways and two workers as processes of their own, on a private PostgreSQL and Redis. */
export interface Cluster {
  readonly postgres: PostgresServer;
  readonly redis: RedisServer;
  /** What looks in the database past every node. */
  readonly database: OpenDatabase;
  readonly credentials: DemoCredentials;
  /** Of the gateways that have not been killed. */
  urls(): readonly string[];
  kill(name: NodeName): Promise<void>;
  start(name: NodeName): Promise<void>;
  stop(): Promise<void>;
}

export async function startCluster(settings: Readonly<Record<string, string>> = {}): Promise<Cluster> {
  const [postgres, redis] = await Promise.all([postgresOf('empty'), startRedis()]);
  const folder = mkdtempSync(join(tmpdir(), 'otc-cluster-'));
  const nodes = new Map<NodeName, ServiceProcess>();
  const start = async (name: NodeName) => {
    const own = {
      DATA_DIR: join(folder, name),
      DATABASE_URL: postgres.url,
      REDIS_URL: redis.url,
      SECRET_KEY,
      LOG_LEVEL: process.env['OTC_TEST_LOG'] ?? 'fatal',
      RFQ_RATE_PER_SECOND: '100000',
      LIVE_QUOTES_PER_ACCOUNT: '100000',
      SIGN_INS_PER_MINUTE: '100000',
      ...settings,
    };
    nodes.set(name, await startProcess(own, ['--demo', '--roles', ROLES[name]]));
  };
  // The first sets the firm up, and says the passwords.
  await start('gateway-1');
  const credentials = nodes.get('gateway-1')?.credentials;
  if (credentials === undefined) throw new Error('gateway-1 has set no firm up');
  await Promise.all((['gateway-2', 'worker-1', 'worker-2'] as const).map(start));
  const database = await openDatabase({ url: postgres.url }, () => undefined);
  return {
    postgres,
    redis,
    database,
    credentials,
    urls: () => (['gateway-1', 'gateway-2'] as const).flatMap((name) => nodes.get(name)?.url ?? []),
    start,
    async kill(name) {
      const node = nodes.get(name);
      nodes.delete(name);
      await node?.kill();
    },
    async stop() {
      await database.close();
      await Promise.all([...nodes.values()].map((node) => node.kill()));
      await Promise.all([postgres.stop(), redis.stop()]);
      rmSync(folder, { recursive: true, force: true });
    },
  };
}
