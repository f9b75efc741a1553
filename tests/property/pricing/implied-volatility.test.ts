import fc from 'fast-check';
import { black76, black76Price, impliedVolatility } from '../../../pricing/index.ts';

const real = (min: number, max: number) => fc.double({ min, max, noNaN: true });
const option = fc
  .record({
    optionType: fc.constantFrom('call' as const, 'put' as const),
    forward: real(1e-3, 1e6),
    deviations: real(-8, 8),
    volatility: real(0.01, 4),
    yearsToExpiry: real(1e-5, 5),
    discountFactor: real(0.3, 1.1),
  })
  .map(({ deviations, ...rest }) => ({
    ...rest,
    strike: rest.forward * Math.exp(deviations * rest.volatility * Math.sqrt(rest.yearsToExpiry)),
  }));

describe('implied volatility, for every option that has time value', () => {
  it('returns the volatility that made the price, as far as the price remembers it', () => {
    fc.assert(
      fc.property(option, (o) => {
        const { price, vega } = black76(o);
        const answer = impliedVolatility({ ...o, price });
        // The price itself is good to a few roundings of the largest term, and relatively so out of the money.
        const otm = o.optionType === 'call' ? o.strike >= o.forward : o.strike <= o.forward;
        const h = Math.abs(Math.log(o.forward / o.strike)) / (o.volatility * Math.sqrt(o.yearsToExpiry));
        const priceError = 4e-16 * (otm ? price * (20 + h * h) : Math.max(o.forward, o.strike));
        const tolerance = (2 * priceError) / vega + 1e-15 * o.volatility;
        if (tolerance > 0.1 * o.volatility) return true;
        return answer.ok && Math.abs(answer.volatility - o.volatility) <= tolerance;
      }),
      { numRuns: 3000 },
    );
  });

  it('reprices what it was given', () => {
    fc.assert(
      fc.property(option, real(1e-12, 0.999), (o, share) => {
        const intrinsic = Math.max(o.optionType === 'call' ? o.forward - o.strike : o.strike - o.forward, 0);
        const room = (o.optionType === 'call' ? o.forward : o.strike) - intrinsic;
        const price = o.discountFactor * (intrinsic + share * room);
        const answer = impliedVolatility({ ...o, price });
        // Only a share that rounding has pushed onto a bound may be refused.
        if (!answer.ok) return Math.abs(price - answer.refusal.bound) <= 4 * Number.EPSILON * price;
        const again = black76Price({ ...o, volatility: answer.volatility });
        return Math.abs(again - price) <= 1e-14 * Math.max(o.forward, o.strike);
      }),
      { numRuns: 2000 },
    );
  });

  it('never answers for a price outside its bounds', () => {
    fc.assert(
      fc.property(option, real(1e-9, 10), (o, excess) => {
        const maximum = o.discountFactor * (o.optionType === 'call' ? o.forward : o.strike);
        const above = impliedVolatility({ ...o, price: maximum * (1 + excess) });
        const below = impliedVolatility({ ...o, price: -excess });
        return (
          !above.ok &&
          above.refusal.code === 'AT_OR_ABOVE_MAXIMUM' &&
          !below.ok &&
          below.refusal.code === 'NEGATIVE_PRICE'
        );
      }),
    );
  });
});
