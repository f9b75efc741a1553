import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { CommanderError } from 'commander';
import { type ConnectionOptions, findService, nobodyThere, openSession } from '../../../src/cli/connection-options.ts';
import { readDemoUser, readServiceFile } from '../../../src/cli/data-folder.ts';
import { badUsage, CliError, RefusedError } from '../../../src/cli/exit.ts';
import { readUpTo } from '../../../src/cli/lists.ts';
import { report } from '../../../src/cli/report.ts';
import { type Output, plainPaint } from '../../../src/cli/terminal.ts';
import type { PageRequest } from '../../../src/client/http.ts';
import { ok, reject, rejection } from '../../../src/contracts/result.ts';

let dataDir: string;

beforeEach(() => {
  dataDir = mkdtempSync(join(tmpdir(), 'otc-cli-'));
});

afterEach(() => rmSync(dataDir, { recursive: true }));

const SERVICE = { url: 'http://127.0.0.1:8080/', pid: 123, startedAt: '2026-11-22T08:00:00.000Z' };
const CREDENTIALS = {
  firm: 'A firm',
  users: [
    { username: 'boss', password: 'p0', role: 'risk', accountName: null, clientClass: null },
    { username: 'harbour', password: 'p1', role: 'client-trader', accountName: 'Harbour', clientClass: 'IPI' },
    { username: 'lantau', password: 'p2', role: 'client-trader', accountName: 'Lantau', clientClass: 'QCPI' },
  ],
  apiKeys: [],
};

function write(file: string, content: unknown): void {
  writeFileSync(join(dataDir, file), typeof content === 'string' ? content : JSON.stringify(content));
}

function thrown(work: () => unknown): CliError {
  try {
    work();
  } catch (error) {
    if (error instanceof CliError) return error;
    throw error;
  }
  throw new Error('nothing was refused');
}

describe('finding the service', () => {
  it('takes the address that the service wrote into the data folder', () => {
    write('service.json', SERVICE);

    expect(findService({ dataDir })).toEqual({
      url: 'http://127.0.0.1:8080',
      source: `${dataDir}/service.json, process 123 since 2026-11-22T08:00:00.000Z`,
    });
  });

  it('takes an address given before any file', () => {
    expect(findService({ dataDir, url: 'https://desk.example/' }).url).toBe('https://desk.example');
  });

  it('names the file looked for and how to start a service when none runs', () => {
    const error = thrown(() => readServiceFile(dataDir));

    expect(error.message).toBe(`no service is running here: ${dataDir}/service.json is not there`);
    expect(error.advice[0]).toContain('npm start');
    expect(error.exitCode).toBe(1);
  });

  it.each(['', '{', '{"url":"nowhere"}'])('says so when the file is not what the service writes: "%s"', (content) => {
    write('service.json', content);

    expect(thrown(() => readServiceFile(dataDir)).message).toContain(`${dataDir}/service.json is not what`);
  });

  it.each(['127.0.0.1:8080', 'ftp://desk', 'desk'])('refuses an address that is none: %s', (url) => {
    expect(thrown(() => findService({ dataDir, url }))).toMatchObject({ exitCode: 2 });
  });

  it('says why nobody answers and where the address came from', () => {
    const service = { url: 'http://x:1', source: '--url' };

    const error = nobodyThere(service, 'no service at http://x:1: connect ECONNREFUSED');

    expect(error.message).toBe('no service answers at http://x:1 (connect ECONNREFUSED)');
    expect(error.advice[0]).toBe('the address is from --url');
  });
});

