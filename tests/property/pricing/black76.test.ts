import fc from 'fast-check';
import { type Black76Input, black76, black76Price, inverseOption, value } from '../../../pricing/index.ts';
import { aBtcMarket, aCall } from '../../support/markets.ts';

const real = (min: number, max: number) => fc.double({ min, max, noNaN: true });
const market = fc.record({
  forward: real(100, 500_000),
  strike: real(100, 500_000),
  volatility: real(0, 5),
  yearsToExpiry: real(0, 5),
  discountFactor: real(0.2, 1),
});
type Market = Omit<Black76Input, 'optionType'>;
const call = (m: Market) => black76Price({ ...m, optionType: 'call' });
const put = (m: Market) => black76Price({ ...m, optionType: 'put' });
/** A few roundings, relative to the largest term. */
const slack = (m: Market) => 1e-13 * Math.max(m.forward, m.strike);

describe('black76, for every sane market', () => {
  it('keeps put-call parity: C − P = DF (F − K)', () => {
    fc.assert(
      fc.property(market, (m) => {
        const gap = call(m) - put(m) - m.discountFactor * (m.forward - m.strike);
        return Math.abs(gap) <= slack(m);
      }),
    );
  });

  it('stays inside the no-arbitrage bounds: DF max(F − K, 0) <= C <= DF F', () => {
    fc.assert(
      fc.property(market, (m) => {
        const floor = m.discountFactor * Math.max(m.forward - m.strike, 0);
        return call(m) >= floor - slack(m) && call(m) <= m.discountFactor * m.forward + slack(m);
      }),
    );
  });

  it('rises with volatility and with time at a fixed discount factor', () => {
    fc.assert(
      fc.property(market, real(0, 1), (m, more) => {
        const richer = call({ ...m, volatility: m.volatility + more }) >= call(m) - slack(m);
        const later = call({ ...m, yearsToExpiry: m.yearsToExpiry + more }) >= call(m) - slack(m);
        return richer && later;
      }),
    );
  });

  it('gives the discounted intrinsic value at zero variance', () => {
    fc.assert(
      fc.property(market, (m) => {
        const worth = black76({ ...m, volatility: 0, optionType: 'put' });
        return worth.price === m.discountFactor * Math.max(m.strike - m.forward, 0) && worth.vega === 0;
      }),
    );
  });

  it('agrees with itself whether asked for the price or for everything', () => {
    fc.assert(fc.property(market, (m) => black76({ ...m, optionType: 'call' }).price === call(m)));
  });
});

describe('an inverse option', () => {
  it('is worth the same dollars as the linear one: coin price · spot = dollar price', () => {
    fc.assert(
      fc.property(real(20_000, 300_000), fc.constantFrom('call', 'put'), (strike, optionType) => {
        const linear = value(aCall({ strike, optionType }), aBtcMarket(), { premiumCurrency: 'USD' });
        const settlement = { style: 'inverse', currency: 'BTC' } as const;
        const coin = value(aCall({ strike, optionType, settlement }), aBtcMarket(), { premiumCurrency: 'BTC' });
        return Math.abs(coin.price * 100_000 - linear.price) <= 2 * Number.EPSILON * linear.price;
      }),
    );
  });

  it('has a coin delta smaller than the exchange delta by its own premium', () => {
    fc.assert(
      fc.property(market, (m) => {
        const worth = inverseOption({ ...m, spot: m.forward, optionType: 'call' });
        return Math.abs(worth.deltaBS - worth.deltaNet - worth.priceCoin) <= 4 * Number.EPSILON;
      }),
    );
  });
});

describe('black76 across strikes, units and time', () => {
  it('is convex in the strike: a butterfly never costs less than nothing', () => {
    fc.assert(
      fc.property(market, real(0.001, 0.5), (m, width) => {
        const wing = (sign: number) => call({ ...m, strike: m.strike * (1 + sign * width) });
        return wing(-1) - 2 * call(m) + wing(1) >= -4 * slack(m);
      }),
    );
  });

  it('is homogeneous: doubling forward and strike doubles the price, to the last bit', () => {
    fc.assert(fc.property(market, (m) => call({ ...m, forward: 2 * m.forward, strike: 2 * m.strike }) === 2 * call(m)));
  });

  it('loses time value as expiry nears, at a fixed forward and discount factor', () => {
    fc.assert(
      fc.property(market, real(0.01, 0.99), (m, share) => {
        return put({ ...m, yearsToExpiry: share * m.yearsToExpiry }) <= put(m) + slack(m);
      }),
    );
  });
});
