import { execFile } from 'node:child_process';
import { existsSync, mkdirSync } from 'node:fs';
import { join } from 'node:path';
import type { TradeView } from '../../src/contracts/trade.ts';
import { type Backend, openBackend } from '../support/backend.ts';
import { expiryInDays } from '../support/client.ts';
import { type ServiceProcess, startProcess } from '../support/process.ts';

const OTC = join(import.meta.dirname, '../../dist/src/cli/main.js');
const BUY_CALL = 'apr_option-btc-linear-ipi-buy';

let backend: Backend;
let service: ServiceProcess;

beforeAll(async () => {
  backend = await openBackend();
  service = await startProcess(backend.settings);
}, 90_000);
afterAll(async () => {
  await service?.terminate();
  await backend?.close();
});

/** Runs the built command line as a script would: no terminal, and the data folder alone to find the service by. */
function otc(...words: string[]): Promise<{ code: number; stdout: string; stderr: string }> {
  return new Promise((resolve) => {
    const env = { PATH: process.env['PATH'], DATA_DIR: backend.settings['DATA_DIR'] };
    execFile(process.execPath, [OTC, ...words], { env }, (error, stdout, stderr) => {
      resolve({ code: typeof error?.code === 'number' ? error.code : 0, stdout, stderr });
    });
  });
}

const ASK = [
  'rfq',
  '--underlying',
  'BTC-USD',
  '--kind',
  'option',
  '--type',
  'call',
  '--strike',
  '105000',
  '--quantity',
  '10',
];
const ask = (...more: string[]) => otc(...ASK, '--expiry', expiryInDays(90).slice(0, 10), ...more);
const jsonLines = (text: string) =>
  text
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line) as Record<string, unknown>);

async function trades(): Promise<TradeView[]> {
  const { stdout } = await otc('trades', '--json');
  return stdout === '' ? [] : (jsonLines(stdout) as unknown as TradeView[]);
}

describe('otc rfq', () => {
  it('finds the local service, signs in as the demo client, accepts the offer and ends in a booked trade', async () => {
    const { code, stdout } = await ask('--side', 'two-way', '--accept', 'offer', '--json');

    const events = jsonLines(stdout);
    const booked = events.at(-1) as { type: string; data: TradeView };
    expect([code, booked.type, booked.data.side]).toEqual([0, 'trade.booked', 'buy']);
    expect(await trades()).toContainEqual(booked.data);
  }, 60_000);

  it('prints the quote and the trade for a person, marked with their source', async () => {
    const { code, stdout } = await ask('--side', 'two-way', '--accept', 'bid');

    expect(code).toBe(0);
    expect(stdout).toMatch(/bid, you sell +offer, you buy/);
    expect(stdout).toMatch(/booked +trd_[0-9a-f]+/);
    expect(stdout.match(/simulated/g)?.length).toBeGreaterThanOrEqual(2);
  }, 60_000);

  it('exits 1 with the code and the reason when the desk refuses', async () => {
    const suspended = await otc('approvals', 'suspend', BUY_CALL, '--reason', 'a test of the command line', '--yes');
    const refused = await ask('--side', 'buy', '--accept', 'offer');
    const sameOfficer = await otc(
      ...['approvals', 'reinstate', BUY_CALL, '--reason', 'the test is over', '--evidence', 'README.md', '--yes'],
    );

    expect([suspended.code, refused.code]).toEqual([0, 1]);
    expect(refused.stderr).toContain('PRODUCT_NOT_APPROVED');
    expect([sameOfficer.code, sameOfficer.stderr]).toEqual([1, expect.stringContaining('REARM_NEEDS_SECOND')]);
  }, 60_000);

  it.each([
    { what: 'a missing option', words: ['rfq', '--quantity', '10'], says: /--underlying/ },
    { what: 'an unknown command', words: ['quote'], says: /unknown command/ },
    {
      what: 'a strike that is no number',
      words: [...ASK.slice(0, -4), '--strike', 'high', '--quantity', '1', '--expiry', '2027-03-26'],
      says: /strike.*high/,
    },
  ])(
    'exits 2 for $what',
    async ({ words, says }) => {
      const { code, stderr } = await otc(...words);

      expect(code).toBe(2);
      expect(stderr).toMatch(says);
    },
    60_000,
  );
});

describe('otc unwind', () => {
  it('closes a part of a trade, and says what is open when more is asked for', async () => {
    await ask('--side', 'sell', '--accept', 'bid');
    const [opened] = await trades();
    if (opened === undefined) throw new Error('nothing was traded');

    const part = await otc('unwind', opened.tradeId, '--quantity', '4', '--accept', '--json');
    const tooMuch = await otc('unwind', opened.tradeId, '--accept');

    const booked = jsonLines(part.stdout).at(-1) as { type: string; data: TradeView };
    expect([part.code, booked.type]).toEqual([0, 'trade.booked']);
    expect(booked.data).toMatchObject({ side: 'buy', quantity: '4', unwinds: opened.tradeId });
    expect([tooMuch.code, tooMuch.stderr]).toEqual([1, expect.stringContaining('quantity must be <= 6')]);
  }, 60_000);
});

describe('otc switch', () => {
  it('pulls for one person, re-arms for two, and says what is pulled', async () => {
    const underlying = ['UNDERLYING', 'ETH-USD', '--reason', 'a test'];
    const pulled = await otc('switch', 'pull', ...underlying);
    const status = await otc('switch', 'status');
    const proposed = await otc('switch', 'rearm', ...underlying, '--username', 'supervisor');
    const armed = await otc('switch', 'rearm', ...underlying, '--json');
    const wrong = await otc('switch', 'pull', 'UNDERLYING', '--reason', 'a test');

    expect([pulled, status, proposed, armed, wrong].map(({ code }) => code)).toEqual([0, 0, 0, 0, 2]);
    expect(pulled.stdout).toBe('UNDERLYING ETH-USD is pulled by trader: a test\n');
    expect(status.stdout).toMatch(/UNDERLYING ETH-USD +trader/);
    expect(proposed.stdout).toContain('supervisor proposes to re-arm it');
    expect(jsonLines(armed.stdout)).toMatchObject([{ state: 'armed', scope: 'UNDERLYING' }]);
    expect(wrong.stderr).toContain('target must be given for the scope UNDERLYING');
  }, 60_000);

  it('stops without the service by a file in the data folder, and takes it away again', async () => {
    const folder = join(backend.settings['DATA_DIR'] ?? '', 'another');
    mkdirSync(folder);
    const file = join(folder, 'HALT');
    const here = ['--local', '--data-dir', folder, '--reason', 'a test'];

    const stopped = await otc('switch', 'pull', ...here, '--json');
    const written = existsSync(file);
    const goesOn = await otc('switch', 'rearm', ...here);

    expect([stopped.code, goesOn.code]).toEqual([0, 0]);
    expect(jsonLines(stopped.stdout)).toEqual([{ file, reason: 'a test' }]);
    expect([written, existsSync(file)]).toEqual([true, false]);
  }, 60_000);
});

describe('otc without a service', () => {
  it('says how to start one', async () => {
    const { code, stderr } = await otc('trades', '--data-dir', join(backend.settings['DATA_DIR'] ?? '', 'nowhere'));

    expect(code).toBe(1);
    expect(stderr).toMatch(/npm start/);
    expect(stderr).not.toMatch(/\n +at /); // no stack
  });
});
