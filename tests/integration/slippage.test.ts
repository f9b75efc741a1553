import type { QuoteView } from '../../src/contracts/quote.ts';
import { Decimal } from '../../src/platform/decimal.ts';
import { aForward, anAcceptance, quoteFor } from '../support/client.ts';
import { deskAs, queuedRfq, type TestDesk } from '../support/desk-client.ts';
import { brokenInvariants } from '../support/invariants.ts';
import { useService } from '../support/use-service.ts';

const used = useService();
const ROUNDS = 8;

const version = (rfqId: string, number: number) =>
  used.client.event('quote.live', (quote) => quote.rfqId === rfqId && quote.version === number);

/** Two versions of a person's price on a market that stands still: the second is `by` wider on each side. */
async function requoted(trader: TestDesk, by: string): Promise<{ first: QuoteView; second: QuoteView }> {
  const rfqId = await queuedRfq(used.client, { legs: [aForward()] });
  await trader.done('rfq.pickUp', { rfqId });
  await trader.done('quote.send', { rfqId, spread: '100' });
  const first = await version(rfqId, 1);
  const send = {
    rfqId,
    bid: new Decimal(first.bid ?? 0).minus(by).toString(),
    offer: new Decimal(first.offer ?? 0).plus(by).toString(),
  };
  await trader.done('quote.send', send);
  return { first, second: await version(rfqId, 2) };
}

describe('accepting a version that was replaced', () => {
  let trader: TestDesk;
  beforeEach(async () => {
    trader = await deskAs(used.service, 'trader');
  });
  afterEach(() => trader.close());

  it.each([
    { side: 'buy', by: '5', tolerance: '5', trades: true },
    { side: 'sell', by: '5', tolerance: '5', trades: true },
    { side: 'buy', by: '5', tolerance: '4.99', trades: false },
    { side: 'sell', by: '5', tolerance: '4.99', trades: false },
    { side: 'buy', by: '-20', tolerance: '0', trades: true },
    { side: 'sell', by: '-20', tolerance: '0', trades: true },
  ] as const)('to $side, worse by $by, with a tolerance of $tolerance trades: $trades', async (given) => {
    const { side, by, tolerance, trades } = given;
    const { first, second } = await requoted(trader, by);
    const [asked, now] = side === 'buy' ? [first.offer, second.offer] : [first.bid, second.bid];

    const answer = await used.client.request('quote.accept', anAcceptance(first, { side, slippage: { tolerance } }));

    if (!trades) {
      expect(answer).toMatchObject({
        ok: false,
        error: { code: 'QUOTE_SUPERSEDED', details: { requestedPrice: asked, price: now, tolerance, expected: 2 } },
      });
      await used.client.request('rfq.cancel', { rfqId: first.rfqId });
      return;
    }
    expect(answer).toMatchObject({
      ok: true,
      data: { version: 2, executedPrice: now, requestedVersion: 1, requestedPrice: asked },
    });
    const trade = await used.client.event('trade.booked', ({ rfqId }) => rfqId === first.rfqId);
    expect([trade.price, trade.quoteVersion]).toEqual([now, 2]);
    expect(await recordedOf(first.rfqId)).toMatchObject({
      quote_version: 2,
      requested_version: 1,
      requested_price: asked,
    });
    expect(await brokenInvariants(used.service.db)).toEqual([]);
  });

  it('must name that version’s own price and quantity, and without slippage trades at no price', async () => {
    const { first } = await requoted(trader, '0.01');
    const slippage = { tolerance: '100' };
    const ask = (changes: Parameters<typeof anAcceptance>[1]) =>
      used.client.request('quote.accept', anAcceptance(first, changes));

    const answers = {
      otherPrice: await ask({ slippage, price: '1' }),
      otherQuantity: await ask({ slippage, quantity: '7' }),
      noSuchVersion: await ask({ slippage, version: 9 }),
      none: await ask({}),
      negative: await ask({ slippage: { tolerance: '-1' } }),
    };
    await used.client.request('rfq.cancel', { rfqId: first.rfqId });

    const refused = (code: string) => ({ ok: false, error: { code } });
    expect(answers).toMatchObject({
      otherPrice: refused('PRICE_MISMATCH'),
      otherQuantity: refused('QUANTITY_MISMATCH'),
      noSuchVersion: refused('QUOTE_SUPERSEDED'),
      none: refused('QUOTE_SUPERSEDED'),
      negative: refused('VALIDATION_FAILED'),
    });
  });

  it('gives the same receipt when it is asked again, under the same id or another', async () => {
    const { first, second } = await requoted(trader, '1');
    const request = anAcceptance(first, { side: 'buy', slippage: { tolerance: '1' } });

    const answer = await used.client.request('quote.accept', request);
    const again = await used.client.request('quote.accept', request);
    const named = await used.client.request('quote.accept', anAcceptance(first, { side: 'buy' }));
    const traded = await used.client.request('quote.accept', anAcceptance(second, { side: 'buy' }));

    expect(answer.ok).toBe(true);
    expect([again, named, traded]).toEqual([answer, answer, answer]);
  });

  it('follows a streamed quote: never worse than the tolerance, always at the price that is live', async () => {
    for (let round = 0; round < ROUNDS; round += 1) {
      const first = await quoteFor(used.client, { legs: [aForward()], side: 'buy', streaming: true });
      await version(first.rfqId, 2);

      const answer = await used.client.request('quote.accept', anAcceptance(first, { slippage: { tolerance: '0' } }));

      const versions = used.client.events.flatMap(({ type, data }) =>
        type === 'quote.live' && data['rfqId'] === first.rfqId ? [data as QuoteView] : [],
      );
      if (!answer.ok) {
        expect(answer.error.code).toBe('QUOTE_SUPERSEDED');
        expect(Number(answer.error.details?.['price'])).toBeGreaterThan(Number(first.offer));
        await used.client.request('rfq.cancel', { rfqId: first.rfqId });
        continue;
      }
      const executed = versions.find((one) => one.version === answer.data.version);
      expect(answer.data.executedPrice).toBe(executed?.offer);
      expect(Number(executed?.offer)).toBeLessThanOrEqual(Number(first.offer));
    }
    expect(await brokenInvariants(used.service.db)).toEqual([]);
  });
});

function recordedOf(rfqId: string) {
  return used.service.db
    .selectFrom('acceptance')
    .select(['quote_version', 'requested_version', 'requested_price'])
    .where('rfq_id', '=', rfqId)
    .where('accepted', '=', true)
    .executeTakeFirstOrThrow();
}
