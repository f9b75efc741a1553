import { Decimal } from '../../src/platform/decimal.ts';
import type { TextParts } from '../../src/quoting/index.ts';
import { makeCancelRfq } from '../../src/rfq/index.ts';
import { anAcceptance, anRfq, connectAs, quoteFor } from '../support/client.ts';
import { deskAs, queuedRfq, sendSpread } from '../support/desk-client.ts';
import { brokenInvariants } from '../support/invariants.ts';
import { useDesk } from '../support/use-desk.ts';
import { useService } from '../support/use-service.ts';
import { waitFor } from '../support/wait-for.ts';

const used = useService();

const desk = useDesk(used);
const addsUp = ({ price, ...parts }: TextParts) =>
  Object.values(parts)
    .reduce((sum, part) => sum.plus(part), new Decimal(0))
    .equals(price);

/** Seven-figure notionals are the desk's default four-eyes threshold many times over. */
const LARGE = { quantity: '300' };

describe('a request for a person', () => {
  it('is queued, picked up, priced, replaced, accepted and booked, and the client hears states alone', async () => {
    const rfqId = await queuedRfq(used.client);
    const queue = await desk.trader.done('desk.queue', {});
    expect(queue.items.find((item) => item.rfqId === rfqId)).toMatchObject({
      state: 'queued',
      pickedUpBy: null,
      reasons: [{ rule: 'MANUAL' }],
      accountName: 'Harbour Asset Management',
    });

    const pickedUp = await desk.trader.done('rfq.pickUp', { rfqId });
    const sent = await sendSpread(desk.trader, rfqId);
    const quote = await desk.liveQuote(rfqId, 1);
    const replaced = await desk.trader.done('quote.send', {
      rfqId,
      bid: quote.bid ?? '',
      offer: new Decimal(quote.offer ?? 0).plus(1).toString(),
      reason: 'trader',
    });
    const requote = await desk.liveQuote(rfqId, 2);
    const late = await used.client.request('quote.accept', anAcceptance(quote));
    const receipt = await used.client.request('quote.accept', anAcceptance(requote));
    await used.client.event('trade.booked', (trade) => trade.rfqId === rfqId);

    expect(pickedUp).toMatchObject({ state: 'pickedUp', pickedUpBy: 'trader' });
    expect(sent).toMatchObject({ status: 'live', version: 1, needs: [] });
    expect(quote).toMatchObject({ replaces: null, clientRfqId: expect.any(String) });
    expect(quote).not.toHaveProperty('reason');
    expect(replaced).toMatchObject({ status: 'live', version: 2, quoteId: quote.quoteId });
    expect(requote).toMatchObject({ quoteId: quote.quoteId, replaces: 1, reason: 'trader' });
    expect(late).toMatchObject({ ok: false, error: { code: 'QUOTE_SUPERSEDED' } });
    expect(receipt).toMatchObject({ ok: true, data: { state: 'accepted' } });
    expect(desk.typesOf(rfqId)).toEqual([
      'rfq.received',
      'rfq.queued',
      'rfq.pickedUp',
      'quote.live',
      'quote.live',
      'quote.accepted',
      'trade.booked',
    ]);
    expect(JSON.stringify(used.client.events)).not.toContain('pickedUpBy');
    expect(await brokenInvariants(used.service.db)).toEqual([]);
  });

  it('is stored with a passport whose parts add up to the price a person made', async () => {
    const rfqId = await queuedRfq(used.client);
    await desk.trader.done('rfq.pickUp', { rfqId });
    await sendSpread(desk.trader, rfqId, { spread: '150' });

    const { live } = await desk.trader.done('desk.queue', {});
    const mine = live.find(({ quote }) => quote.rfqId === rfqId);

    const passport = mine?.passport as { bid: TextParts; offer: TextParts };
    expect(mine?.quotedBy).toBe('trader');
    expect([passport.bid, passport.offer].map(addsUp)).toEqual([true, true]);
    expect(passport.offer.price).toBe(mine?.quote.offer);
    expect(Number(passport.offer.adjustment)).not.toBe(0);
  });

  it('can be held, taken up again, released and rejected, and ends with a neutral word', async () => {
    const rfqId = await queuedRfq(used.client);
    await desk.trader.done('rfq.pickUp', { rfqId });

    await desk.trader.done('rfq.hold', { rfqId, reason: 'asking the risk desk' });
    await desk.trader.done('rfq.pickUp', { rfqId });
    await desk.trader.done('rfq.release', { rfqId });
    await desk.second.done('rfq.pickUp', { rfqId });
    await desk.second.done('rfq.reject', { rfqId, reason: 'no hedge for this' });

    const rejected = await used.client.event('rfq.rejected', ({ error }) => error.details?.['rfqId'] === rfqId);
    expect(rejected.error).toMatchObject({ code: 'TRADER_PASSED', message: 'The desk does not quote this request.' });
    expect(desk.typesOf(rfqId)).toEqual([
      'rfq.received',
      'rfq.queued',
      'rfq.pickedUp',
      'rfq.onHold',
      'rfq.pickedUp',
      'rfq.queued',
      'rfq.pickedUp',
      'rfq.rejected',
    ]);
    expect(JSON.stringify(used.client.events)).not.toContain('no hedge');
  });

  it('may be cancelled by its client while a trader works on it', async () => {
    const rfqId = await queuedRfq(used.client);
    await desk.trader.done('rfq.pickUp', { rfqId });

    const cancelled = await used.client.request('rfq.cancel', { rfqId });
    const sent = await desk.trader.request('quote.send', { rfqId, spread: '200' });

    expect(cancelled).toMatchObject({ ok: true, data: { state: 'cancelled' } });
    expect(sent).toMatchObject({ ok: false, error: { code: 'ILLEGAL_TRANSITION' } });
  });
});

