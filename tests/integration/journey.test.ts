import type { TradeView } from '../../src/contracts/trade.ts';
import { Decimal } from '../../src/platform/decimal.ts';
import { type Backend, openBackend } from '../support/backend.ts';
import {
  aForward,
  aLeg,
  anAcceptance,
  anRfq,
  call,
  connectAs,
  expiryInDays,
  freshId,
  quoteFor,
  signIn,
  type TestClient,
} from '../support/client.ts';
import { startService, type TestService } from '../support/service.ts';

let backend: Backend;
let service: TestService;
let client: TestClient;

beforeAll(async () => {
  backend = await openBackend();
  service = await startService(backend);
}, 60_000);
afterAll(async () => {
  await service?.stop();
  await backend?.close();
});
beforeEach(async () => {
  client = await connectAs(service, 'harbour');
});
afterEach(() => client.close());

async function stateOf(rfqId: string): Promise<string> {
  const row = await service.db.selectFrom('rfq').select('state').where('rfq_id', '=', rfqId).executeTakeFirstOrThrow();
  return row.state;
}

describe('from a request to a booked trade', () => {
  it('quotes two ways from the moving market, firm, with server time and validity', async () => {
    const quote = await quoteFor(client);

    expect(quote.version).toBe(1);
    expect(new Decimal(quote.bid ?? '0').lt(quote.offer ?? '0')).toBe(true);
    expect(Date.parse(quote.validUntil) - Date.parse(quote.serverTime)).toBe(quote.ttlMs);
    expect(quote.reference.source).toBe('simulated');
    expect(quote.capacity).toBe('principal');
  });

  it('books the accepted quote once and shows the trade and the position', async () => {
    const quote = await quoteFor(client, { quantity: '2.5' });

    const receipt = await client.request('quote.accept', anAcceptance(quote, { side: 'sell' }));
    const trade = await client.event('trade.booked', (booked) => booked.quoteId === quote.quoteId);

    expect(receipt).toMatchObject({
      ok: true,
      data: { quoteId: quote.quoteId, state: 'accepted', tradeId: trade.tradeId },
    });
    expect(trade).toMatchObject({ state: 'booked', side: 'sell', price: quote.bid, quantity: '2.5' });
    expect(trade.premium).toBe(new Decimal(quote.bid ?? '0').times('-2.5').toString());
    const { token } = await signIn(service, 'harbour');
    const found = await call<TradeView>(service.url, { path: `/trades/${trade.tradeId}`, token });
    expect(found).toEqual({ ok: true, data: trade });
    expect(await stateOf(quote.rfqId)).toBe('booked');
  });

  it('adds up the position of one contract over trades in both directions', async () => {
    const leg = aLeg({ strike: '111000' });
    for (const [side, quantity] of [
      ['buy', '3'],
      ['sell', '1.25'],
    ] as const) {
      const quote = await quoteFor(client, { legs: [leg], quantity });
      await client.request('quote.accept', anAcceptance(quote, { side }));
      await client.event('trade.booked', (booked) => booked.quoteId === quote.quoteId);
    }

    const rows = await service.db.selectFrom('position').select(['instrument', 'quantity']).execute();

    const held = rows.filter(({ instrument }) => (instrument as { strike?: string }).strike === '111000');
    expect(held.map(({ quantity }) => new Decimal(quantity).toString())).toEqual(['1.75']);
  });

  it('gives a client who asks for one side that side only', async () => {
    const bought = await quoteFor(client, { side: 'buy' });
    const sold = await quoteFor(client, { side: 'sell' });

    expect([bought.bid, bought.legs[0]?.bid]).toEqual([null, null]);
    expect([sold.offer, sold.legs[0]?.offer]).toEqual([null, null]);
    expect(bought.offer).not.toBeNull();
    expect(sold.bid).not.toBeNull();
  });

  it('prices a package as the exact sum of its legs, sold legs at their bid', async () => {
    const legs = [aLeg({ strike: '100000' }), aLeg({ strike: '120000' }, { side: 'sell', ratio: '2' })];

    const quote = await quoteFor(client, { legs });

    const [near, far] = quote.legs;
    expect(quote.offer).toBe(
      new Decimal(near?.offer ?? 'NaN').minus(new Decimal(far?.bid ?? 'NaN').times(2)).toString(),
    );
    expect(quote.bid).toBe(new Decimal(near?.bid ?? 'NaN').minus(new Decimal(far?.offer ?? 'NaN').times(2)).toString());
  });

  it.each([
    { what: 'an outright forward', legs: [aForward()], premiumCurrency: 'USD' as const },
    { what: 'an off-market forward', legs: [aForward('90000')], premiumCurrency: 'USD' as const },
    {
      what: 'a coin-settled put with its premium in coin',
      legs: [
        aLeg({
          optionType: 'put',
          strike: '95000',
          settlement: { method: 'cash', style: 'inverse', currency: 'BTC', fixing: 'DERIBIT_TWAP30' },
        }),
      ],
      premiumCurrency: 'BTC' as const,
    },
    { what: 'a call with its premium in USDT', legs: [aLeg()], premiumCurrency: 'USDT' as const },
  ])('quotes and books $what', async ({ legs, premiumCurrency }) => {
    const quote = await quoteFor(client, { legs, premiumCurrency });

    await client.request('quote.accept', anAcceptance(quote));
    const trade = await client.event('trade.booked', (booked) => booked.quoteId === quote.quoteId);

    expect(trade.premiumCurrency).toBe(premiumCurrency);
    expect(trade.price).toBe(quote.offer);
    const outright = legs[0]?.instrument.kind === 'forward' && legs[0].instrument.strike === undefined;
    expect(trade.premium).toBe(outright ? '0' : quote.offer);
  });

  it('holds a forward that was agreed outright as struck at the agreed price', async () => {
    const quote = await quoteFor(client, { legs: [aForward()], quantity: '0.5' });
    await client.request('quote.accept', anAcceptance(quote, { side: 'buy' }));
    await client.event('trade.booked', (booked) => booked.quoteId === quote.quoteId);

    const rows = await service.db.selectFrom('position').select('instrument').execute();

    expect(rows.map(({ instrument }) => (instrument as { strike?: string }).strike)).toContain(quote.offer);
  });

  it('stores a passport whose parts add up to each price exactly', async () => {
    const quote = await quoteFor(client, {
      legs: [aLeg(), aLeg({ strike: '130000' }, { side: 'sell', ratio: '1.5' })],
    });

    const { passport } = await service.db
      .selectFrom('quote')
      .select('passport')
      .where('quote_id', '=', quote.quoteId)
      .executeTakeFirstOrThrow();

    const { bid, offer, legs } = passport as { bid: Parts; offer: Parts; legs: { bid: Parts; offer: Parts }[] };
    for (const parts of [bid, offer, ...legs.flatMap((leg) => [leg.bid, leg.offer])]) {
      const { price, ...rest } = parts;
      const sum = Object.values(rest).reduce((total, part) => total.plus(part), new Decimal(0));
      expect(sum.toString()).toBe(price);
    }
    expect([bid.price, offer.price]).toEqual([quote.bid, quote.offer]);
  });

  it('stores the snapshot that the quote refers to under its content address', async () => {
    const quote = await quoteFor(client);
    const { token } = await signIn(service, 'risk');

    const answer = await call<{ snapshot: { underlyings: Record<string, { spot: number }> } }>(service.url, {
      path: `/market/snapshots/${quote.reference.snapshotId}`,
      token,
    });

    expect(answer.ok && String(answer.data.snapshot.underlyings['BTC-USD']?.spot)).toBe(quote.reference.spot);
  });
});

