import { Decimal } from '../../src/platform/decimal.ts';
import { aLeg, anAcceptance, quoteFor, stateOf } from '../support/client.ts';
import { queuedRfq, sendSpread } from '../support/desk-client.ts';
import { brokenInvariants } from '../support/invariants.ts';
import { useDesk } from '../support/use-desk.ts';
import { useService } from '../support/use-service.ts';
import { waitFor } from '../support/wait-for.ts';

const used = useService();

const desk = useDesk(used);

/** Seven-figure notionals are the desk's default four-eyes threshold many times over. */
const LARGE = { quantity: '300' };

describe('the second person', () => {
  it('is wanted above the threshold: nothing is seen before, and nobody approves their own', async () => {
    const rfqId = await queuedRfq(used.client, LARGE);
    await desk.trader.done('rfq.pickUp', { rfqId });
    const proposed = await sendSpread(desk.trader, rfqId);
    const { quoteId, version } = proposed;

    const own = await desk.trader.request('quote.approve', { quoteId, version });
    const queue = await desk.second.done('desk.queue', {});
    const seenBefore = desk.typesOf(rfqId);
    const approved = await desk.second.done('quote.approve', { quoteId, version });
    const quote = await desk.liveQuote(rfqId, version);
    const again = await desk.supervisor.request('quote.approve', { quoteId, version });

    expect(proposed).toMatchObject({ status: 'proposed', needs: [{ rule: 'TR-10' }] });
    expect(own).toMatchObject({
      ok: false,
      error: { code: 'FORBIDDEN', message: expect.stringContaining('FOUR_EYES') },
    });
    expect(queue.proposals).toContainEqual(expect.objectContaining({ quoteId, version, proposedBy: 'trader' }));
    expect(seenBefore).toEqual(['rfq.received', 'rfq.queued', 'rfq.pickedUp']);
    expect(approved).toMatchObject({ status: 'live', bid: proposed.bid, offer: proposed.offer });
    expect([quote.bid, quote.offer]).toEqual([proposed.bid, proposed.offer]);
    expect(again).toMatchObject({ ok: false, error: { code: 'ILLEGAL_TRANSITION' } });
    expect(desk.trader.notices.map(({ type }) => type)).toEqual(
      expect.arrayContaining(['approvalWanted', 'approvalDecided']),
    );
  });

  it('is wanted for a price far from the model’s, and beyond the hard limit nobody sends it', async () => {
    const rfqId = await queuedRfq(used.client);
    await desk.trader.done('rfq.pickUp', { rfqId });
    await desk.trader.done('desk.watch', { rfqId });
    await waitFor('a valuation', () => desk.trader.valuations.some((one) => one.rfqId === rfqId));
    const now = desk.trader.valuations.find((one) => one.rfqId === rfqId)?.price;
    const at = (share: number) =>
      new Decimal(now?.mid ?? 0).plus(new Decimal(now?.tolerance ?? 0).times(share)).toFixed(2);

    const near = await desk.trader.done('quote.send', { rfqId, offer: at(0.5) });
    const far = await desk.trader.done('quote.send', { rfqId, offer: at(1.5) });
    const never = await desk.trader.request('quote.send', { rfqId, offer: at(6) });

    expect(near).toMatchObject({ status: 'live', bid: null });
    expect(far).toMatchObject({ status: 'proposed', needs: [{ rule: 'TR-04' }] });
    expect(never).toMatchObject({ ok: false, error: { code: 'RISK_LIMIT' } });
    expect(await stateOf(used.service.db, rfqId)).toBe('quoted');
  });

  it('may decline, and a newer proposal takes the place of an older one', async () => {
    const rfqId = await queuedRfq(used.client, LARGE);
    await desk.trader.done('rfq.pickUp', { rfqId });
    const first = await sendSpread(desk.trader, rfqId);
    const newer = await sendSpread(desk.trader, rfqId, { spread: '300' });

    const old = await desk.second.request('quote.approve', { quoteId: first.quoteId, version: first.version });
    const declined = await desk.second.done('quote.decline', {
      quoteId: newer.quoteId,
      version: newer.version,
      reason: 'too tight',
    });
    const after = await desk.supervisor.request('quote.approve', { quoteId: newer.quoteId, version: newer.version });

    expect(newer).toMatchObject({ quoteId: first.quoteId, version: first.version + 1 });
    expect(old).toMatchObject({ ok: false, error: { code: 'ILLEGAL_TRANSITION' } });
    expect(declined).toMatchObject({ state: 'pickedUp', pickedUpBy: 'trader' });
    expect(after).toMatchObject({ ok: false, error: { code: 'ILLEGAL_TRANSITION' } });
    expect(desk.typesOf(rfqId)).not.toContain('quote.live');
  });

  it('finds no proposal left once the request is released', async () => {
    const rfqId = await queuedRfq(used.client, LARGE);
    await desk.trader.done('rfq.pickUp', { rfqId });
    const { quoteId, version } = await sendSpread(desk.trader, rfqId);
    await desk.trader.done('rfq.release', { rfqId });

    expect(await desk.second.request('quote.approve', { quoteId, version })).toMatchObject({
      ok: false,
      error: { code: 'ILLEGAL_TRANSITION', message: expect.stringContaining('lapsed') },
    });
  });
});

