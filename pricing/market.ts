/**
 * What a valuation sees of the world: one immutable snapshot. Every number is an IEEE double, every instant is
 * UTC epoch milliseconds. A snapshot is plain data: it serialises to JSON and back to the same bits.
 */
export interface MarketSnapshot {
  /** The valuation time; UTC epoch ms. */
  readonly asOf: number;
  readonly source: MarketSource;
  /** By underlying, e.g. `BTC-USD` (base `BTC`, quote currency `USD`). */
  readonly underlyings: Readonly<Record<string, UnderlyingMarket>>;
  /** Discounting by currency, e.g. `USD`. */
  readonly discounts: Readonly<Record<string, DiscountCurve>>;
  /** Dollars per unit of a premium currency that is neither USD nor the coin, e.g. `{ USDT: 0.9998 }`. */
  readonly conversions: Readonly<Record<string, number>>;
}

export type MarketSource = 'live' | 'recorded' | 'simulated' | 'supplied';

export interface UnderlyingMarket {
  /** Quote currency per unit of the base: USD per BTC. */
  readonly spot: number;
  /** When the spot was last confirmed by its source; UTC epoch ms. */
  readonly spotAt: number;
  /** When forwards and volatility were last confirmed; UTC epoch ms. */
  readonly surfaceAt: number;
  /** Inside an expiry's averaging window: the time-weighted average since the window began. */
  readonly realisedAverage?: { readonly from: number; readonly price: number };
  readonly forwards: ForwardCurve;
  readonly volatility: VolatilitySurface;
}

/**
 * Either a continuous carry (forward = spot · exp(carry · t)), or dated forwards, ascending by expiry, in the quote
 * currency per unit: log-linear in forward/spot between spot and the nodes; the last gap's carry continues beyond.
 */
export type ForwardCurve =
  | { readonly kind: 'carry'; readonly carry: number }
  | { readonly kind: 'dated'; readonly nodes: readonly { readonly expiry: number; readonly price: number }[] };

/**
 * Continuous zero rates, ACT/365F: one flat rate, or nodes ascending by expiry. Between nodes log-linear in discount factors
 * (the default) or monotone-convex in forward rates; the last forward rate continues beyond the last node.
 */
export type DiscountCurve =
  | { readonly kind: 'flat'; readonly rate: number }
  | {
      readonly kind: 'dated';
      readonly nodes: readonly { readonly expiry: number; readonly rate: number }[];
      readonly interpolation?: 'log-linear' | 'monotone-convex';
    };

/**
 * Black volatility as annualised decimals (0.65 is 65 vol points). Smiles are given in log-moneyness
 * k = ln(strike / forward) of their own expiry, so that they move with the forward.
 */
export type VolatilitySurface =
  | { readonly kind: 'flat'; readonly volatility: number }
  | { readonly kind: 'points'; readonly slices: readonly SmilePoints[] }
  | { readonly kind: 'svi'; readonly slices: readonly SviSlice[] };

/** One expiry's smile by points; `logMoneyness` ascending, flat beyond both ends. */
export interface SmilePoints {
  readonly expiry: number;
  readonly logMoneyness: readonly number[];
  readonly volatilities: readonly number[];
}

/** Raw SVI: total variance w(k) = a + b (rho (k − m) + sqrt((k − m)² + sigma²)). Source: Gatheral (2004). */
export interface SviSlice {
  readonly expiry: number;
  readonly a: number;
  readonly b: number;
  readonly rho: number;
  readonly m: number;
  readonly sigma: number;
}
