import { requireFinite, requirePositive } from '../errors.ts';
import { normPdf } from '../numerics/normal.ts';
import type { OptionType } from '../products/instrument.ts';
import { type Black76Value, black76, standardised } from './black76.ts';

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
  const { spot, yearsToExpiry, rate, carry } = input;
  requireFinite('rate', rate);
  requireFinite('carry', carry);
  const forward = spot * Math.exp(carry * yearsToExpiry);
  return spotOptionOnForward({ ...input, forward, discountFactor: Math.exp(-rate * yearsToExpiry) });
}

export interface SpotForwardInput extends SpotOptionInput {
  readonly forward: number;
  readonly discountFactor: number;
}

/** As `spotOption`, where the forward and the discount factor are already known (rate and carry only time the theta). */
export function spotOptionOnForward(input: SpotForwardInput): SpotOptionValue {
  const { spot, forward, strike, volatility, yearsToExpiry: years, discountFactor: df, rate, carry } = input;
  requirePositive('spot', spot);
  const value = black76(input);
  const { rootTime, stdDev, d1, d2 } = standardised(input);
  const sign = input.optionType === 'call' ? 1 : -1;
  const ratio = forward / spot;
  const delta = value.deltaForward * ratio;
  const density = stdDev > 0 ? df * ratio * normPdf(d1) : 0;
  const perStdDev = density > 0 ? 1 / stdDev : 0;
  const gamma = (density * perStdDev) / spot;
  const decay = density > 0 ? (spot * density * volatility) / (2 * rootTime) : 0;
  return {
    ...value,
    forward,
    discountFactor: df,
    delta,
    gamma,
    theta: rate * value.price - carry * spot * delta - decay,
    rhoForwardHeld: -years * value.price,
    rho: sign * strike * years * df * value.itmCashProbability,
    dividendRho: -years * spot * delta,
    vanna: value.vannaForward * ratio,
    charm:
      (rate - carry) * delta -
      (density * (density > 0 ? (carry * rootTime) / volatility - d2 / 2 : 0)) / (years > 0 ? years : 1),
    speed: density > 0 ? (-gamma / spot) * (d1 * perStdDev + 1) : 0,
    zomma: density > 0 ? (gamma * (d1 * d2 - 1)) / volatility : 0,
  };
}