describe('a live quote', () => {
  it('withdrawn to rework is with the trader again, who sends the next version', async () => {
    const rfqId = await queuedRfq(used.client);
    await desk.trader.done('rfq.pickUp', { rfqId });
    const { quoteId } = await sendSpread(desk.trader, rfqId);
    const quote = await desk.liveQuote(rfqId, 1);

    const withdrawn = await desk.trader.done('quote.withdraw', { quoteId, version: 1, rework: true });
    const late = await used.client.request('quote.accept', anAcceptance(quote));
    await sendSpread(desk.trader, rfqId, { spread: '250' });
    const next = await desk.liveQuote(rfqId, 2);

    expect(withdrawn).toMatchObject({ state: 'pickedUp', pickedUpBy: 'trader' });
    expect(late).toMatchObject({ ok: false, error: { code: 'QUOTE_WITHDRAWN' } });
    expect(next).toMatchObject({ quoteId, replaces: 1 });
    expect(await used.client.request('quote.accept', anAcceptance(next))).toMatchObject({ ok: true });
    await used.client.event('trade.booked', (trade) => trade.rfqId === rfqId);
    expect(await brokenInvariants(used.service.db)).toEqual([]);
  });

  it('of the machine may be withdrawn for good, or replaced by a trader', async () => {
    const [first, other] = [await quoteFor(used.client), await quoteFor(used.client)];

    const withdrawn = await desk.trader.done('quote.withdraw', { quoteId: first.quoteId });
    const replaced = await desk.trader.done('quote.send', { rfqId: other.rfqId, spread: '200' });

    expect(withdrawn).toMatchObject({ state: 'withdrawn' });
    expect(await used.client.event('quote.withdrawn', ({ quoteId }) => quoteId === first.quoteId)).toEqual({
      quoteId: first.quoteId,
      version: 1,
      reason: 'withdrawn by the desk',
    });
    expect(replaced).toMatchObject({ status: 'live', version: 2, quoteId: other.quoteId });
    expect(await desk.liveQuote(other.rfqId, 2)).toMatchObject({ replaces: 1, reason: expect.any(String) });
  });

  it('is not withdrawn by its older version', async () => {
    const quote = await quoteFor(used.client);

    expect(await desk.trader.request('quote.withdraw', { quoteId: quote.quoteId, version: 2 })).toMatchObject({
      ok: false,
      error: { code: 'QUOTE_SUPERSEDED' },
    });
  });
});

describe('a price of the desk', () => {
  it('by volatility prices each leg of a package, and the client sees those volatilities', async () => {
    const legs = [aLeg(), aLeg({ strike: '120000' }, { side: 'sell' })];
    const rfqId = await queuedRfq(used.client, { legs });
    await desk.trader.done('rfq.pickUp', { rfqId });
    await desk.trader.done('desk.watch', { rfqId });
    await waitFor('a valuation', () => desk.trader.valuations.some((one) => one.rfqId === rfqId));
    const now = desk.trader.valuations.find((one) => one.rfqId === rfqId)?.price;
    const around = (leg: { impliedVolBid: string | null; impliedVolOffer: string | null }) => ({
      bid: new Decimal(leg.impliedVolBid ?? 0).toFixed(4),
      offer: new Decimal(leg.impliedVolOffer ?? 0).plus('0.001').toFixed(4),
    });
    const volatility = { legs: (now?.legs ?? []).map(around) };

    const sent = await desk.trader.done('quote.send', { rfqId, volatility });
    const quote = await desk.liveQuote(rfqId, sent.version);

    expect(
      quote.legs.map(({ impliedVolBid, impliedVolOffer }) => ({
        bid: Number(impliedVolBid).toFixed(4),
        offer: Number(impliedVolOffer).toFixed(4),
      })),
    ).toEqual(volatility.legs);
  });

  it.each([
    { what: 'by spread and by price', terms: { spread: '100', offer: '4000' } },
    { what: 'not at all', terms: {} },
    { what: 'as a number', terms: { offer: 4000 as unknown as string } },
  ])('is refused when it is given $what', async ({ terms }) => {
    const rfqId = await queuedRfq(used.client);
    await desk.trader.done('rfq.pickUp', { rfqId });

    expect(await desk.trader.request('quote.send', { rfqId, ...terms })).toMatchObject({
      ok: false,
      error: { code: 'VALIDATION_FAILED' },
    });
  });

  it('is released only through the gates: what was suspended meanwhile is not quoted', async () => {
    const rfqId = await queuedRfq(used.client, { legs: [aLeg({ optionType: 'put' })], side: 'buy' });
    await desk.trader.done('rfq.pickUp', { rfqId });
    const { db } = used.service;
    await db
      .updateTable('account')
      .set({ status: 'suspended' })
      .where('account_id', '=', used.client.hello.account)
      .execute();
    await db
      .updateTable('control')
      .set((eb) => ({ epoch: eb('epoch', '+', 1) }))
      .execute();

    const refused = await desk.trader.request('quote.send', { rfqId, spread: '200' });

    await db
      .updateTable('account')
      .set({ status: 'active' })
      .where('account_id', '=', used.client.hello.account)
      .execute();
    await db
      .updateTable('control')
      .set((eb) => ({ epoch: eb('epoch', '+', 1) }))
      .execute();
    expect(refused).toMatchObject({ ok: false, error: { code: 'CLIENT_NOT_ELIGIBLE' } });
    const decisions = await db
      .selectFrom('decision')
      .select(['point', 'allowed'])
      .where('rfq_id', '=', rfqId)
      // What the change itself has ended is judged on its own.
      .where('point', '<>', 'live')
      .orderBy('decision_id')
      .execute();
    expect(decisions).toEqual([
      { point: 'request', allowed: true },
      { point: 'release', allowed: false },
    ]);
  });
});
