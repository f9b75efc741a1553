import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { Redis } from 'ioredis';
import { anRfq, connectAs, quoteFor, type TestClient } from '../support/client.ts';
import { type PostgresServer, startPostgres } from '../support/postgres.ts';
import { type ServiceProcess, startProcess } from '../support/process.ts';
import { type RedisServer, startRedis } from '../support/redis.ts';
import { startService, type TestService } from '../support/service.ts';

const SPOT_STALE_MS = 600;
const HAND_OVER_MS = 5_000;

let postgres: PostgresServer;
let redis: RedisServer;
let folder: string;
let settings: Readonly<Record<string, string>>;
let gateways: readonly TestService[];
let client: TestClient;
let publishers: ServiceProcess[] = [];
let folders = 0;

const own = () => {
  folders += 1;
  return { ...settings, DATA_DIR: join(folder, String(folders)) };
};
const startGateway = () =>
  startService({ name: 'services', settings: own(), close: async () => undefined }, { roles: ['gateway'] });

async function startPublisher(): Promise<ServiceProcess> {
  const publisher = await startProcess(own(), ['--roles', 'market']);
  publishers.push(publisher);
  return publisher;
}

function gateway(at: number): TestService {
  const found = gateways[at];
  if (found === undefined) throw new Error(`there is no gateway ${at}`);
  return found;
}

/** Who published what the first gateway heard last. */
function publisherNow(): ServiceProcess {
  const [note] = gateway(0).world.market.status().notes.slice(-1);
  const found = publishers.find(({ pid }) => note?.includes(`:${pid}, heard`) && !note.includes('Nothing'));
  if (found === undefined) throw new Error(`none of this test's processes publishes: ${note}`);
  return found;
}

async function until(holds: () => boolean | Promise<boolean>, withinMs = 15_000): Promise<number> {
  const startedAt = performance.now();
  while (!(await holds())) {
    if (performance.now() - startedAt > withinMs) throw new Error(`did not hold within ${withinMs} ms`);
    await delay(10);
  }
  return performance.now() - startedAt;
}

const spotAgeMs = () => {
  const { current } = gateway(0).world.market;
  return Date.now() - (current()?.snapshot.underlyings['BTC-USD']?.spotAt ?? Number.NaN);
};
/** Whether the next request is quoted, and how old the spot was before it was asked. */
async function ask(): Promise<{ readonly code: string; readonly ageMs: number }> {
  const ageMs = spotAgeMs();
  const answer = await client.request('rfq.create', anRfq());
  return { code: answer.ok ? 'OK' : answer.error.code, ageMs };
}
const quotes = async () => (await ask()).code === 'OK';

/** Asks without a pause until a request has been refused as stale and a later one is quoted; how each was answered. */
async function askThroughOutage() {
  const answers: Awaited<ReturnType<typeof ask>>[] = [];
  await until(async () => {
    const answer = await ask();
    answers.push(answer);
    return answer.code === 'OK' && answers.some(({ code }) => code === 'MARKET_STALE');
  });
  return answers;
}

function expectNothingQuotedOnOldPrices(answers: readonly { readonly code: string; readonly ageMs: number }[]) {
  expect(new Set(answers.map(({ code }) => code))).toEqual(new Set(['OK', 'MARKET_STALE']));
  // The last one may have been asked on the old snapshot and answered on the new one.
  const quoted = answers.slice(0, -1).filter(({ code }) => code === 'OK');
  expect(Math.max(0, ...quoted.map(({ ageMs }) => ageMs))).toBeLessThanOrEqual(SPOT_STALE_MS);
}

beforeAll(async () => {
  [postgres, redis] = await Promise.all([startPostgres(), startRedis()]);
  folder = mkdtempSync(join(tmpdir(), 'otc-published-'));
  settings = {
    PORT: '0',
    LOG_LEVEL: process.env['OTC_TEST_LOG'] ?? 'fatal',
    RFQ_RATE_PER_SECOND: '100000',
    SOCKET_MESSAGES_PER_SECOND: '100000',
    LIVE_QUOTES_PER_ACCOUNT: '100000',
    SPOT_STALE_MS: String(SPOT_STALE_MS),
    DATABASE_URL: postgres.url,
    REDIS_URL: redis.url,
    SECRET_KEY: 'a key for tests alone',
  };
  await startPublisher();
  gateways = [await startGateway(), await startGateway()];
  client = await connectAs(gateway(0), 'harbour');
  await startPublisher();
}, 90_000);
afterEach(async () => {
  await until(() => quotes());
}, 90_000);
afterAll(async () => {
  client?.close();
  await Promise.all((gateways ?? []).map((service) => service.stop()));
  await Promise.all(publishers.map((publisher) => publisher.kill()));
  await Promise.all([postgres?.stop(), redis?.stop()]);
  rmSync(folder, { recursive: true });
}, 90_000);

