import { anAcceptance, quoteFor, stateOf } from '../support/client.ts';
import { whileSuspended } from '../support/suspend.ts';
import { useService } from '../support/use-service.ts';

// No worker: what is accepted waits until a test books it.
const used = useService({ roles: ['gateway', 'market'] });

const BUY_CALL = 'apr_option-btc-linear-ipi-buy';

async function decisionAt(rfqId: string, point: string) {
  const row = await used.service.db
    .selectFrom('decision')
    .selectAll()
    .where('rfq_id', '=', rfqId)
    .where('point', '=', point)
    .executeTakeFirstOrThrow();
  return {
    allowed: row.allowed,
    rules: (row.failures as { rule: string }[]).map(({ rule }) => rule),
    epoch: row.epoch,
  };
}

describe('a flip of an approval', () => {
  it('PA-12: revokes the live quotes it hits and pushes it within a second, and leaves the others live', async () => {
    const { service, client } = used;
    const hit = await quoteFor(client, { side: 'buy' });
    const other = await quoteFor(client, { side: 'sell' });

    const startedAt = performance.now();
    const event = await whileSuspended(service, BUY_CALL, () =>
      client.event('quote.revoked', ({ quoteId }) => quoteId === hit.quoteId),
    );

    expect(performance.now() - startedAt).toBeLessThan(1_000);
    expect(event).toEqual({ quoteId: hit.quoteId, version: 1, reason: 'This product is currently suspended.' });
    expect(await stateOf(service.db, hit.rfqId)).toBe('revoked');
    expect(await stateOf(service.db, other.rfqId)).toBe('quoted');
    expect(await decisionAt(hit.rfqId, 'live')).toMatchObject({ allowed: false, rules: ['PA-03'] });
    expect((await client.request('quote.accept', anAcceptance(other))).ok).toBe(true);
  });
});
