import { compositeSpot } from '../../../../src/market/composite/composite-spot.ts';
import type { VenueBook } from '../../../../src/market/composite/venue-book.ts';
import { aBook, type BookChanges, NOW, SPOT_LIMITS } from '../../../support/venue-books.ts';

const LIMITS = SPOT_LIMITS.spot;

const ask = (books: readonly VenueBook[], changes: Partial<Parameters<typeof compositeSpot>[0]> = {}) =>
  compositeSpot({ symbol: 'BTC-USD', books, usdPer: { USDT: 0.999 }, now: NOW, limits: LIMITS, ...changes });

describe('the composite spot', () => {
  it('is the median of the venues, and says whose', () => {
    const answer = ask([aBook('kraken', 100_020), aBook('bitstamp', 100_000), aBook('coinbase', 100_010)]);
    expect(answer).toMatchObject({ used: ['bitstamp', 'coinbase', 'kraken'], excluded: [], conditions: [] });
    expect(answer.price).toBeCloseTo(100_010, 6);
  });

  it('is the mean of the middle two of an even number', () => {
    expect(ask([aBook('a', 100_000), aBook('b', 100_010)]).price).toBeCloseTo(100_005, 6);
  });

  it('is dated by the receipt that completed the fewest venues', () => {
    const at = (receivedAt: number): BookChanges => ({ tick: { receivedAt } });
    const books = [aBook('a', 100, at(NOW - 3_000)), aBook('b', 100, at(NOW - 10)), aBook('c', 100, at(NOW - 2_000))];
    expect(ask(books).at).toBe(NOW - 2_000);
    expect(ask(books, { limits: { ...LIMITS, minVenues: 3 } }).at).toBe(NOW - 3_000);
  });

  it('converts books in USDT through its price in dollars', () => {
    const answer = ask([aBook('binance', 100_100.1001, { symbol: 'BTC-USDT' }), aBook('kraken', 100_000)]);
    expect(answer.used).toEqual(['binance', 'kraken']);
    expect(answer.price).toBeCloseTo(100_000, 3);
  });

  it('gives a venue one vote: dollars if it can', () => {
    const books = [
      aBook('kraken', 90_000, { symbol: 'BTC-USDT' }),
      aBook('kraken', 100_000),
      aBook('coinbase', 100_000),
    ];
    expect(ask(books)).toMatchObject({ used: ['coinbase', 'kraken'], excluded: [] });
  });

  it("takes a venue's other currency when its dollars are not fresh", () => {
    const books = [
      aBook('kraken', 100_100.1001, { symbol: 'BTC-USDT' }),
      aBook('kraken', 100_000, { tick: { receivedAt: NOW - 9_000 } }),
      aBook('coinbase', 100_000),
    ];
    expect(ask(books)).toMatchObject({ used: ['coinbase', 'kraken'], excluded: [] });
  });

  it.each<{ what: string; book: VenueBook; reason: string; message: string }>([
    {
      what: 'whose connection was lost',
      book: aBook('x', 100_000, { connected: false }),
      reason: 'reconnecting',
      message: 'BTC-USD: the connection was lost',
    },
    {
      what: 'that has said nothing',
      book: aBook('x', 0, { tick: null }),
      reason: 'silent',
      message: 'BTC-USD: no price since the connection opened',
    },
    {
      what: 'heard too long ago',
      book: aBook('x', 100_000, { tick: { receivedAt: NOW - 5_001 } }),
      reason: 'stale',
      message: 'BTC-USD: received 5001 ms ago, limit 5000 ms',
    },
    {
      what: 'received in the future',
      book: aBook('x', 100_000, { tick: { receivedAt: NOW + 1_001 } }),
      reason: 'stale',
      message: 'BTC-USD: received 1001 ms ahead of the clock, limit 1000 ms',
    },
    {
      what: 'whose feed lags behind its exchange',
      book: aBook('x', 100_000, { tick: { exchangeAt: NOW - 6_001 } }),
      reason: 'stale',
      message: 'BTC-USD: stamped by the venue 6001 ms ago, limit 5000 ms and 1000 ms for its clock',
    },
    {
      what: 'whose clock is ahead',
      book: aBook('x', 100_000, { tick: { exchangeAt: NOW + 1_001 } }),
      reason: 'stale',
      message: 'BTC-USD: stamped by the venue 1001 ms ahead of the clock, limit 1000 ms',
    },
    {
      what: 'that is crossed',
      book: aBook('x', 100_000, { tick: { bid: 100_001, ask: 100_000 } }),
      reason: 'crossed',
      message: 'BTC-USD: bid 100001 is above ask 100000',
    },
    {
      what: 'that is locked',
      book: aBook('x', 100_000, { tick: { bid: 100_000, ask: 100_000 } }),
      reason: 'locked',
      message: 'BTC-USD: bid and ask are both 100000',
    },
    {
      what: 'without a bid',
      book: aBook('x', 100_000, { tick: { bid: 0 } }),
      reason: 'invalid',
      message: 'BTC-USD: bid and ask must be finite and > 0, were 0 and 100010',
    },
    {
      what: 'that is not a number',
      book: aBook('x', 100_000, { tick: { ask: Number.NaN } }),
      reason: 'invalid',
      message: 'BTC-USD: bid and ask must be finite and > 0, were 99990 and NaN',
    },
    {
      what: 'that is wide open',
      book: aBook('x', 100_000, { tick: { bid: 98_000, ask: 102_000 } }),
      reason: 'invalid',
      message: 'BTC-USD: the book is 400.0 bp wide, limit 100 bp',
    },
    {
      what: '1 % off',
      book: aBook('x', 101_000),
      reason: 'outlier',
      message: '101000 is 100.0 bp from the median 100000, limit 50 bp',
    },
    {
      what: 'in a currency without a price in dollars',
      book: aBook('x', 100_000, { symbol: 'BTC-EUR' }),
      reason: 'no-conversion',
      message: 'BTC-EUR: EUR-USD is not known',
    },
  ])('leaves out a book $what, with the reason, and goes on', ({ book, reason, message }) => {
    const answer = ask([aBook('a', 100_000), aBook('b', 100_000), aBook('c', 100_000), book]);
    expect(answer).toMatchObject({
      used: ['a', 'b', 'c'],
      excluded: [{ venue: 'x', reason, message }],
      conditions: [],
    });
    expect(answer.price).toBeCloseTo(100_000, 6);
  });

  it.each([
    { what: 'at the age limit', tick: { receivedAt: NOW - 5_000 } },
    { what: 'stamped at the limit of lag', tick: { exchangeAt: NOW - 6_000 } },
    { what: 'stamped ahead by the allowance', tick: { exchangeAt: NOW + 1_000 } },
  ])('still uses a book $what', ({ tick }) => {
    expect(ask([aBook('a', 100_000), aBook('x', 100_000, { tick })]).used).toEqual(['a', 'x']);
  });

  it('has no conversion while the stablecoin has no price', () => {
    const books = [aBook('binance', 100_000, { symbol: 'BTC-USDT' }), aBook('a', 100_000), aBook('b', 100_000)];
    expect(ask(books, { usdPer: { USDT: null } })).toMatchObject({
      used: ['a', 'b'],
      excluded: [{ venue: 'binance', reason: 'no-conversion', message: 'BTC-USDT: USDT-USD is not known' }],
    });
  });

  it('has no price with fewer venues than the fewest, and says so of the sound one', () => {
    expect(ask([aBook('a', 100_000), aBook('b', 100_000, { connected: false })])).toEqual({
      symbol: 'BTC-USD',
      price: null,
      at: null,
      used: [],
      excluded: [
        { venue: 'a', reason: 'too-few', message: 'sound, but 1 of the 2 venues that make a price' },
        { venue: 'b', reason: 'reconnecting', message: 'BTC-USD: the connection was lost' },
      ],
      conditions: [],
    });
  });

  it('has no price of no books', () => {
    expect(ask([])).toMatchObject({ price: null, at: null, used: [], excluded: [], conditions: [] });
  });

  it.each([
    { what: 'two camps', mids: [100_000, 100_010, 101_000, 101_010] },
    { what: 'two venues apart', mids: [100_000, 101_000] },
    { what: 'everybody for himself', mids: [98_000, 100_000, 102_000] },
    { what: 'a range that nobody leaves, but too wide', mids: [99_600, 100_000, 100_450] },
  ])('is diverged with $what', ({ mids }) => {
    const answer = ask(mids.map((mid, i) => aBook(`v${i}`, mid)));
    expect(answer.conditions).toEqual([
      expect.objectContaining({ code: 'VENUE_DIVERGENCE', rule: 'TR-05', scope: { underlying: 'BTC-USD' } }),
    ]);
    expect(answer.used).toHaveLength(mids.length);
    expect(answer.excluded).toEqual([]);
  });

  it('names who is apart, by how much and the limit', () => {
    expect(ask([aBook('kraken', 100_000), aBook('binance', 101_000)]).conditions[0]?.message).toBe(
      '2 venues of BTC-USD are 100.0 bp apart (kraken 100000 to binance 101000), limit 75 bp',
    );
  });

  it('is not diverged by one outlier among three', () => {
    const answer = ask([aBook('a', 100_000), aBook('b', 100_010), aBook('x', 101_000)]);
    expect(answer).toMatchObject({ used: ['a', 'b'], excluded: [{ venue: 'x', reason: 'outlier' }], conditions: [] });
  });
});
