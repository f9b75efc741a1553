import { requireFinite, requirePositive } from '../errors.ts';
import { exp } from '../numerics/elementary.ts';
import type { OptionType } from '../products/instrument.ts';
import { type Black76Value, black76FromDetail, requireBlackInput } from './black76.ts';
import { type GreekColumns, greekBlock } from './greek-kernel.ts';
import { fillSingleRow, SINGLE, singleRow } from './single-row.ts';

export interface SpotOptionInput {
  readonly optionType: OptionType;
  /** Quote currency per unit of the base. */
  readonly spot: number;
  readonly strike: number;
  /** Annualised decimal. */
  readonly volatility: number;
  /** Years, ACT/365F. */
  readonly yearsToExpiry: number;
  /** Continuous discount rate of the quote currency. */
  readonly rate: number;
  /** Continuous carry: forward = spot · exp(carry · t). A yield q on the base means carry = rate − q. */
  readonly carry: number;
}

/** Value of one unit with its sensitivities to spot, volatility, time and rates. Times are per year here. */
export interface SpotOptionValue extends Black76Value {
  readonly forward: number;
  readonly discountFactor: number;
  /** ∂V/∂spot, carry fixed. */
  readonly delta: number;
  /** ∂²V/∂spot². */
  readonly gamma: number;
  /** −∂V/∂t at fixed spot, rate, carry and volatility: per year, negative for decay. */
  readonly theta: number;
  /** ∂V/∂rate with the forward held: −t · V. */
  readonly rhoForwardHeld: number;
  /** ∂V/∂rate at fixed spot and yield q (the forward moves with the rate). */
  readonly rho: number;
  /** ∂V/∂q at fixed spot and rate. */
  readonly dividendRho: number;
  /** ∂delta/∂volatility. */
  readonly vanna: number;
  /** Change of delta with calendar time, per year. */
  readonly charm: number;
  /** ∂gamma/∂spot. */
  readonly speed: number;
  /** ∂gamma/∂volatility. */
  readonly zomma: number;
}

/**
 * A European option on a spot with continuous rate and carry.
 *
 * Source: M. Garman and S. Kohlhagen, "Foreign currency option values", J. International Money and Finance 2 (1983);
 * the greeks are its derivatives in closed form.
 * @throws PricingError INVALID_INPUT as `black76`, and unless spot is > 0 and rate and carry are finite.
 */
export function spotOption(input: SpotOptionInput): SpotOptionValue {
  const { optionType, spot, strike, volatility, yearsToExpiry, rate, carry } = input;
  requireFinite('rate', rate);
  requireFinite('carry', carry);
  return spotOptionOnForward({
    optionType,
    spot,
    strike,
    volatility,
    yearsToExpiry,
    rate,
    carry,
    forward: spot * exp(carry * yearsToExpiry),
    discountFactor: exp(-rate * yearsToExpiry),
  });
}

export interface SpotForwardInput extends SpotOptionInput {
  readonly forward: number;
  readonly discountFactor: number;
}

const columns = { ...singleRow, spot: new Float64Array(1), rate: new Float64Array(1), carry: new Float64Array(1) };
const out: GreekColumns = {
  price: new Float64Array(1),
  delta: new Float64Array(1),
  gamma: new Float64Array(1),
  vega: new Float64Array(1),
  theta: new Float64Array(1),
  rhoForwardHeld: new Float64Array(1),
  vanna: new Float64Array(1),
  volga: new Float64Array(1),
  charm: new Float64Array(1),
  speed: new Float64Array(1),
  zomma: new Float64Array(1),
};

/** As `spotOption`, where the forward and the discount factor are already known (rate and carry only time the theta). */
export function spotOptionOnForward(input: SpotForwardInput): SpotOptionValue {
  const { spot, forward, strike, yearsToExpiry: years, discountFactor: df, rate, carry } = input;
  requirePositive('spot', spot);
  requireBlackInput(input);
  fillSingleRow(input);
  columns.spot[0] = spot;
  columns.rate[0] = rate;
  columns.carry[0] = carry;
  greekBlock(columns, SINGLE, out);
  const onForward = black76FromDetail(input);
  const delta = out.delta[0] as number;
  const sign = input.optionType === 'call' ? 1 : -1;
  // Listed one by one: an object spread costs microseconds here.
  return {
    forward,
    discountFactor: df,
    price: out.price[0] as number,
    deltaForward: onForward.deltaForward,
    gammaForward: onForward.gammaForward,
    vannaForward: onForward.vannaForward,
    strikeSensitivity: onForward.strikeSensitivity,
    itmCashProbability: onForward.itmCashProbability,
    itmAssetProbability: onForward.itmAssetProbability,
    delta,
    gamma: out.gamma[0] as number,
    vega: out.vega[0] as number,
    theta: out.theta[0] as number,
    rhoForwardHeld: out.rhoForwardHeld[0] as number,
    rho: sign * strike * years * df * onForward.itmCashProbability,
    dividendRho: -years * spot * delta,
    vanna: out.vanna[0] as number,
    volga: out.volga[0] as number,
    charm: out.charm[0] as number,
    speed: out.speed[0] as number,
    zomma: out.zomma[0] as number,
  };
}
