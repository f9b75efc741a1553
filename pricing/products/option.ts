import { PricingError, requirePositive } from '../errors.ts';
import type { MarketSnapshot } from '../market.ts';
import { type SpotOptionValue, spotOptionOnForward } from '../models/spot-option.ts';
import { logRatio } from '../numerics/elementary.ts';
import { DAYS_PER_YEAR } from '../time.ts';
import { type Greeks, NO_GREEKS, type Valuation, type ValuationRequest } from '../valuation.ts';
import { volatilityAt } from '../volatility/surface.ts';
import type { OptionTerms } from './instrument.ts';
import { type PricingInputs, premiumRate, pricingInputs } from './pricing-inputs.ts';

/**
 * A European option under Black-76 on the expiry's forward at the surface's volatility. An inverse option, which pays
 * max(S − K, 0)/S coin, is worth the same dollars as the linear one; asked in coin its price is dollars / spot.
 *
 * At and after expiry: the intrinsic value on spot, delta 0 or ±1 (0 exactly at the money), every other greek 0.
 */
export function valueOption(terms: OptionTerms, market: MarketSnapshot, request: ValuationRequest): Valuation {
  requirePositive('strike', terms.strike);
  const inputs = pricingInputs(terms, market);
  const premium = { currency: request.premiumCurrency, rate: premiumRate(request.premiumCurrency, inputs, market) };
  if (inputs.yearsToExpiry === 0) return expired(terms, inputs, premium);
  const volatility = volatilityOf(terms, inputs, request);
  const model = spotOptionOnForward({
    optionType: terms.optionType,
    strike: terms.strike,
    volatility,
    spot: inputs.spot,
    forward: inputs.forward,
    discountFactor: inputs.discountFactor,
    yearsToExpiry: inputs.yearsToExpiry,
    rate: inputs.rate,
    carry: inputs.carry,
  });
  return {
    price: model.price / premium.rate,
    currency: premium.currency,
    forward: inputs.forward,
    discountFactor: inputs.discountFactor,
    impliedVolatility: volatility,
    yearsToExpiry: inputs.yearsToExpiry,
    greeks: greeksOf(model, inputs),
  };
}

function volatilityOf(terms: OptionTerms, inputs: PricingInputs, request: ValuationRequest): number {
  const { asOf, expiry, forward } = inputs;
  const logMoneyness = logRatio(terms.strike, forward);
  const shift = request.volatilityShift ?? 0;
  const volatility = volatilityAt(inputs.underlying.volatility, { asOf, expiry, logMoneyness }) + shift;
  if (volatility >= 0 && volatility < Infinity) return volatility;
  throw new PricingError('INVALID_INPUT', `shifted volatility must be finite and >= 0, was ${volatility}`, {
    volatility,
    volatilityShift: shift,
  });
}

function greeksOf(model: SpotOptionValue, { spot, discountFactor }: PricingInputs): Greeks {
  return {
    delta: model.delta,
    gamma: model.gamma,
    vega: model.vega,
    theta: model.theta / DAYS_PER_YEAR,
    rho: model.rhoForwardHeld,
    vanna: model.vanna,
    volga: model.volga,
    deltaForward: model.deltaForward / discountFactor,
    deltaPremiumAdjusted: model.delta - model.price / spot,
    charm: model.charm / DAYS_PER_YEAR,
    speed: model.speed,
    zomma: model.zomma,
  };
}

interface Premium {
  readonly currency: string;
  readonly rate: number;
}

function expired({ optionType, strike }: OptionTerms, inputs: PricingInputs, premium: Premium): Valuation {
  const { spot, forward, discountFactor, yearsToExpiry } = inputs;
  const sign = optionType === 'call' ? 1 : -1;
  const intrinsic = Math.max(sign * (spot - strike), 0);
  const delta = intrinsic > 0 ? sign : 0;
  return {
    price: intrinsic / premium.rate,
    currency: premium.currency,
    forward,
    discountFactor,
    impliedVolatility: null,
    yearsToExpiry,
    greeks: { ...NO_GREEKS, delta, deltaForward: delta, deltaPremiumAdjusted: delta - intrinsic / spot },
  };
}
