import fc from 'fast-check';
import { compositeSpot } from '../../../src/market/composite/composite-spot.ts';
import type { VenueBook } from '../../../src/market/composite/venue-book.ts';
import { aBook, NOW, SPOT_LIMITS } from '../../support/venue-books.ts';

const LIMITS = { ...SPOT_LIMITS.spot, minVenues: 1 };
const VENUES = ['a', 'b', 'c', 'd', 'e', 'f', 'g'];

const ask = (books: readonly VenueBook[]) =>
  compositeSpot({ symbol: 'BTC-USD', books, usdPer: { USDT: 0.999 }, now: NOW, limits: LIMITS });

const midOf = ({ tick }: VenueBook) => ((tick?.bid ?? Number.NaN) + (tick?.ask ?? Number.NaN)) / 2;

/** Anything a venue may say, sound or not. */
const anyBook = (venue: string): fc.Arbitrary<VenueBook> =>
  fc
    .record({
      symbol: fc.constantFrom('BTC-USD', 'BTC-USD', 'BTC-USDT', 'BTC-EUR'),
      connected: fc.boolean(),
      tick: fc.option(
        fc.record({
          bid: fc.oneof(fc.double({ min: 99_000, max: 101_000, noNaN: true }), fc.double()),
          ask: fc.oneof(fc.double({ min: 99_000, max: 101_000, noNaN: true }), fc.double()),
          receivedAt: fc.integer({ min: NOW - 7_000, max: NOW + 2_000 }),
          exchangeAt: fc.option(fc.integer({ min: NOW - 9_000, max: NOW + 2_000 })),
        }),
      ),
    })
    .map((changes) => aBook(venue, 100_000, changes));

const anyBooks = fc
  .integer({ min: 0, max: VENUES.length })
  .chain((count) => fc.tuple(...VENUES.slice(0, count).map(anyBook)));

const soundBooks = (size: { min: number; max: number }) =>
  fc
    .array(fc.double({ min: 98_000, max: 102_000, noNaN: true }), { minLength: size.min, maxLength: size.max })
    .map((mids) => mids.map((mid, i) => aBook(VENUES[i] ?? '', mid)));

describe('the composite spot, whatever the venues say', () => {
  it('does not depend on their order', () => {
    fc.assert(
      fc.property(
        anyBooks.chain((books) =>
          fc.tuple(fc.constant(books), fc.shuffledSubarray(books, { minLength: books.length })),
        ),
        ([books, shuffled]) => expect(ask(shuffled)).toEqual(ask(books)),
      ),
    );
  });

  it('accounts for every venue once: used, or excluded with a reason', () => {
    fc.assert(
      fc.property(anyBooks, (books) => {
        const { used, excluded } = ask(books);
        const named = [...used, ...excluded.map(({ venue }) => venue)].sort();
        expect(named).toEqual(books.map(({ venue }) => venue).sort());
        for (const { message } of excluded) expect(message).not.toBe('');
      }),
    );
  });

  it('has a price exactly when it has venues, finite and dated by one of them', () => {
    fc.assert(
      fc.property(anyBooks, (books) => {
        const { price, at, used } = ask(books);
        if (used.length === 0) return expect({ price, at }).toEqual({ price: null, at: null });
        expect(price).toBeGreaterThan(0);
        expect(price).toBeLessThan(Infinity);
        expect(books.filter(({ venue }) => used.includes(venue)).map(({ tick }) => tick?.receivedAt)).toContain(at);
      }),
    );
  });

  it('is between the lowest and the highest of the used', () => {
    fc.assert(
      fc.property(soundBooks({ min: 1, max: 7 }), (books) => {
        const { price, used } = ask(books);
        const mids = books.filter(({ venue }) => used.includes(venue)).map(midOf);
        expect(price).toBeGreaterThanOrEqual(Math.min(...mids) * (1 - 1e-14));
        expect(price).toBeLessThanOrEqual(Math.max(...mids) * (1 + 1e-14));
      }),
    );
  });

  it('is never moved by one bad venue beyond the range of others that agree, nor stopped by it', () => {
    const agreeing = fc.array(fc.double({ min: 100_000, max: 100_000 * (1 + 0.004), noNaN: true }), {
      minLength: 2,
      maxLength: 6,
    });
    fc.assert(
      fc.property(agreeing, fc.double({ min: 1e-3, max: 1e9, noNaN: true }), (mids, bad) => {
        const others = mids.map((mid, i) => aBook(VENUES[i] ?? '', mid));
        const { price, conditions, used } = ask([...others, aBook('x', bad)]);
        expect(price).toBeGreaterThanOrEqual(Math.min(...others.map(midOf)) * (1 - 1e-14));
        expect(price).toBeLessThanOrEqual(Math.max(...others.map(midOf)) * (1 + 1e-14));
        if (!used.includes('x')) expect(conditions).toEqual([]);
      }),
    );
  });

  it('vouches for no price when the used are further apart than the limit', () => {
    fc.assert(
      fc.property(soundBooks({ min: 1, max: 7 }), (books) => {
        const { used, conditions } = ask(books);
        const mids = books.filter(({ venue }) => used.includes(venue)).map(midOf);
        const apartBps = (1e4 * (Math.max(...mids) - Math.min(...mids))) / Math.min(...mids);
        if (apartBps > LIMITS.divergenceBps * (1 + 1e-9)) expect(conditions).toHaveLength(1);
        if (conditions.length === 0) expect(used.length * 2).toBeGreaterThan(books.length);
      }),
    );
  });
});
