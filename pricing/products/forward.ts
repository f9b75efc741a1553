import { requirePositive } from '../errors.ts';
import type { MarketSnapshot } from '../market.ts';
import { DAYS_PER_YEAR } from '../time.ts';
import { NO_GREEKS, type Valuation, type ValuationRequest } from '../valuation.ts';
import type { ForwardTerms } from './instrument.ts';
import { type ModelValue, valuationOf } from './option-inputs.ts';
import { type PricingInputs, pricingInputs } from './pricing-inputs.ts';

/**
 * Without a strike the price is the outright forward, in the quote currency whatever premium currency is asked. With
 * one it is the premium df (forward − strike) of that off-market forward. An inverse forward, which pays
 * (S − K)/S coin, is worth the same dollars. Once expired: spot, or spot − strike.
 */
export function valueForward(terms: ForwardTerms, market: MarketSnapshot, request: ValuationRequest): Valuation {
  const inputs = pricingInputs(terms, market);
  if (terms.strike === undefined) {
    const inQuote = { ...request, premiumCurrency: inputs.quoteCurrency };
    return valuationOf(outright(inputs), inputs, { market, request: inQuote });
  }
  requirePositive('strike', terms.strike);
  return valuationOf(offMarket(inputs, terms.strike), inputs, { market, request });
}

function outright({ spot, forward, carry }: PricingInputs): ModelValue {
  const delta = forward / spot;
  return {
    presentValue: forward,
    impliedVolatility: null,
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

function offMarket(inputs: PricingInputs, strike: number): ModelValue {
  const { spot, forward, discountFactor, rate, carry, yearsToExpiry } = inputs;
  const price = discountFactor * (forward - strike);
  const delta = (discountFactor * forward) / spot;
  return {
    presentValue: price,
    impliedVolatility: null,
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
