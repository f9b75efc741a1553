import { mkdtempSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { createServer, type Server } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Backend, openBackend } from '../support/backend.ts';
import { aLeg, connectAs, quoteFor } from '../support/client.ts';
import { runToEnd, startProcess } from '../support/process.ts';
import { sharedPath } from '../support/shared.ts';

let backend: Backend;

function listen(): Promise<{ server: Server; port: number }> {
  return new Promise((resolve) => {
    const server = createServer().listen(0, '127.0.0.1', () => {
      const address = server.address();
      resolve({ server, port: typeof address === 'object' && address !== null ? address.port : 0 });
    });
  });
}

describe('a start that cannot succeed', () => {
  // One for all: none of them comes as far as leaving anything in it.
  beforeAll(async () => {
    backend = await openBackend();
  }, 60_000);
  afterAll(() => backend.close());

  it.each([
    {
      what: 'a port that is no number',
      settings: { PORT: 'http' },
      line: 'PORT must be a whole number from 0 to 65535, was "http"',
    },
    {
      what: 'a market nobody knows',
      settings: { MARKET: 'magic' },
      line: 'MARKET must be simulated, recorded:<folder> or live, was "magic"',
    },
    {
      what: 'Redis without a shared database',
      settings: { REDIS_URL: 'redis://127.0.0.1:1', DATABASE_URL: '' },
      line: 'DATABASE_URL must be set when REDIS_URL is',
    },
  ])('for $what says so in one line and exits 1', async ({ settings, line }) => {
    const { code, output } = await runToEnd({ ...backend.settings, ...settings });

    expect(code).toBe(1);
    expect(output.trim().split('\n')).toEqual([expect.stringContaining(line)]);
  });

  it('for a recording that is not there names MARKET and the folder', async () => {
    const { code, output } = await runToEnd({ ...backend.settings, MARKET: 'recorded:/nowhere' });

    expect([code, output.trim().split('\n').length]).toEqual([1, 1]);
    expect(output).toMatch(/MARKET.*\/nowhere/);
  }, 60_000);

  it('for a port that is taken names the port', async () => {
    const { server, port } = await listen();

    const { code, output } = await runToEnd({ ...backend.settings, PORT: String(port) });

    server.close();
    expect(code).toBe(1);
    expect(output.trim()).toBe(`PORT ${port} is taken: another program listens on 127.0.0.1:${port}`);
  }, 60_000);

  it('for a data folder that is a file, or inside one, names the folder', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'otc-not-a-folder-'));
    const file = join(folder, 'file');
    writeFileSync(file, '');

    const outcomes = [
      await runToEnd({ ...backend.settings, DATA_DIR: file }),
      await runToEnd({ ...backend.settings, DATA_DIR: join(file, 'data') }),
    ];

    rmSync(folder, { recursive: true });
    for (const { code, output } of outcomes) {
      expect(code).toBe(1);
      expect(output.trim()).toMatch(/^DATA_DIR .* cannot be used: [^\n]+$/);
    }
  });

  it('for a database that cannot be reached names DATABASE_URL and not its password', async () => {
    const settings = {
      ...backend.settings,
      DATABASE_URL: 'postgres://otc:hush-hush@127.0.0.1:1/otc',
      SECRET_KEY: 'a key for tests alone',
    };

    const { code, output } = await runToEnd(settings);

    expect(code).toBe(1);
    expect(output.trim()).toMatch(/^DATABASE_URL cannot be used: [^\n]+$/);
    expect(output).not.toContain('hush-hush');
  });
});

describe('a first start', () => {
  beforeEach(async () => {
    backend = await openBackend();
  }, 60_000);
  afterEach(() => backend.close());

  it('keeps its files from everybody else, its folder from a second process, and its passwords from a second start', async () => {
    const settings = backend.settings;
    const folder = settings['DATA_DIR'] ?? '';
    const first = await startProcess(settings);
    const beside = await runToEnd(settings);
    const modes = ['demo-credentials.json', 'service.json', 'process.lock'].map(
      (name) => statSync(join(folder, name)).mode & 0o777,
    );
    await first.terminate();
    const second = await startProcess(settings);
    const client = await connectAs(second, 'harbour');
    client.close();
    await second.terminate();

    expect(beside.code).toBe(1);
    expect(beside.output.trim()).toMatch(/^DATA_DIR .* cannot be used: it is in use by process \d+$/);
    expect(modes).toEqual([0o600, 0o600, 0o600]);
    expect(client.hello.account).toMatch(/^acc_/);
    for (const { username, password } of first.credentials.users) {
      expect(first.output()).toMatch(new RegExp(`${username} +${password}`));
      expect(second.output()).not.toContain(password);
    }
  }, 60_000);

  it('on a recorded market quotes from the recording and says so on every quote', async () => {
    const service = await startProcess({ ...backend.settings, MARKET: `recorded:${sharedPath('market-data')}` });
    const client = await connectAs(service, 'harbour');

    const quote = await quoteFor(client, { legs: recordedLegs(await spotOf(client)) });

    expect(quote.reference.source).toBe('recorded');
    expect(Number(quote.reference.spot)).toBeGreaterThan(1_000);
    expect(Number(quote.reference.spot)).toBeLessThan(10_000); // the recordings are of 2017 and 2018
    client.close();
    await service.terminate();
  }, 60_000);
});

async function spotOf(client: Awaited<ReturnType<typeof connectAs>>): Promise<number> {
  const message = new Promise<{ spot: string }>((resolve) => client.socket.once('market', resolve));
  await client.request('market.subscribe', { underlyings: ['BTC-USD'] });
  return Number((await message).spot);
}

/** At the money, so that the strike is meant. */
function recordedLegs(spot: number) {
  return [aLeg({ strike: String(Math.round(spot / 100) * 100) })];
}
