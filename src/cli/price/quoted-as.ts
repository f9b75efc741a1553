import { PricingError } from '../../../pricing/index.ts';
import type { PriceQuote, QuoteConvention } from '../../contracts/price.ts';
import { finiteText } from './exact-text.ts';
import type { ValuedLeg } from './valued-leg.ts';

/**
 * One unit of the package as written, in the convention asked.
 * @throws PricingError NOT_APPLICABLE when a volatility is asked at expiry.
 */
export function quotedAs(convention: QuoteConvention, legs: readonly ValuedLeg[]): PriceQuote {
  return { as: convention, value: finiteText('quote', QUOTES[convention](legs)) };
}

const QUOTES = {
  price: (legs) => legs.reduce((sum, { ratio, valuation }) => sum + ratio * valuation.price, 0),
  'percent-of-notional': (legs) =>
    legs.reduce((sum, { ratio, valuation }) => sum + ratio * valuation.percentOfNotional, 0),
  'implied-volatility': (legs) => {
    const options = legs.filter(({ terms }) => terms.kind !== 'forward');
    const bought = options.filter(({ ratio }) => ratio > 0);
    const sold = options.filter(({ ratio }) => ratio < 0);
    return averageVolatility(bought) - averageVolatility(sold);
  },
} as const satisfies Record<QuoteConvention, (legs: readonly ValuedLeg[]) => number>;

/** By ratio; 0 of none. */
function averageVolatility(legs: readonly ValuedLeg[]): number {
  if (legs.length === 0) return 0;
  const weight = legs.reduce((sum, { ratio }) => sum + ratio, 0);
  return legs.reduce((sum, { ratio, valuation }) => sum + ratio * volatilityOf(valuation), 0) / weight;
}

function volatilityOf({ impliedVolatility, yearsToExpiry }: ValuedLeg['valuation']): number {
  if (impliedVolatility !== null) return impliedVolatility;
  throw new PricingError('NOT_APPLICABLE', 'implied-volatility must be asked before expiry, was asked at or after it', {
    yearsToExpiry,
  });
}
