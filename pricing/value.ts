import type { MarketSnapshot } from './market.ts';
import type { Instrument } from './products/instrument.ts';

/** Changes whenever the digits of any price may change. Stored with each quote; a replay names the one it needs. */
export const MODEL_VERSION = 'black76-1';

export interface ValuationRequest {
  /** Currency of `price`: the quote currency, the coin, or a currency in `market.conversions`. */
  readonly premiumCurrency: string;
  /** Added to the surface's volatility for this valuation; annualised decimal. Default 0. */
  readonly volatilityShift?: number;
}

/** Value of one unit, seen by its holder: no side, no quantity. */
export interface Valuation {
  /**
   * Premium currency per unit. For an outright forward (no strike) the forward price itself.
   * Signed for an off-market forward, never negative for an option.
   */
  readonly price: number;
  readonly currency: string;
  /** Quote currency per unit, to the instrument's expiry. */
  readonly forward: number;
  /** Of the quote currency, to the instrument's expiry. */
  readonly discountFactor: number;
  /** Black volatility used; null where none is. */
  readonly impliedVolatility: number | null;
  /** (expiry − asOf) in seconds / 31,536,000. */
  readonly yearsToExpiry: number;
  readonly greeks: Greeks;
}

/** Sensitivities of the value in the quote currency (USD), whatever the premium currency. */
export interface Greeks {
  /** Per unit of spot. */
  readonly delta: number;
  /** Per unit of spot, squared. */
  readonly gamma: number;
  /** Per 1.00 of volatility. */
  readonly vega: number;
  /** Per calendar day, at fixed spot, carry, rate and volatility; negative for decay. */
  readonly theta: number;
  /** Per 1.00 of the discount rate with the forward held. */
  readonly rho: number;
  /** ∂delta/∂volatility, per 1.00 of volatility. */
  readonly vanna: number;
  /** ∂vega/∂volatility, per 1.00 of volatility. */
  readonly volga: number;
}

/** Values one instrument on one market. @throws PricingError when the market or the terms do not allow a price. */
export declare function value(instrument: Instrument, market: MarketSnapshot, request: ValuationRequest): Valuation;
