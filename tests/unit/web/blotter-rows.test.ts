import type { ClientEvent } from '../../../src/client/events.ts';
import type { RfqView } from '../../../src/contracts/rfq.ts';
import { makeRows, requestAfter, tradeOf } from '../../../src/web/blotter/blotter-model.ts';

const rfq: RfqView = {
  rfqId: 'rfq_1',
  clientRfqId: 'c-1',
  accountId: 'acc_1',
  state: 'received',
  side: 'two-way',
  legs: [],
  quantity: '1',
  premiumCurrency: 'USD',
  quoteId: null,
  quoteVersion: null,
  validUntil: null,
  error: null,
  duplicateOf: null,
  createdAt: '2026-11-23T08:00:00.000Z',
  updatedAt: '2026-11-23T08:00:00.000Z',
};
const anEvent = (type: string, data: unknown) =>
  ({ seq: 1, type, at: '2026-11-23T08:00:01.000Z', rfqId: 'rfq_1', data }) as ClientEvent;

describe('a request of the blotter', () => {
  it.each([
    ['rfq.queued', { state: 'queued' }, 'queued'],
    ['rfq.rejected', { error: { code: 'DESK_CLOSED', message: 'closed', retryable: true } }, 'rejected'],
    ['rfq.cancelled', { by: 'client' }, 'cancelled'],
    ['quote.live', { quoteId: 'qt_1', version: 2, validUntil: '2026-11-23T08:00:30.000Z' }, 'quoted'],
    ['quote.withdrawn', { state: 'pickedUp' }, 'pickedUp'],
    ['quote.withdrawn', {}, 'withdrawn'],
    ['quote.revoked', {}, 'revoked'],
    ['quote.expired', {}, 'expired'],
    ['quote.passed', {}, 'passed'],
    ['quote.accepted', {}, 'accepted'],
    ['trade.booked', {}, 'booked'],
    ['trade.held', {}, 'held'],
  ])('after %s %j is %s', (type, data, state) => {
    expect(requestAfter(rfq, anEvent(type, data))).toMatchObject({ state, updatedAt: '2026-11-23T08:00:01.000Z' });
  });

  it('is a new trade only when the event brings it in full', () => {
    expect(tradeOf(anEvent('trade.booked', { tradeId: 'trd_1' }))).toEqual({ tradeId: 'trd_1' });
    expect(tradeOf(anEvent('trade.held', { tradeId: 'trd_1' }))).toBeNull();
  });
});

describe('the rows of a blotter', () => {
  const rows = () =>
    makeRows<RfqView>(
      ({ rfqId }) => rfqId,
      ({ updatedAt }) => updatedAt,
    );
  const later = { ...rfq, state: 'quoted', updatedAt: '2026-11-23T08:00:02.000Z' } as const;

  it('keep the later form of a row, whether an event or a reading brought it', () => {
    const kept = rows();
    kept.read([rfq]);
    expect(kept.take(later)).toBe(true);

    expect(kept.read([rfq])).toEqual([later]);
    expect(kept.take(rfq)).toBe(false);
    expect(kept.get('rfq_1')).toEqual(later);
  });

  it('are those that the service lists, in its order', () => {
    const kept = rows();
    kept.read([rfq]);
    const other = { ...rfq, rfqId: 'rfq_2' };

    expect(kept.read([other])).toEqual([other]);
  });
});
