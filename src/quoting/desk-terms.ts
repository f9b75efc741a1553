/** Volatilities at which the client sells an option (`bid`) and buys it (`offer`); decimal text. */
export interface TwoSided {
  readonly bid?: string | undefined;
  readonly offer?: string | undefined;
}

/**
 * A package by volatility: one pair for all of its options, a pair for each leg, or points to shift the market's own
 * volatility of each leg by (1 point is 0.01).
 */
export interface VolatilityTerms extends TwoSided {
  readonly by: 'volatility';
  /** In the order of the request; a leg that is no option has an empty one. */
  readonly legs?: readonly TwoSided[] | undefined;
  readonly shiftPoints?: TwoSided | undefined;
}

/** How a person prices: outright, by the full width around the model's mid, by volatility, or by a wider policy. */
export type DeskTerms =
  | { readonly by: 'price'; readonly bid?: string | undefined; readonly offer?: string | undefined }
  | { readonly by: 'spread'; readonly spread: string }
  | VolatilityTerms
  | { readonly by: 'policy'; readonly spreadFactor: number };
