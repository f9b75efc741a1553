import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { chmodSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { Redis } from 'ioredis';
import pg from 'pg';
import { type PostgresServer, startPostgres } from '../support/postgres.ts';
import { type RedisServer, startRedis } from '../support/redis.ts';
import { requireBinary } from '../support/server-process.ts';

async function sql(url: string, ...statements: string[]): Promise<unknown[]> {
  const client = new pg.Client({ connectionString: url });
  client.on('error', () => undefined); // the statement in flight rejects with it
  await client.connect();
  try {
    let rows: unknown[] = [];
    for (const statement of statements) rows = (await client.query(statement)).rows;
    return rows;
  } finally {
    await client.end();
  }
}

async function withRedis<T>(url: string, run: (redis: Redis) => Promise<T>): Promise<T> {
  const redis = new Redis(url, { lazyConnect: true, retryStrategy: () => null });
  redis.on('error', () => undefined);
  try {
    await redis.connect();
    return await run(redis);
  } finally {
    if (redis.status !== 'end') redis.disconnect();
  }
}

describe('a private PostgreSQL', () => {
  let postgres: PostgresServer;
  beforeAll(async () => {
    postgres = await startPostgres();
  });
  afterAll(() => postgres.stop());

  it('is durable: fsync, full page writes and synchronous commit are on', async () => {
    const rows = await sql(
      postgres.url,
      `SELECT name, setting FROM pg_settings WHERE name IN ('fsync', 'full_page_writes', 'synchronous_commit') ORDER BY name`,
    );

    expect(rows).toEqual([
      { name: 'fsync', setting: 'on' },
      { name: 'full_page_writes', setting: 'on' },
      { name: 'synchronous_commit', setting: 'on' },
    ]);
  });

  it('keeps a committed row through a kill and loses an open transaction', async () => {
    await sql(postgres.url, 'CREATE TABLE kept (n int)', 'INSERT INTO kept VALUES (1)');
    const open = new pg.Client({ connectionString: postgres.url });
    const broken = once(open, 'error');
    await open.connect();
    await open.query('BEGIN');
    await open.query('INSERT INTO kept VALUES (2)');

    await postgres.kill();
    await broken;
    await expect(sql(postgres.url, 'SELECT 1')).rejects.toThrow('ECONNREFUSED');
    await postgres.restart();

    expect(await sql(postgres.url, 'SELECT n FROM kept')).toEqual([{ n: 1 }]);
  });

  it('restarts at once even while a statement was running', async () => {
    const running = sql(postgres.url, 'SELECT pg_sleep(60)');
    const broken = expect(running).rejects.toThrow();
    await expectSoon(async () => {
      const [row] = await sql(
        postgres.url,
        `SELECT count(*)::int AS n FROM pg_stat_activity WHERE wait_event = 'PgSleep'`,
      );
      return (row as { n: number }).n === 1;
    });

    await postgres.restart();
    await broken;

    expect(await sql(postgres.url, 'SELECT 1 AS one')).toEqual([{ one: 1 }]);
  });
});

describe('a private Redis', () => {
  let redis: RedisServer;
  beforeAll(async () => {
    redis = await startRedis();
  });
  afterAll(() => redis.stop());

  it('forgets every key on flush', async () => {
    await withRedis(redis.url, (client) => client.set('key', 'value'));

    await redis.flush();

    expect(await withRedis(redis.url, (client) => client.get('key'))).toBeNull();
  });

  it('forgets every key when killed and restarted', async () => {
    await withRedis(redis.url, (client) => client.set('key', 'value'));

    await redis.kill();
    await expect(withRedis(redis.url, (client) => client.ping())).rejects.toThrow();
    await redis.restart();

    expect(await withRedis(redis.url, (client) => client.get('key'))).toBeNull();
  });

  it('answers nothing while paused, and then what was asked meanwhile', async () => {
    const socket = connect(Number(new URL(redis.url).port), '127.0.0.1');
    await once(socket, 'connect');
    const answer = once(socket, 'data').then(([bytes]) => String(bytes));

    redis.pause();
    socket.write('PING\r\n');
    const whilePaused = await Promise.race([answer, delay(200, 'silence')]);
    redis.resume();

    expect(whilePaused).toBe('silence');
    expect(await answer).toBe('+PONG\r\n');
    socket.destroy();
  });
});

describe('servers whose test process is killed', () => {
  it('end too, and leave no folder behind', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'otc-abandoned-'));
    chmodSync(folder, 0o755); // PostgreSQL may run as another account
    const program = fileURLToPath(new URL('abandoned-servers.ts', import.meta.url));
    const owner = spawn(process.execPath, ['--import', 'tsx', program], {
      env: { ...process.env, TMPDIR: folder },
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    const [line] = (await once(owner.stdout, 'data')) as [Buffer];
    const { postgresUrl, redisUrl } = JSON.parse(line.toString()) as { postgresUrl: string; redisUrl: string };
    expect(await sql(postgresUrl, 'SELECT 1 AS one')).toEqual([{ one: 1 }]);

    owner.kill('SIGKILL');

    await expectSoon(async () => readdirSync(folder).filter((name) => name.startsWith('otc-')).length === 0);
    await expect(sql(postgresUrl, 'SELECT 1')).rejects.toThrow('ECONNREFUSED');
    await expect(withRedis(redisUrl, (client) => client.ping())).rejects.toThrow();
    rmSync(folder, { recursive: true });
  });
});

describe('a server program that is not installed', () => {
  it('is named together with the Debian package that brings it', () => {
    expect(() => requireBinary('no-such-server', 'some-package')).toThrow(
      'no-such-server must be installed for these tests, was not found: apt-get install some-package',
    );
  });
});

async function expectSoon(holds: () => Promise<boolean>): Promise<void> {
  const giveUpAt = performance.now() + 15_000;
  while (!(await holds())) {
    if (performance.now() > giveUpAt) throw new Error('did not hold within 15 s');
    await delay(20);
  }
}
