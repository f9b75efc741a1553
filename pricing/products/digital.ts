import { requirePositive } from '../errors.ts';
import type { MarketSnapshot } from '../market.ts';
import { type DigitalValue, digitalOnForward } from '../models/digital.ts';
import { type SpotForwardInput, type SpotOptionValue, spotOptionOnForward } from '../models/spot-option.ts';
import { exp } from '../numerics/elementary.ts';
import { DAYS_PER_YEAR } from '../time.ts';
import { addScaled, type Greeks, NO_GREEKS, type Valuation, type ValuationRequest } from '../valuation.ts';
import { volatilitySlope } from '../volatility/surface.ts';
import type { DigitalTerms } from './instrument.ts';
import {
  type ModelValue,
  type OptionModel,
  optionGreeks,
  spotInput,
  valuationOf,
  volatilityOf,
} from './option-inputs.ts';
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

/** Of the smile at the strike; the slope per quote currency of strike. */
interface SmileAt {
  readonly volatility: number;
  readonly slope: number;
}

/** Before expiry, at a volatility and a slope of the smile that are known. */
function digitalModel(terms: DigitalTerms, inputs: PricingInputs, smile: SmileAt): ModelValue {
  const input = spotInput(terms, inputs, smile.volatility);
  return digitalFrom(terms, inputs, { ...smile, vanilla: spotOptionOnForward(input), bends: bendsOf(input) });
}

/** A digital's parts. */
export interface DigitalPieces extends SmileAt {
  /** At the same strike. */
  readonly vanilla: OptionModel;
  readonly bends: VanillaBends;
}

/** Third-order slopes that the vanilla has no closed form for; times per year. */
export interface VanillaBends {
  readonly vegaByTime: number;
  readonly vannaByTime: number;
  readonly vannaByVolatility: number;
  readonly volgaByVolatility: number;
  readonly zommaByVolatility: number;
  readonly zommaBySpot: number;
}

/** The digital of its pieces, which may come from a block of many. */
export function digitalFrom(terms: DigitalTerms, inputs: PricingInputs, pieces: DigitalPieces): ModelValue {
  const { volatility, slope, vanilla } = pieces;
  const input = spotInput(terms, inputs, volatility);
  const sign = terms.optionType === 'call' ? 1 : -1;
  const flat = digitalOnForward(input);
  const skew = -sign * slope;
  const cash = flat.price + skew * vanilla.vega;
  const greeks = addScaled(digitalGreeks(flat, inputs), vegaGreeks(pieces, inputs), skew);
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
function vegaGreeks({ vanilla, bends }: DigitalPieces, inputs: PricingInputs): Greeks {
  return {
    delta: vanilla.vanna,
    gamma: vanilla.zomma,
    vega: vanilla.volga,
    theta: -bends.vegaByTime / DAYS_PER_YEAR,
    rho: -inputs.yearsToExpiry * vanilla.vega,
    vanna: bends.vannaByVolatility,
    volga: bends.volgaByVolatility,
    deltaForward: (vanilla.vanna * inputs.spot) / (inputs.forward * inputs.discountFactor),
    deltaPremiumAdjusted: vanilla.vanna,
    charm: -bends.vannaByTime / DAYS_PER_YEAR,
    speed: bends.zommaBySpot,
    zomma: bends.zommaByVolatility,
  };
}

function bendsOf(input: SpotForwardInput): VanillaBends {
  const byVolatility = around(input.volatility, (volatility) => spotOptionOnForward({ ...input, volatility }));
  const bySpot = around(input.spot, (spot) =>
    spotOptionOnForward({ ...input, spot, forward: (input.forward * spot) / input.spot }),
  );
  const byTime = around(input.yearsToExpiry, (years) => agedVanilla(input, years));
  return {
    vegaByTime: slopeOf(byTime, 'vega'),
    vannaByTime: slopeOf(byTime, 'vanna'),
    vannaByVolatility: slopeOf(byVolatility, 'vanna'),
    volgaByVolatility: slopeOf(byVolatility, 'volga'),
    zommaByVolatility: slopeOf(byVolatility, 'zomma'),
    zommaBySpot: slopeOf(bySpot, 'zomma'),
  };
}

function agedVanilla(input: SpotForwardInput, yearsToExpiry: number): SpotOptionValue {
  const aged = agedForward(input, yearsToExpiry);
  return spotOptionOnForward({ ...input, ...aged, yearsToExpiry });
}

/** With the carry and the rate of `input` over another time. */
export function agedForward(
  input: Pick<SpotForwardInput, 'carry' | 'rate' | 'forward' | 'discountFactor' | 'yearsToExpiry'>,
  yearsToExpiry: number,
): Pick<SpotForwardInput, 'forward' | 'discountFactor'> {
  const grown = input.carry * (yearsToExpiry - input.yearsToExpiry);
  const discounted = input.rate * (yearsToExpiry - input.yearsToExpiry);
  return { forward: input.forward * exp(grown), discountFactor: input.discountFactor * exp(-discounted) };
}

/** Where differences are taken, in steps of a thousandth of what moves. */
export const DIFFERENCE_STEPS = [1, -1, 2, -2] as const;

export function differenceStep(x: number): number {
  return x / 1000;
}

interface Around {
  readonly step: number;
  readonly at: readonly SpotOptionValue[];
}

function around(x: number, value: (x: number) => SpotOptionValue): Around {
  const step = differenceStep(x);
  return { step, at: DIFFERENCE_STEPS.map((steps) => value(x + steps * step)) };
}

function slopeOf({ step, at }: Around, greek: keyof SpotOptionValue): number {
  return differenceSlope(
    step,
    at.map((one) => one[greek]),
  );
}

/** Central difference of fourth order at `DIFFERENCE_STEPS`: error about 1e-10 of the slope. */
export function differenceSlope(step: number, at: ArrayLike<number>): number {
  const [up, down, farUp, farDown] = [at[0] as number, at[1] as number, at[2] as number, at[3] as number];
  return (8 * (up - down) - (farUp - farDown)) / (12 * step);
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