type Parts = { price: string } & Record<string, string>;

describe('ways in which a quote ends without a trade', () => {
  it('expires at its time, once, and cannot be accepted afterwards', async () => {
    const quote = await quoteFor(client, { desiredTtlMs: 1000 });

    const expired = await client.event('quote.expired', ({ quoteId }) => quoteId === quote.quoteId);
    const late = await client.request('quote.accept', anAcceptance(quote));

    expect(expired.version).toBe(1);
    expect(late).toMatchObject({ ok: false, error: { code: 'QUOTE_EXPIRED' } });
    expect(await stateOf(quote.rfqId)).toBe('expired');
  });

  it('is cancelled by the client, and asking twice gives the same answer', async () => {
    const quote = await quoteFor(client);

    const answers = [
      await client.request('rfq.cancel', { rfqId: quote.rfqId }),
      await client.request('rfq.cancel', { rfqId: quote.rfqId }),
    ];

    const cancelled = { ok: true, data: { rfqId: quote.rfqId, state: 'cancelled' } };
    expect(answers).toEqual([cancelled, cancelled]);
    expect((await client.event('rfq.cancelled')).by).toBe('client');
  });

  it('is passed by the client with a reason', async () => {
    const quote = await quoteFor(client);

    const answer = await client.request('quote.pass', {
      rfqId: quote.rfqId,
      quoteId: quote.quoteId,
      reason: 'too wide',
    });

    expect(answer).toEqual({ ok: true, data: { rfqId: quote.rfqId, state: 'passed' } });
    expect((await client.event('quote.passed', ({ quoteId }) => quoteId === quote.quoteId)).reason).toBe('too wide');
  });

  it.each(['rfq.cancel', 'quote.pass'] as const)('refuses %s once the quote is accepted', async (name) => {
    const quote = await quoteFor(client);
    await client.request('quote.accept', anAcceptance(quote));

    const ids = { rfqId: quote.rfqId, quoteId: quote.quoteId };
    const answer =
      name === 'rfq.cancel' ? await client.request(name, { rfqId: quote.rfqId }) : await client.request(name, ids);

    expect(answer).toMatchObject({ ok: false, error: { code: 'ILLEGAL_TRANSITION' } });
  });
});

