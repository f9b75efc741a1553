import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startRedis } from './redis.ts';
import { copyTemplate, postgresOf, SECRET_KEY, type Template } from './template.ts';

/** The settings of what a service under test runs on: its own folder, and its own servers where the suite asks for them. */
export interface Backend {
  readonly name: 'embedded' | 'services';
  readonly settings: Readonly<Record<string, string>>;
  close(): Promise<void>;
}

/** Embedded: PGlite and the in-process queue. Services: a private PostgreSQL and Redis. `OTC_TEST_BACKEND` decides. */
export async function openBackend(template: Template = 'empty'): Promise<Backend> {
  const folder = mkdtempSync(join(tmpdir(), 'otc-test-'));
  const remove = () => rmSync(folder, { recursive: true, force: true });
  const own = {
    DATA_DIR: folder,
    PORT: '0',
    LOG_LEVEL: process.env['OTC_TEST_LOG'] ?? 'fatal',
    RFQ_RATE_PER_SECOND: '100000',
    SOCKET_MESSAGES_PER_SECOND: '100000',
    LIVE_QUOTES_PER_ACCOUNT: '100000',
    SIGN_INS_PER_MINUTE: '100000',
  };
  copyTemplate(folder, template);
  if (process.env['OTC_TEST_BACKEND'] !== 'services') {
    return { name: 'embedded', settings: own, close: async () => remove() };
  }
  const [postgres, redis] = await Promise.all([postgresOf(template), startRedis()]);
  return {
    name: 'services',
    settings: { ...own, DATABASE_URL: postgres.url, REDIS_URL: redis.url, SECRET_KEY },
    async close() {
      await Promise.all([postgres.stop(), redis.stop()]);
      remove();
    },
  };
}
