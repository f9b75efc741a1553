import type { TradeView } from '../../src/contracts/trade.ts';
import { Decimal } from '../../src/platform/decimal.ts';
import { aForward, aLeg, anAcceptance, call, quoteFor, signIn, stateOf } from '../support/client.ts';
import { useService } from '../support/use-service.ts';

const used = useService();

describe('from a request to a booked trade', () => {
  it('quotes two ways from the moving market, firm, with server time and validity', async () => {
    const quote = await quoteFor(used.client);

    expect(quote.version).toBe(1);
    expect(new Decimal(quote.bid ?? '0').lt(quote.offer ?? '0')).toBe(true);
    expect(Date.parse(quote.validUntil) - Date.parse(quote.serverTime)).toBe(quote.ttlMs);
    expect(quote.reference.source).toBe('simulated');
    const [leg] = quote.legs;
    const volatilities = [leg?.impliedVolBid, quote.reference.impliedVol, leg?.impliedVolOffer].map(Number);
    expect(volatilities).toEqual([...volatilities].sort((a, b) => a - b));
    expect(quote.capacity).toBe('principal');
  });

  it('books the accepted quote once and shows the trade and the position', async () => {
    const quote = await quoteFor(used.client, { quantity: '2.5' });

    const receipt = await used.client.request('quote.accept', anAcceptance(quote, { side: 'sell' }));
    const trade = await used.client.event('trade.booked', (booked) => booked.quoteId === quote.quoteId);

    expect(receipt).toMatchObject({
      ok: true,
      data: { quoteId: quote.quoteId, state: 'accepted', tradeId: trade.tradeId },
    });
    expect(trade).toMatchObject({ state: 'booked', side: 'sell', price: quote.bid, quantity: '2.5' });
    expect(trade.premium).toBe(new Decimal(quote.bid ?? '0').times('-2.5').toString());
    const { token } = await signIn(used.service, 'harbour');
    const found = await call<TradeView>(used.service.url, { path: `/trades/${trade.tradeId}`, token });
    expect(found).toEqual({ ok: true, data: trade });
    expect(await stateOf(used.service.db, quote.rfqId)).toBe('booked');
  });

  it('adds up the position of one contract over trades in both directions', async () => {
    const leg = aLeg({ strike: '111000' });
    for (const [side, quantity] of [
      ['buy', '3'],
      ['sell', '1.25'],
    ] as const) {
      const quote = await quoteFor(used.client, { legs: [leg], quantity });
      await used.client.request('quote.accept', anAcceptance(quote, { side }));
      await used.client.event('trade.booked', (booked) => booked.quoteId === quote.quoteId);
    }

    const rows = await used.service.db.selectFrom('position').select(['instrument', 'quantity']).execute();

    const held = rows.filter(({ instrument }) => (instrument as { strike?: string }).strike === '111000');
    expect(held.map(({ quantity }) => new Decimal(quantity).toString())).toEqual(['1.75']);
  });

  it('gives a client who asks for one side that side only', async () => {
    const bought = await quoteFor(used.client, { side: 'buy' });
    const sold = await quoteFor(used.client, { side: 'sell' });

    expect([bought.bid, bought.legs[0]?.bid]).toEqual([null, null]);
    expect([sold.offer, sold.legs[0]?.offer]).toEqual([null, null]);
    expect(bought.offer).not.toBeNull();
    expect(sold.bid).not.toBeNull();
  });

  it('prices a package as the exact sum of its legs, sold legs at their bid', async () => {
    const legs = [aLeg({ strike: '100000' }), aLeg({ strike: '120000' }, { side: 'sell', ratio: '2' })];

    const quote = await quoteFor(used.client, { legs });

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
    const quote = await quoteFor(used.client, { legs, premiumCurrency });

    await used.client.request('quote.accept', anAcceptance(quote));
    const trade = await used.client.event('trade.booked', (booked) => booked.quoteId === quote.quoteId);

    expect(trade.premiumCurrency).toBe(premiumCurrency);
    expect(trade.price).toBe(quote.offer);
    const outright = legs[0]?.instrument.kind === 'forward' && legs[0].instrument.strike === undefined;
    expect(trade.premium).toBe(outright ? '0' : quote.offer);
  });

  it('holds a forward that was agreed outright as struck at the agreed price', async () => {
    const quote = await quoteFor(used.client, { legs: [aForward()], quantity: '0.5' });
    await used.client.request('quote.accept', anAcceptance(quote, { side: 'buy' }));
    await used.client.event('trade.booked', (booked) => booked.quoteId === quote.quoteId);

    const rows = await used.service.db.selectFrom('position').select('instrument').execute();

    expect(rows.map(({ instrument }) => (instrument as { strike?: string }).strike)).toContain(quote.offer);
  });

  it('stores a passport whose parts add up to each price exactly', async () => {
    const quote = await quoteFor(used.client, {
      legs: [aLeg(), aLeg({ strike: '130000' }, { side: 'sell', ratio: '1.5' })],
    });

    const { passport } = await used.service.db
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
});

type Parts = { price: string } & Record<string, string>;

describe('ways in which a quote ends without a trade', () => {
  it('TR-09: expires at its time, once, and cannot be accepted afterwards', async () => {
    const quote = await quoteFor(used.client, { desiredTtlMs: 1000 });

    const expired = await used.client.event('quote.expired', ({ quoteId }) => quoteId === quote.quoteId);
    const late = await used.client.request('quote.accept', anAcceptance(quote));

    expect(expired.version).toBe(1);
    expect(late).toMatchObject({ ok: false, error: { code: 'QUOTE_EXPIRED' } });
    expect(await stateOf(used.service.db, quote.rfqId)).toBe('expired');
  });

  it('is cancelled by the used.client, and asking twice gives the same answer', async () => {
    const quote = await quoteFor(used.client);

    const answers = [
      await used.client.request('rfq.cancel', { rfqId: quote.rfqId }),
      await used.client.request('rfq.cancel', { rfqId: quote.rfqId }),
    ];

    const cancelled = { ok: true, data: { rfqId: quote.rfqId, state: 'cancelled' } };
    expect(answers).toEqual([cancelled, cancelled]);
    expect((await used.client.event('rfq.cancelled')).by).toBe('client');
  });

  it('is passed by the client with a reason', async () => {
    const quote = await quoteFor(used.client);

    const answer = await used.client.request('quote.pass', {
      rfqId: quote.rfqId,
      quoteId: quote.quoteId,
      reason: 'too wide',
    });

    expect(answer).toEqual({ ok: true, data: { rfqId: quote.rfqId, state: 'passed' } });
    expect((await used.client.event('quote.passed', ({ quoteId }) => quoteId === quote.quoteId)).reason).toBe(
      'too wide',
    );
  });

  it.each(['rfq.cancel', 'quote.pass'] as const)('refuses %s once the quote is accepted', async (name) => {
    const quote = await quoteFor(used.client);
    await used.client.request('quote.accept', anAcceptance(quote));

    const ids = { rfqId: quote.rfqId, quoteId: quote.quoteId };
    const answer =
      name === 'rfq.cancel'
        ? await used.client.request(name, { rfqId: quote.rfqId })
        : await used.client.request(name, ids);

    expect(answer).toMatchObject({ ok: false, error: { code: 'ILLEGAL_TRANSITION' } });
  });
});
