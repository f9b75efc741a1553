import { PricingError } from '../errors.ts';
import type { MarketSnapshot } from '../market.ts';
import type { SpotForwardInput, SpotOptionValue } from '../models/spot-option.ts';
import { logRatio } from '../numerics/elementary.ts';
import { DAYS_PER_YEAR } from '../time.ts';
import type { Greeks, Valuation, ValuationRequest } from '../valuation.ts';
import { volatilityAt } from '../volatility/surface.ts';
import type { OptionType } from './instrument.ts';
import { type PricingInputs, premiumRate } from './pricing-inputs.ts';

/** What a model says of one unit, in the quote currency. */
export interface ModelValue {
  readonly presentValue: number;
  readonly impliedVolatility: number | null;
  readonly greeks: Greeks;
}

/** A model's value in the currency asked for. */
export function valuationOf(
  model: ModelValue,
  inputs: PricingInputs,
  asked: { readonly market: MarketSnapshot; readonly request: ValuationRequest },
): Valuation {
  const { premiumCurrency } = asked.request;
  return {
    price: model.presentValue / premiumRate(premiumCurrency, inputs, asked.market),
    currency: premiumCurrency,
    presentValue: model.presentValue,
    percentOfNotional: (100 * model.presentValue) / inputs.spot,
    forward: inputs.forward,
    discountFactor: inputs.discountFactor,
    impliedVolatility: model.impliedVolatility,
    yearsToExpiry: inputs.yearsToExpiry,
    greeks: model.greeks,
  };
}

/** The surface's volatility at a strike plus the request's shift. */
export function volatilityOf(strike: number, inputs: PricingInputs, request: ValuationRequest): number {
  const { asOf, expiry, forward } = inputs;
  const shift = request.volatilityShift ?? 0;
  const logMoneyness = logRatio(strike, forward);
  const volatility = volatilityAt(inputs.underlying.volatility, { asOf, expiry, logMoneyness }) + shift;
  if (volatility >= 0 && volatility < Infinity) return volatility;
  throw new PricingError('INVALID_INPUT', `shifted volatility must be finite and >= 0, was ${volatility}`, {
    volatility,
    volatilityShift: shift,
  });
}

export function spotInput(
  terms: { readonly optionType: OptionType; readonly strike: number },
  inputs: PricingInputs,
  volatility: number,
): SpotForwardInput {
  return {
    optionType: terms.optionType,
    strike: terms.strike,
    volatility,
    spot: inputs.spot,
    forward: inputs.forward,
    discountFactor: inputs.discountFactor,
    yearsToExpiry: inputs.yearsToExpiry,
    rate: inputs.rate,
    carry: inputs.carry,
  };
}

/** What `optionGreeks` reads of a model's value. */
export type OptionModel = Pick<
  SpotOptionValue,
  | 'price'
  | 'delta'
  | 'gamma'
  | 'vega'
  | 'theta'
  | 'rhoForwardHeld'
  | 'vanna'
  | 'volga'
  | 'deltaForward'
  | 'charm'
  | 'speed'
  | 'zomma'
>;

/** A model's spot sensitivities with the conventions of `Greeks`: time per calendar day. */
export function optionGreeks(model: OptionModel, { spot, discountFactor }: PricingInputs): Greeks {
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