describe('what is not theirs', () => {
  it('is nobody’s to price, hold or release but the supervisor’s', async () => {
    const rfqId = await queuedRfq(used.client);
    await desk.trader.done('rfq.pickUp', { rfqId });

    const answers = await Promise.all([
      desk.second.request('rfq.pickUp', { rfqId }),
      desk.second.request('rfq.hold', { rfqId, reason: 'mine now' }),
      desk.second.request('rfq.release', { rfqId }),
      desk.second.request('quote.send', { rfqId, spread: '200' }),
      desk.second.request('rfq.reject', { rfqId, reason: 'not wanted' }),
    ]);
    const taken = await desk.supervisor.done('rfq.handOver', { rfqId, to: 'trader-2', reason: 'lunch' });

    expect(answers.map((answer) => (answer.ok ? 'ok' : answer.error.code))).toEqual([
      'ILLEGAL_TRANSITION',
      'FORBIDDEN',
      'FORBIDDEN',
      'FORBIDDEN',
      'FORBIDDEN',
    ]);
    expect(taken).toMatchObject({ state: 'pickedUp', pickedUpBy: 'trader-2' });
    expect(await sendSpread(desk.second, rfqId)).toMatchObject({ status: 'live' });
  });

  it('cannot be handed to somebody who does not work on the desk', async () => {
    const rfqId = await queuedRfq(used.client);
    await desk.trader.done('rfq.pickUp', { rfqId });

    for (const to of ['compliance-1', 'harbour', 'nobody']) {
      expect(await desk.trader.request('rfq.handOver', { rfqId, to })).toMatchObject({
        ok: false,
        error: { code: 'VALIDATION_FAILED' },
      });
    }
  });

  it('is not priced before it is picked up', async () => {
    const rfqId = await queuedRfq(used.client);

    expect(await desk.trader.request('quote.send', { rfqId, spread: '200' })).toMatchObject({
      ok: false,
      error: { code: 'ILLEGAL_TRANSITION', message: expect.stringContaining('pick it up first') },
    });
  });
});

