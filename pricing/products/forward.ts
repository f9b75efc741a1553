import { requirePositive } from '../errors.ts';
import type { MarketSnapshot } from '../market.ts';
import { DAYS_PER_YEAR } from '../time.ts';
import { NO_GREEKS, type Valuation, type ValuationRequest } from '../valuation.ts';
import type { ForwardTerms } from './instrument.ts';
import { type PricingInputs, premiumRate, pricingInputs } from './pricing-inputs.ts';

/**
 * Without a strike the price is the outright forward, in the quote currency whatever premium currency is asked. With
 * one it is the premium df (forward − strike) of that off-market forward. An inverse forward, which pays
 * (S − K)/S coin, is worth the same dollars. Once expired: spot, or spot − strike.
 */
export function valueForward(terms: ForwardTerms, market: MarketSnapshot, request: ValuationRequest): Valuation {
  const inputs = pricingInputs(terms, market);
  const { forward, discountFactor, yearsToExpiry } = inputs;
  const shared = { forward, discountFactor, impliedVolatility: null, yearsToExpiry };
  if (terms.strike === undefined) return { ...shared, ...outright(inputs), currency: inputs.quoteCurrency };
  requirePositive('strike', terms.strike);
  const present = offMarket(inputs, terms.strike);
  const price = present.price / premiumRate(request.premiumCurrency, inputs, market);
  return { ...shared, ...present, price, currency: request.premiumCurrency };
}

function outright({ spot, forward, carry }: PricingInputs): Pick<Valuation, 'price' | 'greeks'> {
  const delta = forward / spot;
  return {
    price: forward,
    greeks: {
      ...NO_GREEKS,
      delta,
      theta: (-carry * forward) / DAYS_PER_YEAR,
      deltaForward: 1,
      deltaPremiumAdjusted: delta,
      charm: (-carry * delta) / DAYS_PER_YEAR,
    },
  };
}

function offMarket(inputs: PricingInputs, strike: number): Pick<Valuation, 'price' | 'greeks'> {
  const { spot, forward, discountFactor, rate, carry, yearsToExpiry } = inputs;
  const price = discountFactor * (forward - strike);
  const delta = (discountFactor * forward) / spot;
  return {
    price,
    greeks: {
      ...NO_GREEKS,
      delta,
      theta: (rate * price - carry * discountFactor * forward) / DAYS_PER_YEAR,
      rho: -yearsToExpiry * price,
      deltaForward: 1,
      deltaPremiumAdjusted: delta - price / spot,
      charm: ((rate - carry) * delta) / DAYS_PER_YEAR,
    },
  };
}