describe('asking again', () => {
  it('gives the same RFQ for the same clientRfqId', async () => {
    const request = anRfq();

    const first = await client.request('rfq.create', request);
    const second = await client.request('rfq.create', request);

    expect(first.ok && second.ok && second.data.rfqId === first.data.rfqId).toBe(true);
  });

  it('refuses another request under the same clientRfqId', async () => {
    const request = anRfq();
    await client.request('rfq.create', request);

    const other = await client.request('rfq.create', { ...request, quantity: '2' });

    expect(other).toMatchObject({ ok: false, error: { code: 'DUPLICATE_REQUEST', details: { path: 'clientRfqId' } } });
  });

  it('answers all of many identical requests sent at once with one RFQ', async () => {
    const request = anRfq();

    const answers = await Promise.all(Array.from({ length: 20 }, () => client.request('rfq.create', request)));

    const ids = new Set(answers.map((answer) => (answer.ok ? answer.data.rfqId : answer.error.code)));
    expect(ids.size).toBe(1);
    const rows = await service.db
      .selectFrom('rfq')
      .select('rfq_id')
      .where('client_rfq_id', '=', request.clientRfqId)
      .execute();
    expect(rows).toHaveLength(1);
  });

  it('gives the identical receipt for the same acceptance, also over HTTP and after the booking', async () => {
    const quote = await quoteFor(client);
    const acceptance = anAcceptance(quote);

    const first = await client.request('quote.accept', acceptance);
    await client.event('trade.booked', (booked) => booked.quoteId === quote.quoteId);
    const second = await client.request('quote.accept', acceptance);
    const { token } = await signIn(service, 'harbour');
    const path = `/quotes/${quote.quoteId}/accept`;
    const third = await call(service.url, { method: 'POST', path, token, body: acceptance });

    expect(JSON.stringify(second)).toBe(JSON.stringify(first));
    expect(JSON.stringify(third)).toBe(JSON.stringify(first));
  });

  it('keeps a final refusal under its clientAcceptId', async () => {
    const quote = await quoteFor(client);
    const wrong = anAcceptance(quote, { price: '1' });

    const first = await client.request('quote.accept', wrong);
    const again = await client.request('quote.accept', wrong);
    const mended = await client.request('quote.accept', { ...wrong, price: quote.offer ?? '' });

    expect(first).toMatchObject({ ok: false, error: { code: 'PRICE_MISMATCH' } });
    expect(again).toEqual(first);
    expect(mended).toMatchObject({ ok: false, error: { code: 'DUPLICATE_REQUEST' } });
  });

  it('gives a second acceptance on the same terms the first receipt, and on other terms a refusal', async () => {
    const quote = await quoteFor(client);

    const first = await client.request('quote.accept', anAcceptance(quote, { side: 'buy' }));
    const same = await client.request('quote.accept', anAcceptance(quote, { side: 'buy' }));
    const other = await client.request('quote.accept', anAcceptance(quote, { side: 'sell' }));

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
    const quote = await quoteFor(client);

    const answer = await client.request('quote.accept', anAcceptance(quote, change));

    expect(answer).toMatchObject({ ok: false, error: { code, details: { path: field } } });
    expect(await stateOf(quote.rfqId)).toBe('quoted');
  });

  it('is refused on a side that was not quoted', async () => {
    const quote = await quoteFor(client, { side: 'buy' });

    const answer = await client.request(
      'quote.accept',
      anAcceptance(quote, { side: 'sell', price: quote.offer ?? '' }),
    );

    expect(answer).toMatchObject({ ok: false, error: { code: 'SIDE_MISMATCH' } });
  });

  it('is taken with the same price written otherwise', async () => {
    const quote = await quoteFor(client, { side: 'buy', quantity: '1.0' });

    const answer = await client.request(
      'quote.accept',
      anAcceptance(quote, { price: `${quote.offer}0`, quantity: '1' }),
    );

    expect(answer.ok).toBe(true);
  });

  it("treats a stranger's quote like no quote", async () => {
    const quote = await quoteFor(client);
    const stranger = await connectAs(service, 'lantau');

    const theirs = await stranger.request('quote.accept', anAcceptance(quote));
    const nobodys = await stranger.request('quote.accept', { ...anAcceptance(quote), rfqId: 'rfq_0', quoteId: 'qt_0' });

    stranger.close();
    expect(theirs).toMatchObject({ ok: false, error: { code: 'NOT_FOUND' } });
    expect(nobodys).toMatchObject({ ok: false, error: { code: 'NOT_FOUND' } });
    expect(await stateOf(quote.rfqId)).toBe('quoted');
  });
});

