export interface ValuationRequest {
  /** Currency of `price`: the quote currency, the coin, or a currency in `market.conversions`. */
  readonly premiumCurrency: string;
  /** Added to the surface's volatility for this valuation; annualised decimal. Default 0. */
  readonly volatilityShift?: number;
}

/** Value of one unit, seen by its holder: no side, no quantity. */
export interface Valuation {
  /**
   * Premium currency per unit. For an outright forward (no strike) the forward price itself, always in the quote
   * currency. Signed for an off-market forward, never negative for an option.
   */
  readonly price: number;
  readonly currency: string;
  /** The same in the quote currency. */
  readonly presentValue: number;
  /** 100 · presentValue / spot: per cent of the notional at spot. */
  readonly percentOfNotional: number;
  /** Quote currency per unit, to the instrument's expiry. */
  readonly forward: number;
  /** Of the quote currency, to the instrument's expiry. */
  readonly discountFactor: number;
  /** Black volatility used; null where none is. */
  readonly impliedVolatility: number | null;
  /** (expiry − asOf) in seconds / 31,536,000; 0 once expired. */
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
  /** Of the undiscounted value, per unit of forward: the hedge in units of the expiry's future. */
  readonly deltaForward: number;
  /** delta − value / spot: the hedge of a premium paid and held in coin. */
  readonly deltaPremiumAdjusted: number;
  /** Change of delta per calendar day. */
  readonly charm: number;
  /** ∂gamma/∂spot. */
  readonly speed: number;
  /** ∂gamma/∂volatility, per 1.00 of volatility. */
  readonly zomma: number;
}

/** A multi-leg package: each leg bought or sold `ratio` times per unit of the package. */
export interface PackageLeg<Terms> {
  readonly instrument: Terms;
  readonly side: 'buy' | 'sell';
  /** Units of this leg per unit of the package; > 0. */
  readonly ratio: number;
}

/** Signed sums over the legs; `legs` are the unsigned valuations of one unit each, in order. */
export interface PackageValuation {
  readonly price: number;
  readonly currency: string;
  readonly greeks: Greeks;
  readonly legs: readonly Valuation[];
}

export const NO_GREEKS: Greeks = {
  delta: 0,
  gamma: 0,
  vega: 0,
  theta: 0,
  rho: 0,
  vanna: 0,
  volga: 0,
  deltaForward: 0,
  deltaPremiumAdjusted: 0,
  charm: 0,
  speed: 0,
  zomma: 0,
};

/** sum + units · leg, greek by greek. */
export function addScaled(sum: Greeks, leg: Greeks, units: number): Greeks {
  return {
    delta: sum.delta + units * leg.delta,
    gamma: sum.gamma + units * leg.gamma,
    vega: sum.vega + units * leg.vega,
    theta: sum.theta + units * leg.theta,
    rho: sum.rho + units * leg.rho,
    vanna: sum.vanna + units * leg.vanna,
    volga: sum.volga + units * leg.volga,
    deltaForward: sum.deltaForward + units * leg.deltaForward,
    deltaPremiumAdjusted: sum.deltaPremiumAdjusted + units * leg.deltaPremiumAdjusted,
    charm: sum.charm + units * leg.charm,
    speed: sum.speed + units * leg.speed,
    zomma: sum.zomma + units * leg.zomma,
  };
}
