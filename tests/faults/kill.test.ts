import type { TradeView } from '../../src/contracts/trade.ts';
import { type Backend, openBackend } from '../support/backend.ts';
import { anAcceptance, call, connectAs, quoteFor, signIn } from '../support/client.ts';
import { type ServiceProcess, startProcess } from '../support/process.ts';

let backend: Backend;
let service: ServiceProcess;

beforeAll(async () => {
  backend = await openBackend();
  service = await startProcess(backend.settings);
}, 90_000);
afterAll(async () => {
  await service?.kill();
  await backend?.close();
});

async function tradesOf(rfqId: string): Promise<TradeView[]> {
  const { token } = await signIn(service, 'harbour');
  const answer = await call<{ items: TradeView[] }>(service.url, { path: '/trades?limit=500', token });
  if (!answer.ok) throw new Error(answer.error.message);
  return answer.data.items.filter((trade) => trade.rfqId === rfqId);
}

async function restart(): Promise<void> {
  await service.kill();
  service = await startProcess(backend.settings);
}

/** Reads the trade until it is there; the reconciler looks at once and then every second. */
async function bookedTrade(rfqId: string): Promise<TradeView[]> {
  const deadline = performance.now() + 30_000;
  for (;;) {
    const trades = await tradesOf(rfqId);
    if (trades.length > 0 || performance.now() > deadline) return trades;
  }
}

describe('a process killed', () => {
  it('in the moment after the receipt has the trade booked once after the restart', async () => {
    const client = await connectAs(service, 'harbour');
    const quote = await quoteFor(client);
    const acceptance = anAcceptance(quote);

    const receipt = await client.request('quote.accept', acceptance);
    await restart();
    client.close();

    const trades = await bookedTrade(quote.rfqId);
    expect(receipt.ok && trades.map(({ tradeId }) => tradeId)).toEqual([receipt.ok && receipt.data.tradeId]);
    const again = await connectAs(service, 'harbour');
    expect(JSON.stringify(await again.request('quote.accept', acceptance))).toBe(JSON.stringify(receipt));
    again.close();
  }, 60_000);

  it('with a live quote ends that quote when its time has passed meanwhile', async () => {
    const client = await connectAs(service, 'harbour');
    const quote = await quoteFor(client, { desiredTtlMs: 1_000 });

    await restart();
    client.close();

    const again = await connectAs(service, 'harbour');
    await again.request('session.resume', { afterSeq: 0 });
    const expired = await again.event('quote.expired', ({ quoteId }) => quoteId === quote.quoteId);
    again.close();
    expect(expired.version).toBe(1);
  }, 60_000);
});

describe('a process told to stop', () => {
  it('answers what was asked, exits within 5 seconds, and keeps all data', async () => {
    const client = await connectAs(service, 'harbour');
    const quote = await quoteFor(client);
    const receipt = client.request('quote.accept', anAcceptance(quote));
    await client.event('quote.accepted', ({ quoteId }) => quoteId === quote.quoteId);

    const { code, tookMs } = await service.terminate();

    expect([code, (await receipt).ok]).toEqual([0, true]);
    expect(tookMs).toBeLessThan(5_000);
    client.close();
    service = await startProcess(backend.settings);
    expect(await bookedTrade(quote.rfqId)).toHaveLength(1);
  }, 60_000);
});