describe('bad input', () => {
  it.each([
    { what: 'an unknown field', change: { colour: 'red' }, path: 'colour' },
    { what: 'a number for a decimal', change: { quantity: 1 }, path: 'quantity' },
    { what: 'a quantity of zero', change: { quantity: '0' }, path: 'quantity' },
    { what: 'an exponent', change: { quantity: '1e3' }, path: 'quantity' },
    { what: 'no legs', change: { legs: [] }, path: 'legs' },
    { what: 'a local time', change: { legs: [aLeg({ expiry: '2027-03-26' })] }, path: 'legs.0.instrument.expiry' },
    { what: 'a limit price', change: { limitPrice: '100' }, path: 'limitPrice' },
    { what: 'a client id with a space', change: { clientRfqId: 'a b' }, path: 'clientRfqId' },
  ])('$what is refused, naming the path', async ({ change, path }) => {
    const payload = { ...anRfq(), ...change } as Parameters<TestClient['request']>[1];

    const answer = await client.request('rfq.create', payload as never);

    expect(answer).toMatchObject({
      ok: false,
      error: { code: 'VALIDATION_FAILED', retryable: false, details: { path } },
    });
  });

  it('answers an unknown event, a missing payload and a payload of the wrong type', async () => {
    const unknown = await client.socket.timeout(5_000).emitWithAck('rfq.destroy', {});
    const missing = await client.socket.timeout(5_000).emitWithAck('rfq.create');
    const text = await client.socket.timeout(5_000).emitWithAck('rfq.create', 'hello');

    for (const answer of [unknown, missing, text])
      expect(answer).toMatchObject({ ok: false, error: { code: 'VALIDATION_FAILED' } });
  });
});

