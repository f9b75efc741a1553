import type { Confirmation } from '../../src/contracts/confirmation.ts';
import { anAcceptance, anRfq, call, connectAs, quoteFor, signIn } from '../support/client.ts';
import { brokenInvariants } from '../support/invariants.ts';
import { useService } from '../support/use-service.ts';

const used = useService();

async function subAccounts(): Promise<string[]> {
  const catalogue = await used.client.request('catalogue.get', {});
  if (!catalogue.ok) throw new Error(catalogue.error.message);
  return (catalogue.data.subAccounts ?? []).map(({ accountId }) => accountId);
}

describe('allocating a trade', () => {
  it('books one trade, with the shares in it and in its confirmation', async () => {
    const { client, service } = used;
    const [first = '', second = ''] = await subAccounts();
    const allocations = [
      { accountId: first, quantity: '1.5' },
      { accountId: second, quantity: '0.5' },
    ];

    const quote = await quoteFor(client, { side: 'buy', quantity: '2', allocations });
    await client.request('quote.accept', anAcceptance(quote));
    const trade = await client.event('trade.booked', ({ rfqId }) => rfqId === quote.rfqId);

    const { token } = await signIn(service, 'harbour');
    const path = `/trades/${trade.tradeId}/confirmation`;
    const confirmation = await call<Confirmation>(service.url, { path, token });
    expect([trade.quantity, trade.allocations]).toEqual(['2', allocations]);
    expect(confirmation).toMatchObject({ ok: true, data: { allocations } });
    expect(await brokenInvariants(service.db)).toEqual([]);
  });

  it('is refused to accounts that are not the asker’s own', async () => {
    const [first = ''] = await subAccounts();
    const lantau = await connectAs(used.service, 'lantau');
    const request = anRfq({ allocations: [{ accountId: first, quantity: '1' }] });

    const stranger = await lantau.request('rfq.create', request);
    const self = await used.client.request('rfq.create', {
      ...request,
      allocations: [{ accountId: used.client.hello.account, quantity: '1' }],
    });
    lantau.close();

    const refused = { ok: false, error: { code: 'VALIDATION_FAILED', details: { path: 'allocations.0.accountId' } } };
    expect([stranger, self]).toMatchObject([refused, refused]);
  });
});
