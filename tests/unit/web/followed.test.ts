import type { ClientEvent } from '../../../src/client/events.ts';
import type { QuoteView } from '../../../src/contracts/quote.ts';
import type { RfqView } from '../../../src/contracts/rfq.ts';
import { makeGoTo } from '../../../src/web/app/permissions.ts';
import { afterEvent, follow, followedOf, isAbout, isOver, priceFor } from '../../../src/web/trade/request-model.ts';

const request = {
  clientRfqId: 'web-1',
  legs: [],
  side: 'two-way',
  quantity: '1',
  premiumCurrency: 'USD',
} as const;
const quote = { rfqId: 'rfq_1', quoteId: 'qt_1', clientRfqId: 'web-1', version: 1, bid: '1', offer: null } as QuoteView;
const event = (type: string, data: object, rfqId = 'rfq_1') =>
  ({ seq: 1, type, at: '2026-11-23T00:00:00.000Z', rfqId, data }) as unknown as ClientEvent;
const asked = { ...follow({ ...request, legs: [] }), rfqId: 'rfq_1' };
const following = (...events: ClientEvent[]) => events.reduce(afterEvent, asked);

describe('a request that is followed', () => {
  it('still says that it repeats another after the page was loaded again', () => {
    // Of the view only what is followed is read: the cast stands for the fields that the page does not look at.
    const view = {
      ...request,
      rfqId: 'rfq_2',
      state: 'queued',
      quoteId: null,
      duplicateOf: 'rfq_1',
    } as unknown as RfqView;

    expect(followedOf(view).note).toContain('The same as rfq_1');
    expect(followedOf({ ...view, duplicateOf: null }).note).toBeNull();
  });

  it('is known by the client’s own id until the service has named it', () => {
    const unnamed = follow({ ...request, legs: [] });

    expect(isAbout(unnamed, event('quote.live', quote))).toBe(true);
    expect(isAbout(unnamed, event('quote.live', { ...quote, clientRfqId: 'web-2' }))).toBe(false);
    expect(isAbout(asked, event('rfq.queued', { state: 'queued' }, 'rfq_2'))).toBe(false);
  });

  it.each([
    ['quote.expired', 'expired'],
    ['quote.revoked', 'revoked'],
    ['quote.withdrawn', 'withdrawn'],
    ['quote.passed', 'passed'],
  ])('shows no price any more after %s', (type, state) => {
    const ended = following(
      event('quote.live', quote),
      event(type, { quoteId: 'qt_1', version: 1, reason: 'because' }),
    );

    expect([ended.state, ended.quote, ended.note, isOver(ended)]).toEqual([state, null, 'because', true]);
  });

  it('goes on when a withdrawn quote is reworked', () => {
    const end = { quoteId: 'qt_1', version: 1, reason: 'rework', state: 'pickedUp' };

    expect(isOver(following(event('quote.live', quote), event('quote.withdrawn', end)))).toBe(false);
  });

  it('shows the version that replaced another, and names that one', () => {
    const shown = following(event('quote.live', quote), event('quote.live', { ...quote, version: 2 }));

    expect([shown.quote?.version, shown.superseded]).toEqual([2, 1]);
  });

  it('keeps the quote that was accepted on the screen', () => {
    const accepted = following(
      event('quote.live', quote),
      event('quote.accepted', { quoteId: 'qt_1' }),
      event('quote.live', { ...quote, version: 2 }),
    );

    expect([accepted.state, accepted.quote?.version]).toEqual(['accepted', 1]);
  });

  it('has no price for a side that was not asked for', () => {
    expect([priceFor(quote, 'sell'), priceFor(quote, 'buy')]).toEqual(['1', null]);
  });
});

describe('keys that go to a page', () => {
  it('take two, the second within a moment, and only pages of the role', () => {
    const press = makeGoTo('client-trader');

    expect([press('b', 0), press('g', 100), press('b', 200), press('b', 300)]).toEqual([null, null, '/trades', null]);
    expect([press('g', 1_000), press('b', 5_000)]).toEqual([null, null]);
    expect([press('g', 9_000), press('k', 9_100)]).toEqual([null, null]);
  });
});