describe('events of an account', () => {
  it('come in sequence without a gap, the same on every socket, and again on resume', async () => {
    const second = await connectAs(service, 'harbour');
    const quote = await quoteFor(client);
    await client.request('quote.accept', anAcceptance(quote));
    await second.event('trade.booked', (booked) => booked.quoteId === quote.quoteId);
    await client.event('trade.booked', (booked) => booked.quoteId === quote.quoteId);

    const sequence = client.events.map(({ seq }) => seq);
    expect(sequence).toEqual(sequence.map((_, index) => client.hello.lastSeq + 1 + index));
    expect(second.events).toEqual(client.events);

    const third = await connectAs(service, 'harbour');
    const resumed = await third.request('session.resume', { afterSeq: client.hello.lastSeq });
    await third.event('trade.booked', (booked) => booked.quoteId === quote.quoteId);
    expect(resumed).toMatchObject({ ok: true, data: { fromSeq: client.hello.lastSeq + 1, gap: false } });
    expect(third.events.slice(0, client.events.length)).toEqual(client.events);
    second.close();
    third.close();
  });

  it('can be read again from the very first one', async () => {
    await quoteFor(client);
    const again = await connectAs(service, 'harbour');

    const resumed = await again.request('session.resume', { afterSeq: 0 });
    await again.event('quote.live', (quote) => quote.clientRfqId === client.events.at(-1)?.data['clientRfqId']);

    expect(resumed).toMatchObject({ ok: true, data: { fromSeq: 1, gap: false } });
    expect(again.events.map(({ seq }) => seq)).toEqual(again.events.map((_, index) => index + 1));
    again.close();
  });

  it('refuses to resume after what has not happened', async () => {
    const answer = await client.request('session.resume', { afterSeq: 1_000_000 });

    expect(answer).toMatchObject({ ok: false, error: { code: 'VALIDATION_FAILED', details: { path: 'afterSeq' } } });
  });
});

describe('the market and the catalogue', () => {
  it('streams the market of what was subscribed, until it is no longer', async () => {
    const seen: string[] = [];
    client.socket.on('market', ({ underlying }: { underlying: string }) => seen.push(underlying));

    const subscribed = await client.request('market.subscribe', { underlyings: ['ETH-USD', 'DOGE-USD'] });
    await new Promise((resolve) => client.socket.once('market', resolve));
    const unsubscribed = await client.request('market.unsubscribe', { underlyings: ['ETH-USD'] });

    expect(subscribed).toEqual({ ok: true, data: { underlyings: ['ETH-USD'] } });
    expect(unsubscribed).toEqual({ ok: true, data: { underlyings: [] } });
    expect(new Set(seen)).toEqual(new Set(['ETH-USD']));
  });

  it('shows each account what it may ask for now', async () => {
    const chan = await connectAs(service, 'chan');
    const retail = await connectAs(service, 'retail');

    const [institution, individual, none] = await Promise.all(
      [client, chan, retail].map((one) => one.request('catalogue.get', {})),
    );

    const directions = (answer: typeof institution) =>
      answer?.ok === true
        ? answer.data.entries.find((entry) => entry.kind === 'option' && entry.underlying === 'BTC-USD')?.directions
        : null;
    expect(directions(institution)).toEqual(['buy', 'sell']);
    expect(directions(individual)).toEqual(['buy']);
    expect(none).toMatchObject({ ok: true, data: { entries: [] } });
    chan.close();
    retail.close();
  });
});

describe('a request for a person', () => {
  it('is refused while no desk is open, and recorded', async () => {
    const answer = await client.request('rfq.create', anRfq({ manual: true, clientRfqId: freshId('manual') }));

    expect(answer).toMatchObject({ ok: false, error: { code: 'DESK_CLOSED' } });
  });
});

describe('an expiry', () => {
  it('of today or the past, or off the 08:00 UTC cut, is refused', async () => {
    const offCut = expiryInDays(30).replace('T08', 'T09');
    for (const expiry of [expiryInDays(-1), offCut]) {
      const answer = await client.request('rfq.create', anRfq({ legs: [aLeg({ expiry })] }));
      expect(answer).toMatchObject({ ok: false, error: { code: 'INVALID_EXPIRY' } });
    }
  });
});
