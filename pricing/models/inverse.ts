import { requirePositive } from '../errors.ts';
import type { OptionType } from '../products/instrument.ts';
import { black76 } from './black76.ts';

export interface InverseOptionInput {
  readonly optionType: OptionType;
  /** The expiry-matched future or synthetic; quote currency per coin. */
  readonly forward: number;
  /** The index; quote currency per coin. */
  readonly spot: number;
  readonly strike: number;
  /** Annualised decimal. */
  readonly volatility: number;
  /** Years, ACT/365F. */
  readonly yearsToExpiry: number;
}

/** A coin-settled option on one coin in the exchange's own terms (undiscounted, on the expiry's forward). */
export interface InverseOptionValue {
  readonly priceUsd: number;
  /** priceUsd / forward: the exchange's quote, coin per coin. */
  readonly priceCoin: number;
  /** priceUsd / spot: differs by spot / forward. */
  readonly priceCoinBySpot: number;
  /** ±N(±d1), what the exchange publishes as delta. */
  readonly deltaBS: number;
  /** Premium-adjusted: deltaBS − priceCoin, the coin hedge of a value held in coin. */
  readonly deltaNet: number;
  /** ∂deltaBS/∂forward. */
  readonly gammaBS: number;
  /** Per 1.00 of volatility. */
  readonly vegaUsd: number;
  /** vegaUsd / forward. */
  readonly vegaCoin: number;
  /** Per year, at a fixed forward; negative for decay. */
  readonly thetaUsdPerYear: number;
  /** ∂priceCoin/∂forward. */
  readonly coinPriceSlope: number;
}

/**
 * Values an inverse option as the exchange does: Black-76 without discounting, divided by the forward.
 * @throws PricingError INVALID_INPUT as `black76`, and unless spot is finite and > 0.
 */
export function inverseOption(input: InverseOptionInput): InverseOptionValue {
  const { forward, spot, volatility, yearsToExpiry } = input;
  requirePositive('spot', spot);
  const value = black76({ ...input, discountFactor: 1 });
  const priceCoin = value.price / forward;
  const deltaNet = value.deltaForward - priceCoin;
  return {
    priceUsd: value.price,
    priceCoin,
    priceCoinBySpot: value.price / spot,
    deltaBS: value.deltaForward,
    deltaNet,
    gammaBS: value.gammaForward,
    vegaUsd: value.vega,
    vegaCoin: value.vega / forward,
    thetaUsdPerYear: value.vega > 0 ? (-value.vega * volatility) / (2 * yearsToExpiry) : 0,
    coinPriceSlope: deltaNet / forward,
  };
}

export interface InverseSettlement {
  readonly payoffCoin: number;
  readonly payoffUsd: number;
}

/** What one unit pays at the settlement index: call max(S − K, 0)/S coin, put max(K − S, 0)/S coin. */
export function inverseSettlement(input: {
  readonly optionType: OptionType;
  readonly strike: number;
  readonly settlementIndex: number;
}): InverseSettlement {
  requirePositive('strike', input.strike);
  requirePositive('settlementIndex', input.settlementIndex);
  const sign = input.optionType === 'call' ? 1 : -1;
  const payoffUsd = Math.max(sign * (input.settlementIndex - input.strike), 0);
  return { payoffCoin: payoffUsd / input.settlementIndex, payoffUsd };
}
