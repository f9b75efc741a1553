import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Role } from '../../src/config.ts';
import { type Backend, openBackend } from '../support/backend.ts';
import { anAcceptance, anRfq, connectAs, quoteFor } from '../support/client.ts';
import { brokenInvariants } from '../support/invariants.ts';
import { startService, type TestService } from '../support/service.ts';
import { whileSuspended } from '../support/suspend.ts';

let backend: Backend;
let folder: string;
const running: TestService[] = [];

async function start(name: string, roles: readonly Role[]): Promise<TestService> {
  const service = await startService(backend, { roles, settings: { DATA_DIR: join(folder, name) } });
  running.push(service);
  return service;
}

beforeEach(async () => {
  backend = await openBackend();
  folder = mkdtempSync(join(tmpdir(), 'otc-roles-'));
}, 60_000);
afterEach(async () => {
  await Promise.all(running.splice(0).map((service) => service.stop()));
  await backend.close();
  rmSync(folder, { recursive: true });
});

describe('processes that share a database and Redis', () => {
  it('quote in one, book and expire in another, and tell the client on the first', async () => {
    const gateway = await start('gateway', ['gateway', 'market']);
    await start('worker', ['worker']);
    const client = await connectAs(gateway, 'harbour');
    const [accepted, expiring] = [await quoteFor(client), await quoteFor(client, { desiredTtlMs: 1_000 })];

    await client.request('quote.accept', anAcceptance(accepted));

    expect((await client.event('trade.booked')).quoteId).toBe(accepted.quoteId);
    expect((await client.event('quote.expired')).quoteId).toBe(expiring.quoteId);
    client.close();
  }, 60_000);

  it('show a client on one gateway, in order and once, what happened on another', async () => {
    const [one, two] = [await start('one', ['gateway', 'market']), await start('two', ['gateway', 'worker'])];
    const [here, there] = [await connectAs(one, 'harbour'), await connectAs(two, 'harbour')];

    for (const client of [here, there, here]) {
      const quote = await quoteFor(client);
      await client.request('quote.accept', anAcceptance(quote));
      await here.event('trade.booked', ({ quoteId }) => quoteId === quote.quoteId);
      await there.event('trade.booked', ({ quoteId }) => quoteId === quote.quoteId);
    }

    expect(here.events.map(({ seq }) => seq)).toEqual(here.events.map((_, index) => here.hello.lastSeq + 1 + index));
    expect(there.events).toEqual(here.events);
    expect(await brokenInvariants(one.db)).toEqual([]);
    here.close();
    there.close();
  }, 60_000);

  it('judge by the rules of now when another process has changed them a moment before', async () => {
    const [one, two] = [await start('one', ['gateway', 'market']), await start('two', ['gateway'])];
    const client = await connectAs(one, 'harbour');
    await quoteFor(client, { side: 'buy' });

    const refused = await whileSuspended(two, 'apr_option-btc-linear-ipi-buy', () =>
      client.request('rfq.create', anRfq({ side: 'buy' })),
    );

    expect(refused).toMatchObject({ ok: false, error: { code: 'PRODUCT_NOT_APPROVED' } });
    client.close();
  }, 60_000);
});
