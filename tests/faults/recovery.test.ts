import { type Backend, openBackend } from '../support/backend.ts';
import { anAcceptance, connectAs, quoteFor, stateOf } from '../support/client.ts';
import { brokenInvariants } from '../support/invariants.ts';
import { startService } from '../support/service.ts';

let backend: Backend;

beforeEach(async () => {
  backend = await openBackend();
}, 60_000);
afterEach(() => backend.close());

describe('a service without its jobs', () => {
  it('books what was accepted and ends what is due as soon as a worker looks in the database', async () => {
    const gateway = await startService(backend, { roles: ['gateway', 'market'] });
    const client = await connectAs(gateway, 'harbour');
    const [accepted, due] = [await quoteFor(client), await quoteFor(client, { desiredTtlMs: 1_000 })];
    await client.request('quote.accept', anAcceptance(accepted));
    expect(await stateOf(gateway.db, accepted.rfqId)).toBe('accepted');
    client.close();
    await gateway.stop();

    // On services the queue lost every job with its Redis; embedded, they went with the process.
    const worker = await startService({ ...backend, settings: withoutQueue(backend) }, {});
    const again = await connectAs(worker, 'harbour');
    await again.request('session.resume', { afterSeq: 0 });
    const trade = await again.event('trade.booked');
    await again.event('quote.expired', ({ quoteId }) => quoteId === due.quoteId);

    expect(trade.quoteId).toBe(accepted.quoteId);
    expect(await brokenInvariants(worker.db)).toEqual([]);
    again.close();
    await worker.stop();
  }, 60_000);
});

function withoutQueue({ settings }: Backend): Record<string, string> {
  const { REDIS_URL: _lost, ...kept } = settings;
  return kept;
}
