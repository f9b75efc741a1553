import { makeBookTrade } from '../../src/booking/index.ts';
import type { QuoteView } from '../../src/contracts/quote.ts';
import type { Answer } from '../../src/contracts/result.ts';
import type { CreateRfqAnswer } from '../../src/contracts/rfq.ts';
import type { TradeView } from '../../src/contracts/trade.ts';
import { unwindRequestOf } from '../../src/contracts/unwind.ts';
import { Decimal } from '../../src/platform/decimal.ts';
import { openRulebooks } from '../../src/rfq/index.ts';
import {
  aForward,
  aLeg,
  anAcceptance,
  type anRfq,
  call,
  connectAs,
  freshId,
  quoteFor,
  signIn,
  type TestClient,
} from '../support/client.ts';
import { brokenInvariants } from '../support/invariants.ts';
import { useService } from '../support/use-service.ts';

const used = useService();

/** Quotes and trades one side of it. */
async function traded(client: TestClient, changes: Parameters<typeof anRfq>[0]): Promise<TradeView> {
  return hit(client, await quoteFor(client, changes));
}

async function hit(client: TestClient, quote: QuoteView): Promise<TradeView> {
  const answer = await client.request('quote.accept', anAcceptance(quote));
  if (!answer.ok) throw new Error(`the acceptance was refused: ${answer.error.code} ${answer.error.message}`);
  return client.event('trade.booked', (trade) => trade.rfqId === quote.rfqId);
}

const unwinding = (trade: TradeView, quantity: string) =>
  unwindRequestOf(trade, { clientRfqId: freshId('unwind'), quantity });

/** Positions of the account that are not flat, by what the test traded. */
async function openUnits(client: TestClient, legs: TradeView['legs']) {
  const rows = await used.service.db
    .selectFrom('position')
    .select(['instrument', 'quantity'])
    .where('account_id', '=', client.hello.account)
    .execute();
  const strikes = legs.map(({ instrument }) => Number(instrument.strike ?? Number.NaN));
  return rows.flatMap(({ instrument, quantity }) =>
    strikes.includes(Number((instrument as { strike: string }).strike)) && Number(quantity) !== 0 ? [quantity] : [],
  );
}

async function creditOf(tradeId: string): Promise<number> {
  const row = await used.service.db
    .selectFrom('acceptance')
    .select('credit_use_usd')
    .where('trade_id', '=', tradeId)
    .executeTakeFirstOrThrow();
  return Number(row.credit_use_usd);
}

