import { sql } from 'kysely';
import { AcceptQuoteRequest, limitAcceptId } from '../../src/contracts/accept.ts';
import { makeAcceptQuote, makeLimitOrders, openRulebooks } from '../../src/rfq/index.ts';
import type { World } from '../../src/world.ts';
import { anAcceptance, anRfq, quoteFor, stateOf } from '../support/client.ts';
import { deskAs, queuedRfq } from '../support/desk-client.ts';
import { brokenInvariants } from '../support/invariants.ts';
import { useService } from '../support/use-service.ts';
import { waitFor } from '../support/wait-for.ts';

const used = useService();

const FAR_ABOVE = '500000';
const FAR_BELOW = '0.01';
const ROUNDS = 20;
const STALE_MS = 1_100;

const typesOf = (rfqId: string) => used.client.events.filter((event) => event.rfqId === rfqId).map(({ type }) => type);

describe('a limit price', () => {
  it.each([
    { side: 'buy', limitPrice: FAR_ABOVE },
    { side: 'sell', limitPrice: FAR_BELOW },
  ] as const)('trades by itself when the quote is at least as good: $side at $limitPrice', async (terms) => {
    const quote = await quoteFor(used.client, terms);
    const receipt = await used.client.event('quote.accepted', ({ quoteId }) => quoteId === quote.quoteId);
    const trade = await used.client.event('trade.booked', ({ quoteId }) => quoteId === quote.quoteId);

    expect(quote.limitPrice).toBe(terms.limitPrice);
    expect(receipt.clientAcceptId).toBe(`limit:${quote.rfqId}:1`);
    expect(trade).toMatchObject({
      tradeId: receipt.tradeId,
      side: terms.side,
      price: terms.side === 'buy' ? quote.offer : quote.bid,
    });
    expect(typesOf(quote.rfqId)).toEqual(['rfq.received', 'quote.live', 'quote.accepted', 'trade.booked']);
    expect(await brokenInvariants(used.service.db)).toEqual([]);
  });

  it.each([
    { side: 'buy', limitPrice: FAR_BELOW },
    { side: 'sell', limitPrice: FAR_ABOVE },
  ] as const)('leaves a worse quote live, for the client to take or leave: $side at $limitPrice', async (terms) => {
    const quote = await quoteFor(used.client, terms);
    const swept = await limitOrders().then(({ sweep }) => sweep());

    expect(swept).toBe(0);
    expect(await stateOf(used.service.db, quote.rfqId)).toBe('quoted');
    expect(await used.client.request('quote.accept', anAcceptance(quote))).toMatchObject({ ok: true });
  });

  it('is met at the very price, and not a tick before', async () => {
    const { service, client } = used;
    service.market.freeze();
    const { offer } = await quoteFor(client, { side: 'buy' });
    const tickBelow = (Number(offer) - 0.01).toFixed(2);

    const below = await quoteFor(client, { side: 'buy', limitPrice: tickBelow });
    const at = await quoteFor(client, { side: 'buy', limitPrice: String(offer) });
    await client.event('quote.accepted', ({ quoteId }) => quoteId === at.quoteId);

    expect([below.offer, at.offer]).toEqual([offer, offer]);
    expect(await stateOf(service.db, below.rfqId)).toBe('quoted');
    service.market.thaw();
  });

  it('trades on a price that a person sends', async () => {
    const trader = await deskAs(used.service, 'trader');
    const rfqId = await queuedRfq(used.client, { side: 'buy', limitPrice: FAR_ABOVE });
    await trader.done('rfq.pickUp', { rfqId });
    await trader.done('quote.send', { rfqId, spread: '200' });

    const trade = await used.client.event('trade.booked', (booked) => booked.rfqId === rfqId);

    expect(trade.side).toBe('buy');
    trader.close();
  });

  it('is refused without a side, and the ids it trades under are nobody else’s', async () => {
    const twoWay = await used.client.request('rfq.create', anRfq({ limitPrice: '100' }));
    const own = AcceptQuoteRequest.safeParse({
      ...anAcceptance(await quoteFor(used.client)),
      clientAcceptId: limitAcceptId({ rfqId: 'rfq_1', version: 1 }),
    });

    expect(twoWay).toMatchObject({ ok: false, error: { code: 'VALIDATION_FAILED', details: { path: 'limitPrice' } } });
    expect(own.error?.issues[0]?.path).toEqual(['clientAcceptId']);
  });

  it('trades once, whoever looks and whoever accepts at the same time', async () => {
    const { db } = used.service;
    const watchers = await Promise.all([limitOrders(), limitOrders(), limitOrders()]);
    const traded: string[] = [];

    for (let round = 0; round < ROUNDS; round += 1) {
      const quote = await quoteFor(used.client, { side: 'buy', limitPrice: FAR_ABOVE, quantity: '0.01' });
      const [answer] = await Promise.all([
        used.client.request('quote.accept', anAcceptance(quote)),
        ...watchers.map(({ sweep }) => sweep()),
      ]);
      expect(answer).toMatchObject({ ok: true });
      traded.push(quote.rfqId);
    }
    // What a watcher accepted is booked by the next sweep: one wait for all of them.
    await Promise.all(traded.map((id) => used.client.event('trade.booked', ({ rfqId }) => rfqId === id)));

    expect(await brokenInvariants(db)).toEqual([]);
  });
});

describe('a limit price that is met on a stale market', () => {
  const impatient = useService({ settings: { SPOT_STALE_MS: '1000' } });

  it('does not trade on a market that has gone stale: the market guard ends the quote', async () => {
    const { service, client } = impatient;
    const { db, market, clock, world } = service;
    const { rfqId } = await quoteFor(client, { side: 'buy', limitPrice: FAR_BELOW, desiredTtlMs: 60_000 });
    market.freeze();
    await waitFor('a stale market', () => clock.now() - (world.market.current()?.snapshot.asOf ?? 0) > STALE_MS);
    await sql`update rfq set request = request || ${JSON.stringify({ limitPrice: FAR_ABOVE })}::jsonb
      where rfq_id = ${rfqId}`.execute(db);

    await client.event('quote.revoked', (quote) => quote.quoteId !== '');
    market.thaw();

    expect(await stateOf(db, rfqId)).toBe('revoked');
    expect((await decisionsAtAccept(world, rfqId)).filter(({ allowed }) => allowed)).toEqual([]);
    expect(await brokenInvariants(db)).toEqual([]);
  });
});

/** One more process that looks for limit prices that are met. */
async function limitOrders() {
  const { world } = used.service;
  const acceptQuote = makeAcceptQuote({
    ...world,
    rulebooks: await openRulebooks(world),
    limits: { spotStaleMs: 60_000, surfaceStaleMs: 60_000 },
    guards: { halts: () => [] },
    announce: () => undefined,
    onAccepted: () => undefined,
  });
  const onFailure = (error: unknown) => {
    throw error;
  };
  return makeLimitOrders({ ...world, acceptQuote, onFailure });
}

function decisionsAtAccept({ db }: Pick<World, 'db'>, rfqId: string) {
  return db
    .selectFrom('decision')
    .select('allowed')
    .where('rfq_id', '=', rfqId)
    .where('point', '=', 'accept')
    .execute();
}
