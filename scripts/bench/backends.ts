import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { PGlite } from '@electric-sql/pglite';
import pg from 'pg';
import { startPostgres } from '../../tests/support/postgres.ts';
import { startRedis } from '../../tests/support/redis.ts';
import { parentOf } from './processor-time.ts';

export const BACKENDS = ['embedded', 'services'] as const;
export type BackendName = (typeof BACKENDS)[number];

/** What one service runs on, and a bare commit on the same kind of database for comparison. */
export interface Backend {
  readonly settings: Readonly<Record<string, string>>;
  /** One small insert, committed when it resolves: what the driver gives without any work of ours. */
  readonly bareCommit: () => Promise<unknown>;
  /** Of the database server; null when it is part of the service, or the system does not tell. */
  readonly databasePid: number | null;
  close(): Promise<void>;
}

/** As many as the service has. */
const CONNECTIONS = 10;
const SMALL_TABLE =
  'create table bare_commit (id integer generated always as identity primary key, at timestamptz, body jsonb)';
const SMALL_INSERT = 'insert into bare_commit (at, body) values ($1, $2)';
const smallRow = () => [new Date(), '{"state":"received"}'];

export async function openBackend(name: BackendName): Promise<Backend> {
  const folder = mkdtempSync(join(tmpdir(), 'otc-bench-'));
  // Fewer clients than a day has, at full speed: the limits that hold one client back are out of the way.
  const settings = {
    DATA_DIR: join(folder, 'data'),
    RFQ_RATE_PER_SECOND: '1000000',
    LIVE_QUOTES_PER_ACCOUNT: '1000000',
    SOCKET_MESSAGES_PER_SECOND: '1000000',
  };
  const remove = () => rmSync(folder, { recursive: true, force: true });
  return name === 'embedded' ? embedded(folder, { settings, remove }) : services({ settings, remove });
}

interface Own {
  readonly settings: Readonly<Record<string, string>>;
  readonly remove: () => void;
}

/** PGlite serves one process, so the bare commit has a folder of its own beside the service's. */
async function embedded(folder: string, { settings, remove }: Own): Promise<Backend> {
  const pglite = await PGlite.create(join(folder, 'bare'));
  await pglite.exec(SMALL_TABLE);
  return {
    settings,
    bareCommit: () => pglite.query(SMALL_INSERT, smallRow()),
    databasePid: null,
    async close() {
      await pglite.close();
      remove();
    },
  };
}

async function services({ settings, remove }: Own): Promise<Backend> {
  const [postgres, redis] = await Promise.all([startPostgres(), startRedis()]);
  const pool = new pg.Pool({ connectionString: postgres.url, max: CONNECTIONS });
  await pool.query(SMALL_TABLE);
  const { rows } = await pool.query<{ pid: number }>('select pg_backend_pid() as pid');
  return {
    settings: {
      ...settings,
      DATABASE_URL: postgres.url,
      REDIS_URL: redis.url,
      SECRET_KEY: 'a key for measurements alone',
    },
    bareCommit: () => pool.query({ name: 'bare_commit', text: SMALL_INSERT, values: smallRow() }),
    databasePid: parentOf(rows[0]?.pid ?? 0),
    async close() {
      await pool.end();
      await Promise.all([postgres.stop(), redis.stop()]);
      remove();
    },
  };
}
