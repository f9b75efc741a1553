import { requireNonNegative, requirePositive } from '../errors.ts';
import { normCdf, normPdf } from '../numerics/normal.ts';
import type { OptionType } from '../products/instrument.ts';

export interface Black76Input {
  readonly optionType: OptionType;
  /** Forward to the option's expiry; quote currency per unit of the base (USD per BTC). */
  readonly forward: number;
  /** Same unit as `forward`. */
  readonly strike: number;
  /** Annualised decimal: 0.65 is 65 vol points. */
  readonly volatility: number;
  /** Years, ACT/365F. */
  readonly yearsToExpiry: number;
  /** From payment to valuation time; dimensionless. */
  readonly discountFactor: number;
}

/** Value and risk of an option on one unit of the base, on its forward: no side, no quantity. */
export interface Black76Value {
  /** Quote currency, at valuation time. */
  readonly price: number;
  /** ∂price/∂forward, discounted: df · N(d1) for a call. */
  readonly deltaForward: number;
  /** ∂²price/∂forward². */
  readonly gammaForward: number;
  /** ∂price/∂volatility, per 1.00 of volatility. */
  readonly vega: number;
  /** ∂deltaForward/∂volatility. */
  readonly vannaForward: number;
  /** ∂vega/∂volatility. */
  readonly volga: number;
  /** ∂price/∂strike. */
  readonly strikeSensitivity: number;
  /** Risk-neutral probability to end in the money, N(±d2). */
  readonly itmCashProbability: number;
  /** The same under the asset measure, N(±d1). */
  readonly itmAssetProbability: number;
}

/**
 * Black (1976): a European option on a forward. The out-of-the-money side is computed directly and the in-the-money
 * side by parity, so that call − put = df (forward − strike) to rounding.
 *
 * At zero variance the price is the discounted intrinsic value; gamma, vega and their derivatives are 0, and the
 * probabilities 0, 1/2 (exactly at the money) or 1.
 *
 * Source: F. Black, "The pricing of commodity contracts", J. Financial Economics 3 (1976).
 * @throws PricingError INVALID_INPUT unless forward, strike and discountFactor are finite and > 0, and volatility and
 *   yearsToExpiry finite and >= 0.
 */
export function black76(input: Black76Input): Black76Value {
  requireBlackInput(input);
  const { optionType, forward, strike, volatility, discountFactor: df } = input;
  const sign = optionType === 'call' ? 1 : -1;
  const { rootTime, stdDev, d1, d2 } = standardised(input);
  const asset = normCdf(sign * d1);
  const cash = normCdf(sign * d2);
  const density = stdDev > 0 ? normPdf(d1) : 0;
  const vega = df * forward * density * rootTime;
  return {
    price: undiscountedPrice({ sign, forward, strike, d1, d2 }) * df,
    deltaForward: sign * df * asset,
    gammaForward: density > 0 ? (df * density) / (forward * stdDev) : 0,
    vega,
    vannaForward: density > 0 ? (-df * density * d2) / volatility : 0,
    volga: density > 0 ? (vega * d1 * d2) / volatility : 0,
    strikeSensitivity: -sign * df * cash,
    itmCashProbability: cash,
    itmAssetProbability: asset,
  };
}

/** The price alone; same conventions and errors as `black76`. */
export function black76Price(input: Black76Input): number {
  requireBlackInput(input);
  const { optionType, forward, strike, discountFactor } = input;
  const sign = optionType === 'call' ? 1 : -1;
  const { d1, d2 } = standardised(input);
  return undiscountedPrice({ sign, forward, strike, d1, d2 }) * discountFactor;
}

export interface Standardised {
  readonly rootTime: number;
  readonly stdDev: number;
  readonly d1: number;
  readonly d2: number;
}

/** d1 and d2; at zero variance both are −∞, 0 or +∞, so that N(d) is the indicator of being in the money. */
export function standardised(
  input: Pick<Black76Input, 'forward' | 'strike' | 'volatility' | 'yearsToExpiry'>,
): Standardised {
  const { forward, strike, volatility, yearsToExpiry } = input;
  const rootTime = Math.sqrt(yearsToExpiry);
  const stdDev = volatility * rootTime;
  const logRatio = logForwardOverStrike(forward, strike);
  if (!(stdDev > 0)) {
    const d = logRatio === 0 ? 0 : logRatio * Infinity;
    return { rootTime, stdDev: 0, d1: d, d2: d };
  }
  const x = logRatio / stdDev;
  return { rootTime, stdDev, d1: x + stdDev / 2, d2: x - stdDev / 2 };
}

/** ln(forward / strike), without the cancellation of the quotient's rounding near the money. */
export function logForwardOverStrike(forward: number, strike: number): number {
  const difference = forward - strike;
  return Math.abs(difference) < 0.25 * strike ? Math.log1p(difference / strike) : Math.log(forward / strike);
}

interface PriceTerms {
  readonly sign: number;
  readonly forward: number;
  readonly strike: number;
  readonly d1: number;
  readonly d2: number;
}

function undiscountedPrice({ sign, forward, strike, d1, d2 }: PriceTerms): number {
  const intrinsic = sign * (forward - strike);
  const otmSign = intrinsic > 0 ? -sign : sign;
  const timeValue = Math.max(otmSign * (forward * normCdf(otmSign * d1) - strike * normCdf(otmSign * d2)), 0);
  return intrinsic > 0 ? intrinsic + timeValue : timeValue;
}

function requireBlackInput(input: Black76Input): void {
  requirePositive('forward', input.forward);
  requirePositive('strike', input.strike);
  requirePositive('discountFactor', input.discountFactor);
  requireNonNegative('volatility', input.volatility);
  requireNonNegative('yearsToExpiry', input.yearsToExpiry);
}
