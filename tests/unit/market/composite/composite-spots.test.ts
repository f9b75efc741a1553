import { compositeSpots } from '../../../../src/market/composite/composite-spots.ts';
import type { VenueBook } from '../../../../src/market/composite/venue-book.ts';
import { aBook, NOW, SPOT_LIMITS } from '../../../support/venue-books.ts';

const usdt = (mid: number, venue = 'kraken') => aBook(venue, mid, { symbol: 'USDT-USD' });
const BTC = [aBook('coinbase', 100_000), aBook('kraken', 100_010), aBook('binance', 100_000, { symbol: 'BTC-USDT' })];
const ETH = [aBook('coinbase', 3_500, { symbol: 'ETH-USD' }), aBook('kraken', 3_501, { symbol: 'ETH-USD' })];

const ask = (books: readonly VenueBook[]) =>
  compositeSpots({ underlyings: ['BTC-USD', 'ETH-USD'], books, now: NOW, limits: SPOT_LIMITS });

describe('the composites of a moment', () => {
  it('are one for each underlying and the stablecoin, each of its own books', () => {
    const { composites, conditions, usdPerUsdt } = ask([...BTC, ...ETH, usdt(0.9998)]);
    expect(composites.map(({ symbol, used }) => ({ symbol, used }))).toEqual([
      { symbol: 'BTC-USD', used: ['binance', 'coinbase', 'kraken'] },
      { symbol: 'ETH-USD', used: ['coinbase', 'kraken'] },
      { symbol: 'USDT-USD', used: ['kraken'] },
    ]);
    expect(conditions).toEqual([]);
    expect(usdPerUsdt).toBeCloseTo(0.9998, 10);
  });

  it.each([
    { what: 'at the lower edge of the band', rate: 0.995, depegged: false },
    { what: 'at the upper edge of the band', rate: 1.005, depegged: false },
    { what: 'just below the band', rate: 0.9949, depegged: true },
    { what: 'just above the band', rate: 1.0051, depegged: true },
  ])('know a depeg: $what', ({ rate, depegged }) => {
    const exact = { tick: { bid: rate - 2 ** -20, ask: rate + 2 ** -20 }, symbol: 'USDT-USD' };
    expect(ask([...BTC, ...ETH, aBook('kraken', rate, exact)]).conditions.map(({ code }) => code)).toEqual(
      depegged ? ['STABLECOIN_DEPEGGED'] : [],
    );
  });

  it('go on converting at what the stablecoin is worth when it leaves its band', () => {
    const { composites, conditions } = ask([
      aBook('coinbase', 100_000),
      aBook('binance', 100_000 / 0.97, { symbol: 'BTC-USDT' }),
      usdt(0.97),
    ]);
    expect(composites[0]?.price).toBeCloseTo(100_000, 6);
    expect(conditions).toEqual([
      {
        code: 'STABLECOIN_DEPEGGED',
        rule: 'ST-03',
        scope: { currency: 'USDT' },
        message: 'USDT-USD is 0.970000, band 0.9950 to 1.0050',
      },
    ]);
  });

  it('hold an unknown stablecoin for depegged', () => {
    expect(ask([...BTC, ...ETH]).conditions).toEqual([
      expect.objectContaining({
        code: 'STABLECOIN_DEPEGGED',
        message: 'USDT-USD is not known: too few venues, band 0.9950 to 1.0050',
      }),
    ]);
  });

  it('hold a stablecoin whose venues disagree for unknown', () => {
    const { usdPerUsdt, conditions, composites } = ask([...BTC, ...ETH, usdt(0.999), usdt(0.97, 'coinbase')]);
    expect(usdPerUsdt).toBeNull();
    expect(conditions.map(({ code }) => code)).toEqual(['STABLECOIN_DEPEGGED']);
    expect(conditions[0]?.message).toContain('2 venues of USDT-USD are');
    expect(composites[0]?.excluded).toEqual([
      { venue: 'binance', reason: 'no-conversion', message: 'BTC-USDT: USDT-USD is not known' },
    ]);
  });

  it('keep the trouble of one underlying to itself', () => {
    const apart = [aBook('coinbase', 3_500, { symbol: 'ETH-USD' }), aBook('kraken', 3_600, { symbol: 'ETH-USD' })];
    expect(ask([...BTC, ...apart, usdt(1)]).conditions).toEqual([
      expect.objectContaining({ code: 'VENUE_DIVERGENCE', scope: { underlying: 'ETH-USD' } }),
    ]);
  });
});