describe('signing in', () => {
  it('is as the first demo user of the role, or as the one named', () => {
    write('demo-credentials.json', CREDENTIALS);

    expect(readDemoUser(dataDir, { role: 'client-trader' }).username).toBe('harbour');
    expect(readDemoUser(dataDir, { username: 'lantau' }).password).toBe('p2');
  });

  it.each([
    { wanted: { role: 'compliance' as const }, says: '--username is required: there is no compliance in' },
    { wanted: { username: 'nobody' }, says: '--password is required for nobody, who is not in' },
  ])('names what is missing: $says', ({ wanted, says }) => {
    write('demo-credentials.json', CREDENTIALS);

    expect(thrown(() => readDemoUser(dataDir, wanted)).message).toContain(says);
  });

  it('asks for credentials when there is no demo client', () => {
    expect(thrown(() => readDemoUser(dataDir, { role: 'client-trader' }))).toMatchObject({
      exitCode: 2,
      message: expect.stringContaining(`there is no demo client in ${dataDir}/demo-credentials.json`),
    });
  });

  it('refuses a password without a name', async () => {
    const options: ConnectionOptions = { dataDir, password: 'p' };

    await expect(openSession(options, { url: 'http://x', source: '--url' }, 'client-trader')).rejects.toThrow(
      '--username is required with --password',
    );
  });
});

describe('reading a list', () => {
  /** Seven items in pages of at most `limit`. */
  function pages() {
    const asked: PageRequest[] = [];
    const page = async (request: PageRequest) => {
      asked.push(request);
      const from = Number(request.cursor ?? 0);
      const items = [0, 1, 2, 3, 4, 5, 6].slice(from, from + Math.min(request.limit ?? 7, 3));
      const next = from + items.length;
      return ok({ items, nextCursor: next < 7 ? String(next) : null });
    };
    return { page, asked };
  }

  it.each([
    { limit: 2, items: [0, 1], hasMore: true, pages: 1 },
    { limit: 3, items: [0, 1, 2], hasMore: true, pages: 1 },
    { limit: 4, items: [0, 1, 2, 3], hasMore: true, pages: 2 },
    { limit: 7, items: [0, 1, 2, 3, 4, 5, 6], hasMore: false, pages: 3 },
    { limit: 50, items: [0, 1, 2, 3, 4, 5, 6], hasMore: false, pages: 3 },
  ])('reads $limit of 7 over pages of 3', async ({ limit, items, hasMore, pages: count }) => {
    const { page, asked } = pages();

    expect(await readUpTo(limit, page)).toEqual({ items, hasMore });
    expect(asked).toHaveLength(count);
  });

  it('stops at a refusal', async () => {
    await expect(readUpTo(5, async () => reject('FORBIDDEN', 'not yours'))).rejects.toThrow('FORBIDDEN: not yours');
  });
});

describe('a command that fails', () => {
  function reported(error: unknown, json = false) {
    const written = { out: '', err: '' };
    const output = (name: 'out' | 'err'): Output => ({
      isTty: false,
      paint: plainPaint,
      write: (text) => {
        written[name] += text;
      },
      control: () => {},
      columns: () => 80,
    });
    const exitCode = report(error, { terminal: { out: output('out'), err: output('err'), interactive: false }, json });
    return { exitCode, ...written };
  }
  const refused = new RefusedError(rejection('FORBIDDEN', 'not yours'), ['sign in as somebody else']);

  it.each([
    { error: new CliError('gone', { advice: ['come back'] }), exitCode: 1, err: 'otc: gone\n     come back\n' },
    { error: badUsage('--limit must be > 0'), exitCode: 2, err: 'otc: --limit must be > 0\n' },
    { error: refused, exitCode: 1, err: 'otc: FORBIDDEN: not yours\n     sign in as somebody else\n' },
    { error: new CommanderError(1, 'commander.unknownOption', 'said already'), exitCode: 2, err: '' },
    { error: new CommanderError(0, 'commander.helpDisplayed', '(help)'), exitCode: 0, err: '' },
  ])('says so on stderr and ends with $exitCode: $error.message', ({ error, exitCode, err }) => {
    expect(reported(error)).toEqual({ exitCode, err, out: '' });
  });

  it('is data for a machine when the service refused', () => {
    expect(reported(refused, true)).toEqual({
      exitCode: 1,
      err: '',
      out: '{"ok":false,"error":{"code":"FORBIDDEN","message":"not yours","retryable":false}}\n',
    });
  });

  it('shows no stack to its user', () => {
    const { exitCode, err } = reported(new TypeError('x is not a function'));

    expect(exitCode).toBe(1);
    expect(err).toContain('x is not a function');
    expect(err).not.toContain('    at ');
  });
});
