import { execFile } from 'node:child_process';
import { join } from 'node:path';
import type { DeskMoveAnswer, DeskSnapshot, SendQuoteAnswer } from '../../src/contracts/desk.ts';
import type { QuoteView } from '../../src/contracts/quote.ts';
import { type Backend, openBackend } from '../support/backend.ts';
import { connectAs, type TestClient } from '../support/client.ts';
import { queuedRfq } from '../support/desk-client.ts';
import { type ServiceProcess, startProcess } from '../support/process.ts';

const OTC = join(import.meta.dirname, '../../dist/src/cli/main.js');

let backend: Backend;
let service: ServiceProcess;
let client: TestClient;

beforeAll(async () => {
  backend = await openBackend();
  service = await startProcess(backend.settings);
  client = await connectAs(service, 'harbour');
}, 90_000);
afterAll(async () => {
  client?.close();
  await service?.terminate();
  await backend?.close();
});

/** Runs the built command line as a script would: no terminal, and the data folder alone to find the service by. */
function desk(...words: string[]): Promise<{ code: number; stdout: string; stderr: string }> {
  return new Promise((resolve) => {
    const env = { PATH: process.env['PATH'], DATA_DIR: backend.settings['DATA_DIR'] };
    execFile(process.execPath, [OTC, 'desk', ...words], { env }, (error, stdout, stderr) => {
      resolve({ code: typeof error?.code === 'number' ? error.code : 0, stdout, stderr });
    });
  });
}

async function json<T>(...words: string[]): Promise<T> {
  const { code, stdout, stderr } = await desk(...words, '--json');
  if (code !== 0) throw new Error(`otc desk ${words.join(' ')} ended with ${code}: ${stdout}${stderr}`);
  return JSON.parse(stdout) as T;
}

describe('otc desk', () => {
  it('takes a request through the queue to a live quote, and back', async () => {
    const rfqId = await queuedRfq(client);

    const queue = await json<DeskSnapshot>('queue');
    const picked = await json<DeskMoveAnswer>('pick-up', rfqId);
    const sent = await json<SendQuoteAnswer>('quote', rfqId, '--bid-volatility', '0.45', '--ttl', '20');
    const quote = await client.event('quote.live', (one: QuoteView) => one.rfqId === rfqId);
    const withdrawn = await json<DeskMoveAnswer>('withdraw', sent.quoteId, '--rework', '--reason', 'moved on');
    const held = await json<DeskMoveAnswer>('hold', rfqId, '--reason', 'asking risk');
    const handed = await json<DeskMoveAnswer>('hand-over', rfqId, '--to', 'trader-2');
    const rejected = await json<DeskMoveAnswer>('reject', rfqId, '--reason', 'no hedge', '--username', 'trader-2');

    expect(queue.items.map((item) => item.rfqId)).toContain(rfqId);
    expect(picked).toMatchObject({ state: 'pickedUp', pickedUpBy: 'trader' });
    expect(sent).toMatchObject({ status: 'live', offer: null });
    expect(quote).toMatchObject({ offer: null, ttlMs: 20_000 });
    expect([withdrawn.state, held.state, handed.pickedUpBy, rejected.state]).toEqual([
      'pickedUp',
      'onHold',
      'trader-2',
      'rejected',
    ]);
  }, 60_000);

  it('lets a second person approve, and not the first', async () => {
    const rfqId = await queuedRfq(client, { quantity: '300' });
    await json('pick-up', rfqId);
    const { quoteId, version, status } = await json<SendQuoteAnswer>('quote', rfqId, '--spread', '200');
    const decide = ['approve', quoteId, String(version)];

    const own = await desk(...decide);
    const approved = await desk(...decide, '--username', 'trader-2');

    expect(status).toBe('proposed');
    expect([own.code, own.stderr]).toEqual([1, expect.stringContaining('FOUR_EYES')]);
    expect([approved.code, approved.stdout]).toEqual([0, expect.stringContaining('live until')]);
  }, 60_000);

  it('shows the desk and one request to people', async () => {
    const rfqId = await queuedRfq(client);

    const [queue, show] = [await desk('queue'), await desk('show', rfqId)];

    expect(queue.stdout).toContain('waiting');
    expect(queue.stdout).toContain(rfqId);
    expect(show.stdout).toContain('Harbour Asset Management (platinum)');
    expect(show.stdout).toContain('MANUAL  the client asked for a person');
    expect(show.stdout).toMatch(/model value +[\d,.]+ +[\d,.]+/);
  }, 60_000);

  it.each([
    { words: ['quote', 'rfq_1'], code: 2, says: 'must be given' },
    { words: ['hold', 'rfq_1'], code: 2, says: '--reason' },
    { words: ['approve', 'qt_1', '0'], code: 2, says: 'whole number from 1' },
    { words: ['pick-up', 'rfq_1'], code: 1, says: 'NOT_FOUND' },
  ])(
    'ends with $code on "$words"',
    async ({ words, code, says }) => {
      const ended = await desk(...words);

      expect([ended.code, ended.stderr]).toEqual([code, expect.stringContaining(says)]);
    },
    60_000,
  );
});
