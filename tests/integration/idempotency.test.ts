import { Decimal } from '../../src/platform/decimal.ts';
import { anAcceptance, anRfq, call, connectAs, quoteFor, signIn, stateOf } from '../support/client.ts';
import { useService } from '../support/use-service.ts';

const used = useService();

describe('asking again', () => {
  it('TR-08: gives the same RFQ for the same clientRfqId', async () => {
    const request = anRfq();

    const first = await used.client.request('rfq.create', request);
    const second = await used.client.request('rfq.create', request);

    expect(first.ok && second.ok && second.data.rfqId === first.data.rfqId).toBe(true);
  });

  it('TR-08: names the open or traded request that another one repeats, and quotes it all the same', async () => {
    const { client, service } = used;
    const create = async (request: ReturnType<typeof anRfq>) => {
      const answer = await client.request('rfq.create', request);
      if (!answer.ok) throw new Error(answer.error.message);
      return answer.data;
    };
    const [first, again] = [anRfq({ quantity: '1.7' }), anRfq({ quantity: '1.70' })];

    const one = await create(first);
    const two = await create(again);
    const other = await create(anRfq({ quantity: '1.8' }));
    const together = await Promise.all([anRfq({ quantity: '1.9' }), anRfq({ quantity: '1.9' })].map(create));
    const resent = await create(again);
    for (const { rfqId } of [one, two]) await client.request('rfq.cancel', { rfqId });
    const later = await create(anRfq({ quantity: '1.7' }));

    expect([one, two, other, resent, later].map(({ duplicateOf }) => duplicateOf)).toEqual([
      ...[null, one.rfqId, null, one.rfqId],
      null, // what it would repeat has ended without a trade
    ]);
    expect(two.state).toBe('quoted');
    const [a, b] = together;
    expect(together.map(({ duplicateOf }) => duplicateOf).sort()).toEqual(
      [null, a?.duplicateOf === null ? a.rfqId : b?.rfqId].sort(),
    );
    const { token } = await signIn(service, 'compliance-1');
    const said = await call(service.url, { path: `/decisions?rfq=${two.rfqId}&rule=TR-08`, token });
    const notes = [{ rule: 'TR-08', message: `DUPLICATE of ${one.rfqId}` }];
    expect(said).toMatchObject({ ok: true, data: { items: [{ point: 'request', allowed: true, notes }] } });
  });

  it('refuses another request under the same clientRfqId', async () => {
    const request = anRfq();
    await used.client.request('rfq.create', request);

    const other = await used.client.request('rfq.create', { ...request, quantity: '2' });

    expect(other).toMatchObject({ ok: false, error: { code: 'DUPLICATE_REQUEST', details: { path: 'clientRfqId' } } });
  });

  it('answers all of many identical requests sent at once with one RFQ', async () => {
    const request = anRfq();

    const answers = await Promise.all(Array.from({ length: 20 }, () => used.client.request('rfq.create', request)));

    const ids = new Set(answers.map((answer) => (answer.ok ? answer.data.rfqId : answer.error.code)));
    expect(ids.size).toBe(1);
    const rows = await used.service.db
      .selectFrom('rfq')
      .select('rfq_id')
      .where('client_rfq_id', '=', request.clientRfqId)
      .execute();
    expect(rows).toHaveLength(1);
  });

  it('gives the identical receipt for the same acceptance, also over HTTP and after the booking', async () => {
    const quote = await quoteFor(used.client);
    const acceptance = anAcceptance(quote);

    const first = await used.client.request('quote.accept', acceptance);
    await used.client.event('trade.booked', (booked) => booked.quoteId === quote.quoteId);
    const second = await used.client.request('quote.accept', acceptance);
    const { token } = await signIn(used.service, 'harbour');
    const path = `/quotes/${quote.quoteId}/accept`;
    const third = await call(used.service.url, { method: 'POST', path, token, body: acceptance });

    expect(JSON.stringify(second)).toBe(JSON.stringify(first));
    expect(JSON.stringify(third)).toBe(JSON.stringify(first));
  });

  it('keeps a final refusal under its clientAcceptId', async () => {
    const quote = await quoteFor(used.client);
    const wrong = anAcceptance(quote, { price: '1' });

    const first = await used.client.request('quote.accept', wrong);
    const again = await used.client.request('quote.accept', wrong);
    const mended = await used.client.request('quote.accept', { ...wrong, price: quote.offer ?? '' });

    expect(first).toMatchObject({ ok: false, error: { code: 'PRICE_MISMATCH' } });
    expect(again).toEqual(first);
    expect(mended).toMatchObject({ ok: false, error: { code: 'DUPLICATE_REQUEST' } });
  });

  it('TR-08: gives a second acceptance on the same terms the first receipt, and on other terms a refusal', async () => {
    const quote = await quoteFor(used.client);

    const first = await used.client.request('quote.accept', anAcceptance(quote, { side: 'buy' }));
    const same = await used.client.request('quote.accept', anAcceptance(quote, { side: 'buy' }));
    const other = await used.client.request('quote.accept', anAcceptance(quote, { side: 'sell' }));

    expect(same).toEqual(first);
    expect(other).toMatchObject({ ok: false, error: { code: 'ILLEGAL_TRANSITION' } });
  });
});

describe('an acceptance that does not echo the quote', () => {
  it.each([
    { field: 'version', change: { version: 2 }, code: 'QUOTE_SUPERSEDED' },
    { field: 'price', change: { price: '0.01' }, code: 'PRICE_MISMATCH' },
    { field: 'quantity', change: { quantity: '2' }, code: 'QUANTITY_MISMATCH' },
  ])('is refused for its $field', async ({ change, code, field }) => {
    const quote = await quoteFor(used.client);

    const answer = await used.client.request('quote.accept', anAcceptance(quote, change));

    expect(answer).toMatchObject({ ok: false, error: { code, details: { path: field } } });
    expect(await stateOf(used.service.db, quote.rfqId)).toBe('quoted');
  });

  it('is refused on a side that was not quoted', async () => {
    const quote = await quoteFor(used.client, { side: 'buy' });

    const answer = await used.client.request(
      'quote.accept',
      anAcceptance(quote, { side: 'sell', price: quote.offer ?? '' }),
    );

    expect(answer).toMatchObject({ ok: false, error: { code: 'SIDE_MISMATCH' } });
  });

  it('is taken with the same price written otherwise', async () => {
    const quote = await quoteFor(used.client, { side: 'buy', quantity: '1.0' });

    const answer = await used.client.request(
      'quote.accept',
      anAcceptance(quote, { price: new Decimal(quote.offer ?? '').toFixed(8), quantity: '1' }),
    );

    expect(answer.ok).toBe(true);
  });

  it("treats a stranger's quote like no quote", async () => {
    const quote = await quoteFor(used.client);
    const stranger = await connectAs(used.service, 'lantau');

    const theirs = await stranger.request('quote.accept', anAcceptance(quote));
    const nobodys = await stranger.request('quote.accept', { ...anAcceptance(quote), rfqId: 'rfq_0', quoteId: 'qt_0' });

    stranger.close();
    expect(theirs).toMatchObject({ ok: false, error: { code: 'NOT_FOUND' } });
    expect(nobodys).toMatchObject({ ok: false, error: { code: 'NOT_FOUND' } });
    expect(await stateOf(used.service.db, quote.rfqId)).toBe('quoted');
  });
});
