import type { QuoteView } from '../../src/contracts/quote.ts';
import { type Backend, openBackend } from '../support/backend.ts';
import { anAcceptance, connectAs } from '../support/client.ts';
import { deskAs, queuedRfq, sendSpread } from '../support/desk-client.ts';
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

describe('a process killed while the desk works', () => {
  it('loses neither who has a request nor what waits for a second person: it is approved and traded after the restart', async () => {
    const before = { client: await connectAs(service, 'harbour'), trader: await deskAs(service, 'trader') };
    const waiting = await queuedRfq(before.client);
    const rfqId = await queuedRfq(before.client, { quantity: '300' });
    await before.trader.done('rfq.pickUp', { rfqId });
    const proposed = await sendSpread(before.trader, rfqId, { ttlMs: 60_000 });

    await service.kill();
    service = await startProcess(backend.settings);

    const [client, second] = [await connectAs(service, 'harbour'), await deskAs(service, 'trader-2')];
    const { items, proposals } = await second.done('desk.queue', {});
    expect(items.map((item) => [item.rfqId, item.state, item.pickedUpBy])).toEqual(
      expect.arrayContaining([
        [waiting, 'queued', null],
        [rfqId, 'pickedUp', 'trader'],
      ]),
    );
    const { quoteId, version } = proposed;
    expect(proposals).toContainEqual(expect.objectContaining({ quoteId, version, proposedBy: 'trader' }));
    await second.done('quote.approve', { quoteId, version });
    const quote = await client.event('quote.live', (one: QuoteView) => one.rfqId === rfqId);
    expect(await client.request('quote.accept', anAcceptance(quote))).toMatchObject({ ok: true });
    await client.event('trade.booked', (trade) => trade.rfqId === rfqId);
    client.close();
    second.close();
  }, 60_000);
});
