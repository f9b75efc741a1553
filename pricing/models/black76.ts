import { requireNonNegative, requirePositive } from '../errors.ts';
import type { OptionType } from '../products/instrument.ts';
import { detail, detailBlock, priceBlock } from './black-kernel.ts';
import { fillSingleRow, SINGLE, singleRow } from './single-row.ts';

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
  fillSingleRow(input);
  detailBlock(singleRow, SINGLE);
  return black76FromDetail(input);
}

/** The value of the single row that `detailBlock` has just been through; `input` must be what filled it. */
function black76FromDetail(input: Black76Input): Black76Value {
  const { optionType, forward, volatility, yearsToExpiry, discountFactor: df } = input;
  const sign = optionType === 'call' ? 1 : -1;
  const rootTime = Math.sqrt(yearsToExpiry);
  const alive = volatility * rootTime > 0;
  const asset = detail.asset[0] as number;
  const cash = detail.cash[0] as number;
  const d2 = detail.d2[0] as number;
  const density = alive ? df * (detail.density[0] as number) : 0;
  const vega = density * rootTime;
  return {
    price: df * (detail.price[0] as number),
    deltaForward: sign * df * asset,
    gammaForward: alive ? density / (forward * forward * volatility * rootTime) : 0,
    vega,
    vannaForward: alive ? (-density * d2) / (forward * volatility) : 0,
    volga: alive ? (vega * (detail.d1[0] as number) * d2) / volatility : 0,
    strikeSensitivity: -sign * df * cash,
    itmCashProbability: cash,
    itmAssetProbability: asset,
  };
}

const priceOut = new Float64Array(1);

/** The price alone; same conventions and errors as `black76`. */
export function black76Price(input: Black76Input): number {
  requireBlackInput(input);
  fillSingleRow(input);
  priceBlock(singleRow, SINGLE, priceOut);
  return priceOut[0] as number;
}

/** @throws PricingError INVALID_INPUT as `black76` does. */
export function requireBlackInput(input: Black76Input): void {
  requirePositive('forward', input.forward);
  requirePositive('strike', input.strike);
  requirePositive('discountFactor', input.discountFactor);
  requireNonNegative('volatility', input.volatility);
  requireNonNegative('yearsToExpiry', input.yearsToExpiry);
}