describe('unwinding a trade', () => {
  it('BK-02: closes a part and then the rest: linked trades, positions net out, the credit comes back', async () => {
    const { client } = used;
    const legs = [
      aLeg({ strike: '91000', optionType: 'put' }),
      aLeg({ strike: '111000' }, { side: 'sell', ratio: '2' }),
    ];
    const opened = await traded(client, { legs, side: 'sell', quantity: '3' });
    const whole = await creditOf(opened.tradeId);

    const part = await hit(client, await quoteFor(client, unwinding(opened, '1')));
    const afterPart = await creditOf(opened.tradeId);
    const tooMuch = await client.request('rfq.create', unwinding(opened, '2.01'));
    const rest = await hit(client, await quoteFor(client, unwinding(opened, '2')));
    const afterAll = await client.request('rfq.create', unwinding(opened, '0.01'));

    expect([part, rest].map(({ unwinds, side }) => [unwinds, side])).toEqual([
      [opened.tradeId, 'buy'],
      [opened.tradeId, 'buy'],
    ]);
    expect([await creditOf(part.tradeId), await creditOf(rest.tradeId)]).toEqual([0, 0]);
    expect(whole).toBeGreaterThan(0);
    expect(afterPart).toBeCloseTo((whole * 2) / 3, 6);
    expect(await creditOf(opened.tradeId)).toBeCloseTo(0, 6);
    expect(await openUnits(client, opened.legs)).toEqual([]);
    expect(tooMuch).toMatchObject({ ok: false, error: { code: 'SIZE_ABOVE_MAX', details: { open: '2' } } });
    expect(afterAll).toMatchObject({ ok: false, error: { code: 'SIZE_ABOVE_MAX', details: { open: '0' } } });
    expect(await brokenInvariants(used.service.db)).toEqual([]);
  });

  it('closes an outright forward as the forward struck at the price that was agreed', async () => {
    const { client } = used;
    const opened = await traded(client, { legs: [aForward()], side: 'buy', quantity: '5' });

    const quote = await quoteFor(client, unwinding(opened, '5'));
    const closed = await hit(client, quote);

    expect(closed.legs[0]?.instrument).toMatchObject({ kind: 'forward', strike: opened.price });
    expect(Math.abs(Number(quote.bid))).toBeLessThan(1000);
    expect(closed.premium).toBe(new Decimal(quote.bid ?? 0).times(-5).toString());
    const positions = await openUnits(client, closed.legs);
    expect(positions).toEqual([]);
    expect(await creditOf(opened.tradeId)).toBeCloseTo(0, 6);
    expect(await brokenInvariants(used.service.db)).toEqual([]);
  });

  it('is refused on other terms, naming what is wrong, and on a stranger’s trade like on none', async () => {
    const { client, service } = used;
    const opened = await traded(client, { legs: [aLeg({ strike: '97000' })], side: 'buy' });
    const unwind = unwinding(opened, '1');
    const closed = await hit(client, await quoteFor(client, unwinding(opened, '0.25')));
    const lantau = await connectAs(service, 'lantau');
    const ask = (from: TestClient, changes: object) =>
      from.request('rfq.create', { ...unwind, clientRfqId: freshId('unwind'), ...changes });

    const answers = {
      sameSide: await ask(client, { side: 'buy' }),
      otherLeg: await ask(client, { legs: [aLeg({ strike: '97500' })] }),
      moreLegs: await ask(client, { legs: [...unwind.legs, aLeg()] }),
      twice: await ask(client, { unwinds: closed.tradeId, side: 'buy' }),
      stranger: await ask(lantau, {}),
      nothing: await ask(client, { unwinds: 'trd_none' }),
    };

    const wrong = (path: string) => ({ ok: false, error: { code: 'VALIDATION_FAILED', details: { path } } });
    const missing = { ok: false, error: { code: 'NOT_FOUND', details: { path: 'unwinds' } } };
    expect(answers).toMatchObject({
      sameSide: wrong('side'),
      otherLeg: wrong('legs.0'),
      moreLegs: wrong('legs'),
      twice: wrong('unwinds'),
      stranger: missing,
      nothing: missing,
    });
    lantau.close();
  });

  it('gives a raced trade to exactly one of two unwinds that together are more than it', async () => {
    const { client, service } = used;
    const book = makeBookTrade({
      ...service.world,
      rulebooks: await openRulebooks(service.world),
      announce: () => undefined,
      onBooked: () => undefined,
    });
    for (let round = 0; round < ROUNDS; round += 1) {
      const opened = await traded(client, { side: 'buy', quantity: '1' });
      const quotes = [
        await quoteFor(client, unwinding(opened, '0.6')),
        await quoteFor(client, unwinding(opened, '0.6')),
      ];

      const answers = await Promise.all(quotes.map((quote) => client.request('quote.accept', anAcceptance(quote))));
      await Promise.all(quotes.map(({ rfqId }) => book(rfqId)));

      expect(answers.map((answer) => (answer.ok ? 'accepted' : answer.error.code)).sort()).toEqual([
        'SIZE_ABOVE_MAX',
        'accepted',
      ]);
    }
    expect(await brokenInvariants(service.db)).toEqual([]);
  });

  it('frees the credit of both when two unwinds of one trade are booked at once', async () => {
    const { client } = used;
    for (let round = 0; round < ROUNDS; round += 1) {
      const opened = await traded(client, { side: 'sell', quantity: '1' });
      const quotes = [
        await quoteFor(client, unwinding(opened, '0.6')),
        await quoteFor(client, unwinding(opened, '0.4')),
      ];

      await Promise.all(quotes.map((quote) => hit(client, quote)));

      expect(await creditOf(opened.tradeId)).toBeCloseTo(0, 6);
    }
    expect(await brokenInvariants(used.service.db)).toEqual([]);
  });

  it('over HTTP asks for all that is open, and for the same again when it is asked again', async () => {
    const { client, service } = used;
    const opened = await traded(client, { side: 'buy', quantity: '2' });
    await hit(client, await quoteFor(client, unwinding(opened, '0.5')));
    const { token } = await signIn(service, 'harbour');
    const body = { clientRfqId: freshId('unwind') };
    const path = `/trades/${opened.tradeId}/unwind`;
    const ask = (sent: object) => call<CreateRfqAnswer>(service.url, { method: 'POST', path, token, body: sent });

    const first = await ask(body);
    const quote = await client.event('quote.live', ({ clientRfqId }) => clientRfqId === body.clientRfqId);
    await hit(client, quote);
    const again: Answer<CreateRfqAnswer> = await ask(body);
    const closed = await ask({ clientRfqId: freshId('unwind') });

    expect(first).toMatchObject({ ok: true, data: { state: 'quoted' } });
    expect(quote).toMatchObject({ quantity: '1.5', offer: null });
    expect(again).toMatchObject({ ok: true, data: { rfqId: quote.rfqId, state: 'booked' } });
    expect(closed).toMatchObject({ ok: false, error: { code: 'SIZE_ABOVE_MAX' } });
  });
});

const ROUNDS = 8;
