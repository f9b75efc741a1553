import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import type { QuoteView } from '../../src/contracts/quote.ts';
import { anAcceptance, anRfq, connectAs, quoteFor, type TestClient } from '../support/client.ts';
import { brokenInvariants } from '../support/invariants.ts';
import { type PostgresServer, startPostgres } from '../support/postgres.ts';
import { type RedisServer, startRedis } from '../support/redis.ts';
import { startService, type TestService } from '../support/service.ts';
import { waitFor } from '../support/wait-for.ts';

const STALE_MS = 2_000;
/** A beat, and what two loaded cores add to it. */
const SLACK_MS = 2_000;

let postgres: PostgresServer;
let redis: RedisServer;
let folder: string;
const services: TestService[] = [];
const clients: TestClient[] = [];

/** Two gateways, each with its own connections, on one PostgreSQL and one Redis. */
beforeAll(async () => {
  [postgres, redis] = await Promise.all([startPostgres(), startRedis()]);
  folder = mkdtempSync(join(tmpdir(), 'otc-heartbeat-'));
  for (const name of ['one', 'two']) {
    const settings = {
      DATA_DIR: join(folder, name),
      PORT: '0',
      LOG_LEVEL: process.env['OTC_TEST_LOG'] ?? 'fatal',
      DATABASE_URL: postgres.url,
      REDIS_URL: redis.url,
      SECRET_KEY: 'a key for tests alone',
      SIGN_INS_PER_MINUTE: '1000',
      CONTROL_STALE_MS: String(STALE_MS),
    };
    const service = await startService({ name: 'services', settings, close: async () => undefined });
    services.push(service);
    clients.push(await connectAs(service, 'harbour'));
  }
}, 120_000);
afterAll(async () => {
  postgres?.resume();
  for (const client of clients) client.close();
  for (const service of services) await service.stop();
  await Promise.all([postgres?.stop(), redis?.stop()]);
  rmSync(folder, { recursive: true, force: true });
}, 60_000);

const codeOf = (answer: Awaited<ReturnType<TestClient['request']>>) => (answer.ok ? 'OK' : answer.error.code);

async function controlsOf({ url }: TestService): Promise<string | null> {
  const { error } = (await (await fetch(`${url}/readyz`)).json()) as { error?: { details?: { controls?: string } } };
  return error?.details?.controls ?? null;
}
const isReady = async ({ url }: TestService) => (await fetch(`${url}/readyz`)).status === 200;

describe('a database that stands still', () => {
  it('TR-12: stops every gateway within CONTROL_STALE_MS, and all go on by themselves', async () => {
    const quotes = await Promise.all(clients.map((client) => quoteFor(client, { desiredTtlMs: 60_000 })));

    postgres.pause();
    const pausedAt = performance.now();
    for (const service of services) {
      await waitFor('the gateway to pause', async () => {
        // Until it pauses it asks the database, which does not answer.
        const asked = controlsOf(service).then(
          (controls) => controls?.startsWith('the controls were last read') === true,
        );
        return Promise.race([asked, delay(100).then(() => false)]);
      });
    }
    const tookMs = performance.now() - pausedAt;
    const asked = await Promise.all(clients.map((client) => client.request('rfq.create', anRfq()).then(codeOf)));
    const accepted = await Promise.all(quotes.map((quote, index) => acceptOn(index, quote)));
    postgres.resume();

    expect(tookMs).toBeLessThan(STALE_MS + SLACK_MS);
    expect(asked).toEqual(['UNAVAILABLE', 'UNAVAILABLE']);
    expect(accepted).toEqual(['UNAVAILABLE', 'UNAVAILABLE']);
    for (const service of services) await waitFor('the gateway to be ready', () => isReady(service));
    expect(await Promise.all(quotes.map((quote, index) => acceptOn(index, quote)))).toEqual(['OK', 'OK']);
    for (const client of clients) expect((await quoteFor(client)).offer).not.toBeNull();
    for (const { db } of services) expect(await brokenInvariants(db)).toEqual([]);
  }, 60_000);
});

/** The same acceptance each time, so that a retry is one. */
async function acceptOn(index: number, quote: QuoteView): Promise<string> {
  const client = clients[index];
  if (client === undefined) throw new Error(`there is no client ${index}`);
  return codeOf(await client.request('quote.accept', anAcceptance(quote, { clientAcceptId: `heartbeat-${index}` })));
}
