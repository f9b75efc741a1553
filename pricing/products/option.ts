import { requirePositive } from '../errors.ts';
import type { MarketSnapshot } from '../market.ts';
import { spotOptionOnForward } from '../models/spot-option.ts';
import { NO_GREEKS, type Valuation, type ValuationRequest } from '../valuation.ts';
import { averageModel, windowOf } from './average-option.ts';
import type { OptionTerms } from './instrument.ts';
import { type ModelValue, optionGreeks, spotInput, valuationOf, volatilityOf } from './option-inputs.ts';
import { type PricingInputs, pricingInputs } from './pricing-inputs.ts';

/**
 * A European option under Black-76 on the expiry's forward at the surface's volatility. An inverse option, which pays
 * max(S − K, 0)/S coin, is worth the same dollars as the linear one; asked in coin its price is dollars / spot.
 *
 * Within the averaging window of its settlement it is the average-price option of `average-option.ts`. At and after
 * expiry: the intrinsic value on spot (on the realised average where the settlement averages), delta 0 or ±1 (0 exactly at
 * the money, and on an average), every other greek 0.
 */
export function valueOption(terms: OptionTerms, market: MarketSnapshot, request: ValuationRequest): Valuation {
  requirePositive('strike', terms.strike);
  const inputs = pricingInputs(terms, market);
  if (inputs.yearsToExpiry === 0) return valuationOf(expired(terms, inputs), inputs, { market, request });
  const volatility = volatilityOf(terms.strike, inputs, request);
  const model =
    windowOf(terms, inputs) === null
      ? europeanModel(terms, inputs, volatility)
      : averageModel(terms, inputs, volatility);
  return valuationOf({ ...model, impliedVolatility: volatility }, inputs, { market, request });
}

function europeanModel(terms: OptionTerms, inputs: PricingInputs, volatility: number): ModelValue {
  const model = spotOptionOnForward(spotInput(terms, inputs, volatility));
  return { presentValue: model.price, impliedVolatility: volatility, greeks: optionGreeks(model, inputs) };
}

function expired(terms: OptionTerms, inputs: PricingInputs): ModelValue {
  const { optionType, strike } = terms;
  const averaged = terms.settlement.averagingMs !== undefined;
  const settled = averaged ? (inputs.underlying.realisedAverage?.price ?? inputs.spot) : inputs.spot;
  const sign = optionType === 'call' ? 1 : -1;
  const presentValue = Math.max(sign * (settled - strike), 0);
  const delta = presentValue > 0 && !averaged ? sign : 0;
  const deltaPremiumAdjusted = delta - presentValue / inputs.spot;
  return {
    presentValue,
    impliedVolatility: null,
    greeks: { ...NO_GREEKS, delta, deltaForward: delta, deltaPremiumAdjusted },
  };
}