describe('gateways that share a market', () => {
  it('quote from the same snapshots', async () => {
    const heard = gateways.map(() => [] as string[]);
    const ends = gateways.map(({ world }, at) => world.market.onSnapshot(({ id }) => heard[at]?.push(id)));
    const [here = [], there = []] = heard;
    const elsewhere = await connectAs(gateway(1), 'harbour');
    await until(() => heard.every((ids) => ids.length >= 3));

    const quotedHere = (await quoteFor(client)).reference.snapshotId;
    const quotedThere = (await quoteFor(elsewhere)).reference.snapshotId;
    await until(() => here.includes(quotedThere) && there.includes(quotedHere));
    await until(() => here.filter((id) => there.includes(id)).length >= 6);
    for (const end of ends) end();
    elsewhere.close();

    // Either may have left out one that another one followed at once; neither may have its own.
    expect(here.filter((id) => there.includes(id))).toEqual(there.filter((id) => here.includes(id)));
  });

  it('say who publishes it', () => {
    const statuses = gateways.map(({ world }) => world.market.status());

    for (const status of statuses) {
      expect(status).toMatchObject({ source: 'simulated', state: 'running' });
      expect(status.notes.at(-1)).toMatch(new RegExp(`:${publisherNow().pid}, heard [012]\\.\\d s ago\\.$`));
    }
  });
});

describe('a publisher that is lost', () => {
  it('by a kill is followed by another within 5 s, and nothing is quoted on old prices meanwhile', async () => {
    const lost = publisherNow();
    publishers = publishers.filter((publisher) => publisher !== lost);

    const gone = lost.kill();
    const answers = askThroughOutage();
    const tookMs = await until(
      () => spotAgeMs() < 250 && gateway(0).world.market.status().state === 'running' && publisherChanged(lost),
    );
    await gone;

    expect(tookMs).toBeLessThan(HAND_OVER_MS);
    expectNothingQuotedOnOldPrices(await answers);
    await startPublisher();
  }, 60_000);

  it('by a stop hands over at once', async () => {
    const leaving = publisherNow();
    publishers = publishers.filter((publisher) => publisher !== leaving);

    const exit = leaving.terminate();
    const tookMs = await until(() => publisherChanged(leaving));

    expect((await exit).code).toBe(0);
    expect(tookMs).toBeLessThan(1_500);
    await startPublisher();
  }, 60_000);

  it('by a pause is not heard when it wakes up', async () => {
    const paused = publisherNow();
    const reigns: number[] = [];
    const ear = new Redis(redis.url);
    await ear.psubscribe('otc:market:*');
    ear.on('pmessage', (_pattern, _channel, text: string) =>
      reigns.push((JSON.parse(text) as { reign: number }).reign),
    );

    await until(() => reigns.length > 0);

    paused.signal('SIGSTOP');
    const answers = await askThroughOutage();
    const [before, after] = [reigns[0] ?? 0, reigns.at(-1) ?? 0];
    paused.signal('SIGCONT');
    const heardUntilThen = reigns.length;
    await until(() => reigns.length >= heardUntilThen + 20);
    ear.disconnect();

    expectNothingQuotedOnOldPrices(answers);
    expect(after).toBeGreaterThan(before);
    expect(new Set(reigns.slice(heardUntilThen))).toEqual(new Set([after]));
    expect(publisherNow()).not.toBe(paused);
  }, 60_000);
});

describe('a Redis that is lost', () => {
  it.each([
    { how: 'flushed', lose: () => redis.flush() },
    { how: 'killed and restarted empty', lose: () => redis.restart() },
  ])(
    'is published through again after it was $how',
    async ({ lose }) => {
      const before = gateway(0).world.market.current()?.snapshot.asOf ?? 0;

      await lose();
      await until(() => spotAgeMs() < 250 && (gateway(1).world.market.current()?.snapshot.asOf ?? 0) > before);

      expect(await until(() => quotes())).toBeLessThan(HAND_OVER_MS);
    },
    30_000,
  );

  it('and does not answer stops quoting once prices are old, until it answers again', async () => {
    redis.pause();
    const codes: string[] = [];
    await until(async () => {
      const { code, ageMs } = await ask();
      codes.push(code);
      if (ageMs > SPOT_STALE_MS) expect(code).toBe('MARKET_STALE');
      return ageMs > 5 * SPOT_STALE_MS;
    });
    redis.resume();
    const tookMs = await until(() => quotes());

    expect(new Set(codes)).toEqual(new Set(['OK', 'MARKET_STALE']));
    expect(tookMs).toBeLessThan(HAND_OVER_MS);
  }, 90_000);
});

function publisherChanged(from: ServiceProcess): boolean {
  const [note] = gateway(0).world.market.status().notes.slice(-1);
  return note !== undefined && !note.includes(`:${from.pid}, heard`);
}
