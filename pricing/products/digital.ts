import { requirePositive } from '../errors.ts';
import type { MarketSnapshot } from '../market.ts';
import { type DigitalValue, digitalOnForward } from '../models/digital.ts';
import { type SpotForwardInput, type SpotOptionValue, spotOptionOnForward } from '../models/spot-option.ts';
import { exp } from '../numerics/elementary.ts';
import { DAYS_PER_YEAR } from '../time.ts';
import { addScaled, type Greeks, NO_GREEKS, type Valuation, type ValuationRequest } from '../valuation.ts';
import { volatilitySlope } from '../volatility/surface.ts';
import type { DigitalTerms } from './instrument.ts';
import { type ModelValue, optionGreeks, spotInput, valuationOf, volatilityOf } from './option-inputs.ts';
import { type PricingInputs, pricingInputs } from './pricing-inputs.ts';

/**
 * A European digital, consistent with the smile: it is the strike derivative of the vanilla along the smile, so beside
 * df N(±d2) it holds the slope term ∓vega ∂σ/∂K. One paid in coin is a vanilla and K of those. Greeks hold ∂σ/∂K fixed.
 *
 * At and after expiry: the payout when spot is beyond the strike, half at it, and no greeks.
 */
export function valueDigital(terms: DigitalTerms, market: MarketSnapshot, request: ValuationRequest): Valuation {
  requirePositive('strike', terms.strike);
  requirePositive('payout', terms.payout);
  const inputs = pricingInputs(terms, market);
  const model = inputs.yearsToExpiry === 0 ? expiredDigital(terms, inputs) : aliveModel(terms, inputs, request);
  return valuationOf(model, inputs, { market, request });
}

function aliveModel(terms: DigitalTerms, inputs: PricingInputs, request: ValuationRequest): ModelValue {
  const { asOf, expiry, forward, underlying } = inputs;
  const volatility = volatilityOf(terms.strike, inputs, request);
  const slope = volatilitySlope(underlying.volatility, { asOf, expiry, forward, strike: terms.strike });
  return digitalModel(terms, inputs, { volatility, slope });
}

/** Before expiry, at a volatility and a slope of the smile that are known; slope per quote currency of strike. */
export function digitalModel(
  terms: DigitalTerms,
  inputs: PricingInputs,
  { volatility, slope }: { readonly volatility: number; readonly slope: number },
): ModelValue {
  const input = spotInput(terms, inputs, volatility);
  const sign = terms.optionType === 'call' ? 1 : -1;
  const vanilla = spotOptionOnForward(input);
  const flat = digitalOnForward(input);
  const skew = -sign * slope;
  const cash = flat.price + skew * vanilla.vega;
  const greeks = addScaled(digitalGreeks(flat, inputs), vegaGreeks(input, vanilla, inputs), skew);
  const inCash: ModelValue = {
    presentValue: terms.payout * cash,
    impliedVolatility: volatility,
    greeks: addScaled(NO_GREEKS, withPremium(greeks, cash, inputs.spot), terms.payout),
  };
  if (terms.settlement.style === 'linear') return inCash;
  const asset = sign * vanilla.price + terms.strike * cash;
  const assetGreeks = addScaled(
    addScaled(NO_GREEKS, optionGreeks(vanilla, inputs), sign),
    withPremium(greeks, cash, inputs.spot),
    terms.strike,
  );
  return {
    presentValue: terms.payout * asset,
    impliedVolatility: volatility,
    greeks: addScaled(NO_GREEKS, assetGreeks, terms.payout),
  };
}

function digitalGreeks(value: DigitalValue, { discountFactor, spot, forward }: PricingInputs): Greeks {
  return {
    delta: value.delta,
    gamma: value.gamma,
    vega: value.vega,
    theta: value.theta / DAYS_PER_YEAR,
    rho: value.rhoForwardHeld,
    vanna: value.vanna,
    volga: value.volga,
    deltaForward: (value.delta * spot) / (forward * discountFactor),
    deltaPremiumAdjusted: value.delta,
    charm: value.charm / DAYS_PER_YEAR,
    speed: value.speed,
    zomma: value.zomma,
  };
}

function withPremium(greeks: Greeks, price: number, spot: number): Greeks {
  return { ...greeks, deltaPremiumAdjusted: greeks.delta - price / spot };
}

/** Greeks of the vanilla's vega: closed forms where the vanilla has them, differences of those for the third order. */
function vegaGreeks(input: SpotForwardInput, vanilla: SpotOptionValue, inputs: PricingInputs): Greeks {
  const byVolatility = (greek: keyof SpotOptionValue) =>
    slopeOf((volatility) => spotOptionOnForward({ ...input, volatility })[greek], input.volatility);
  const bySpot = (greek: keyof SpotOptionValue) =>
    slopeOf(
      (spot) => spotOptionOnForward({ ...input, spot, forward: (input.forward * spot) / input.spot })[greek],
      input.spot,
    );
  const byTime = (greek: keyof SpotOptionValue) =>
    slopeOf((years) => agedVanilla(input, years)[greek], input.yearsToExpiry);
  return {
    delta: vanilla.vanna,
    gamma: vanilla.zomma,
    vega: vanilla.volga,
    theta: -byTime('vega') / DAYS_PER_YEAR,
    rho: -input.yearsToExpiry * vanilla.vega,
    vanna: byVolatility('vanna'),
    volga: byVolatility('volga'),
    deltaForward: (vanilla.vanna * input.spot) / (input.forward * inputs.discountFactor),
    deltaPremiumAdjusted: vanilla.vanna,
    charm: -byTime('vanna') / DAYS_PER_YEAR,
    speed: bySpot('zomma'),
    zomma: byVolatility('zomma'),
  };
}

function agedVanilla(input: SpotForwardInput, yearsToExpiry: number): SpotOptionValue {
  const grown = input.carry * (yearsToExpiry - input.yearsToExpiry);
  const discounted = input.rate * (yearsToExpiry - input.yearsToExpiry);
  return spotOptionOnForward({
    ...input,
    yearsToExpiry,
    forward: input.forward * exp(grown),
    discountFactor: input.discountFactor * exp(-discounted),
  });
}

/** Central difference of fourth order with steps of a thousandth: error about 1e-10 of the slope. */
function slopeOf(f: (x: number) => number, x: number): number {
  const h = x / 1000;
  return (8 * (f(x + h) - f(x - h)) - (f(x + 2 * h) - f(x - 2 * h))) / (12 * h);
}

/** At and after expiry. */
export function expiredDigital(
  { optionType, strike, payout, settlement }: DigitalTerms,
  { spot }: Pick<PricingInputs, 'spot'>,
): ModelValue {
  const side = optionType === 'call' ? Math.sign(spot - strike) : Math.sign(strike - spot);
  const amount = settlement.style === 'inverse' ? payout * spot : payout;
  const presentValue = (amount * (1 + side)) / 2;
  return {
    presentValue,
    impliedVolatility: null,
    greeks: { ...NO_GREEKS, deltaPremiumAdjusted: -presentValue / spot },
  };
}
