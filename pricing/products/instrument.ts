/** Contract terms as the models see them: strikes as doubles, instants as UTC epoch ms. One unit of the base asset. */
export type Instrument = ForwardTerms | OptionTerms | DigitalTerms;

export type OptionType = 'call' | 'put';

export interface Settlement {
  /** `linear` pays in the quote currency; `inverse` pays in coin: call max(S − K, 0)/S, put max(K − S, 0)/S. */
  readonly style: 'linear' | 'inverse';
  /** Currency the contract settles in: USD, USDT, BTC … */
  readonly currency: string;
  /**
   * Length of the window before expiry whose time-weighted average is the settlement price; ms. Absent: the price at expiry.
   * Only within the window is an option valued as the average-price option that it is.
   */
  readonly averagingMs?: number;
}

/** A forward. Without `strike` its value is the outright forward price; with it, the premium of that off-market forward. */
export interface ForwardTerms {
  readonly kind: 'forward';
  readonly underlying: string;
  readonly expiry: number;
  readonly strike?: number;
  readonly settlement: Settlement;
}

/** A European option. */
export interface OptionTerms {
  readonly kind: 'option';
  readonly underlying: string;
  readonly optionType: OptionType;
  readonly strike: number;
  readonly expiry: number;
  readonly settlement: Settlement;
}

/** Pays a fixed amount when it ends in the money: `payout` of the quote currency if linear, of coin if inverse. */
export interface DigitalTerms {
  readonly kind: 'digital';
  readonly underlying: string;
  readonly optionType: OptionType;
  readonly strike: number;
  /** Per unit; > 0. */
  readonly payout: number;
  readonly expiry: number;
  readonly settlement: Settlement;
}