describe('who may be on the desk', () => {
  it('is staff alone, and those who may not trade only look', async () => {
    const rfqId = await queuedRfq(used.client);
    await expect(deskAs(used.service, 'harbour')).rejects.toMatchObject({ code: 'FORBIDDEN' });
    const risk = await deskAs(used.service, 'risk');

    expect(await risk.request('desk.queue', {})).toMatchObject({ ok: true });
    expect(await risk.request('rfq.pickUp', { rfqId })).toMatchObject({ ok: false, error: { code: 'FORBIDDEN' } });
    expect(await risk.request('quote.approve', { quoteId: 'qt_1', version: 1 })).toMatchObject({
      error: { code: 'FORBIDDEN' },
    });
    risk.close();
  });
});

describe('what the desk hears', () => {
  it('is every account’s events in its own sequence, and its own notices', async () => {
    const lantau = await connectAs(used.service, 'lantau');
    const mine = await queuedRfq(used.client);
    const theirs = await queuedRfq(lantau);

    await waitFor('the events of both', () =>
      [mine, theirs].every((rfqId) =>
        desk.trader.events.some((event) => event.rfqId === rfqId && event.type === 'rfq.queued'),
      ),
    );
    await waitFor('both items', () =>
      [mine, theirs].every((rfqId) =>
        desk.trader.notices.some((notice) => notice.type === 'item' && notice.rfqId === rfqId),
      ),
    );

    const seqs = desk.trader.events.filter(({ accountId }) => accountId === lantau.hello.account).map(({ seq }) => seq);
    expect(seqs).toEqual(seqs.map((_, index) => (seqs[0] ?? 0) + index));
    lantau.close();
  });

  it('is also what the bus did not bring: it is found in the database', async () => {
    const rfqId = await queuedRfq(used.client);
    const { db, clock } = used.service.world;
    const cancel = makeCancelRfq({ db, clock, announce: () => undefined });

    await cancel({ rfqId }, { userId: 'usr_1', accountId: used.client.hello.account });

    await waitFor('the cancellation', () =>
      desk.trader.events.some((event) => event.rfqId === rfqId && event.type === 'rfq.cancelled'),
    );
  });

  it('is the value of a watched request on each market, until it stops watching', async () => {
    const rfqId = await queuedRfq(used.client);

    await desk.trader.done('desk.watch', { rfqId });
    await waitFor('three valuations', () => desk.trader.valuations.length >= 3);
    const unwatched = await desk.trader.done('desk.unwatch', { rfqId });

    expect(unwatched.rfqIds).toEqual([]);
    const [one] = desk.trader.valuations;
    expect(one).toMatchObject({ rfqId, fault: null });
    expect(Number(one?.price?.bid)).toBeLessThan(Number(one?.price?.mid));
    expect(Number(one?.price?.offer)).toBeGreaterThan(Number(one?.price?.mid));
    const apart = desk.trader.valuations
      .slice(1, -1)
      .map(({ at }, index) => Date.parse(desk.trader.valuations[index + 2]?.at ?? at) - Date.parse(at));
    expect(apart.every((ms) => ms >= 200)).toBe(true);
  });

  it('begins with a snapshot that holds everything', async () => {
    const waiting = await queuedRfq(used.client);
    const quote = await quoteFor(used.client);

    const snapshot = await desk.trader.done('desk.queue', {});

    expect(snapshot.items.map(({ rfqId }) => rfqId)).toContain(waiting);
    expect(snapshot.live.map((one) => one.quote.quoteId)).toContain(quote.quoteId);
    expect(snapshot.lastSeq[used.client.hello.account]).toBeGreaterThanOrEqual(2);
    expect(snapshot.truncated).toBe(false);
  });
});

describe('a request that is too large for the machine', () => {
  it('goes to the desk by itself, with every reason', async () => {
    const answer = await used.client.request('rfq.create', anRfq({ ...LARGE, side: 'buy' }));

    expect(answer).toMatchObject({ ok: true, data: { state: 'queued' } });
    const rfqId = answer.ok ? answer.data.rfqId : '';
    const { items } = await desk.trader.done('desk.queue', {});
    expect(items.find((item) => item.rfqId === rfqId)?.reasons.map(({ rule }) => rule)).toContain('SIZE');
  });
});
