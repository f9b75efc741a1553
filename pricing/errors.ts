/** Why a model refuses to give a number. Closed list: a new reason is a new member. */
export type PricingErrorCode =
  /** A term or a market input breaks its own rule (a strike of -1, a NaN volatility). */
  | 'INVALID_INPUT'
  /** The snapshot lacks what the instrument needs (an underlying, a discount curve, a conversion). */
  | 'MISSING_DATA'
  /** Terms and request are sound one by one, but have no meaning together. */
  | 'NOT_APPLICABLE';

export type ErrorContext = Readonly<Record<string, string | number | boolean | null>>;

/** A broken precondition of the pricing library; `context` holds the offending numbers. */
export class PricingError extends Error {
  readonly code: PricingErrorCode;
  readonly context: ErrorContext;

  constructor(code: PricingErrorCode, message: string, context: ErrorContext = {}) {
    super(message);
    this.name = 'PricingError';
    this.code = code;
    this.context = context;
  }
}

/** @throws PricingError INVALID_INPUT unless `value` is finite and > 0. */
export function requirePositive(name: string, value: number): void {
  if (value > 0 && value < Infinity) return;
  throw new PricingError('INVALID_INPUT', `${name} must be finite and > 0, was ${value}`, { [name]: value });
}

/** @throws PricingError INVALID_INPUT unless `value` is finite and >= 0. */
export function requireNonNegative(name: string, value: number): void {
  if (value >= 0 && value < Infinity) return;
  throw new PricingError('INVALID_INPUT', `${name} must be finite and >= 0, was ${value}`, { [name]: value });
}

/** @throws PricingError INVALID_INPUT unless `value` is finite. */
export function requireFinite(name: string, value: number): void {
  if (Number.isFinite(value)) return;
  throw new PricingError('INVALID_INPUT', `${name} must be finite, was ${value}`, { [name]: value });
}
