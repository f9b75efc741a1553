import { requirePositive } from '../errors.ts';
import { productTail } from '../numerics/double-double.ts';
import type { OptionType } from '../products/instrument.ts';
import { type OtmValue, setProblem, solveStdDev } from './implied-kernel.ts';

export interface ImpliedVolatilityInput {
  readonly optionType: OptionType;
  /** Forward to expiry; quote currency per unit of the base. */
  readonly forward: number;
  readonly strike: number;
  /** Years, ACT/365F; > 0. */
  readonly yearsToExpiry: number;
  readonly discountFactor: number;
  /** Present value of the option on one unit, in the quote currency. */
  readonly price: number;
}

/**
 * Why no volatility gives a price: it is negative; below the discounted intrinsic value; exactly on it (volatility would
 * be 0); or not below the upper bound, df · forward for a call and df · strike for a put (volatility would be infinite).
 */
export type NoVolatilityCode = 'NEGATIVE_PRICE' | 'BELOW_INTRINSIC' | 'AT_INTRINSIC' | 'AT_OR_ABOVE_MAXIMUM';

export interface NoVolatility {
  readonly code: NoVolatilityCode;
  /** The bound that was broken, with the numbers. */
  readonly message: string;
  /** Quote currency. */
  readonly bound: number;
}

export type ImpliedVolatility =
  | { readonly ok: true; readonly volatility: number }
  | { readonly ok: false; readonly refusal: NoVolatility };

/**
 * The Black volatility (annualised decimal) of a European option's price. The result is the exact inverse of the given
 * doubles to about 2 ulp, in and out of the money: the in-the-money price is reduced by its intrinsic value exactly.
 *
 * @throws PricingError INVALID_INPUT unless forward, strike, yearsToExpiry and discountFactor are finite and > 0 and the
 *   price is a number.
 */
export function impliedVolatility(input: ImpliedVolatilityInput): ImpliedVolatility {
  const { optionType, forward, strike, yearsToExpiry, discountFactor, price } = input;
  requirePositive('forward', forward);
  requirePositive('strike', strike);
  requirePositive('yearsToExpiry', yearsToExpiry);
  requirePositive('discountFactor', discountFactor);
  terms.isCall = optionType === 'call' ? 1 : 0;
  terms.forward = forward;
  terms.strike = strike;
  terms.yearsToExpiry = yearsToExpiry;
  terms.discountFactor = discountFactor;
  terms.price = price;
  const volatility = solveTerms();
  return volatility > 0 ? { ok: true, volatility } : { ok: false, refusal: refusalOf(volatility, input) };
}

/** What `solveTerms` reads; filled by the scalar and the batch form alike, so both give the same bits. */
export const terms = { isCall: 0, forward: 0, strike: 0, yearsToExpiry: 0, discountFactor: 0, price: 0 };

/** By their negatives, what `solveTerms` answers where there is no volatility. */
const REFUSALS: readonly NoVolatilityCode[] = [
  'NEGATIVE_PRICE',
  'BELOW_INTRINSIC',
  'AT_INTRINSIC',
  'AT_OR_ABOVE_MAXIMUM',
];

const otm: OtmValue = { bound: 0, boundTail: 0, value: 0, valueTail: 0, room: 0, roomTail: 0 };

/** The volatility, or −1 … −4 for the reasons in `REFUSALS`. */
export function solveTerms(): number {
  if (!(terms.price >= 0)) return -1;
  reduceToOtm();
  if (otm.value < 0) return -2;
  if (otm.value === 0) return -3;
  if (!(otm.room > 0)) return -4;
  setProblem(terms.forward, terms.strike, otm);
  return solveStdDev() / Math.sqrt(terms.yearsToExpiry);
}

/** Takes the discounted intrinsic value off the price, and both off the bound, without rounding. */
function reduceToOtm(): void {
  const { isCall, forward, strike, discountFactor, price } = terms;
  const smaller = Math.min(forward, strike);
  otm.bound = discountFactor * smaller;
  otm.boundTail = productTail(discountFactor, smaller, otm.bound);
  otm.value = price;
  otm.valueTail = 0;
  const inside = isCall === 1 ? forward > strike : strike > forward;
  if (inside) takeOffIntrinsic(Math.max(forward, strike), smaller);
  const room = otm.bound - otm.value;
  const fromValue = room - otm.bound;
  const roomTail = otm.bound - (room - fromValue) - (otm.value + fromValue) + (otm.boundTail - otm.valueTail);
  otm.room = room + roomTail;
  otm.roomTail = room - otm.room + roomTail;
}

function takeOffIntrinsic(larger: number, smaller: number): void {
  const { discountFactor, price } = terms;
  const difference = larger - smaller;
  const fromSmaller = difference - larger;
  const differenceTail = larger - (difference - fromSmaller) - (smaller + fromSmaller);
  const intrinsic = discountFactor * difference;
  const intrinsicTail = productTail(discountFactor, difference, intrinsic) + discountFactor * differenceTail;
  const head = price - intrinsic;
  const fromIntrinsic = head - price;
  const tail = price - (head - fromIntrinsic) - (intrinsic + fromIntrinsic) - intrinsicTail;
  otm.value = head + tail;
  otm.valueTail = head - otm.value + tail;
}

function refusalOf(answer: number, input: ImpliedVolatilityInput): NoVolatility {
  const code = REFUSALS[-answer - 1];
  const { optionType, forward, strike, discountFactor, price } = input;
  const intrinsic = discountFactor * Math.max(optionType === 'call' ? forward - strike : strike - forward, 0);
  const maximum = discountFactor * (optionType === 'call' ? forward : strike);
  switch (code) {
    case 'BELOW_INTRINSIC':
      return { code, bound: intrinsic, message: `price must be above the intrinsic value ${intrinsic}, was ${price}` };
    case 'AT_INTRINSIC':
      return { code, bound: intrinsic, message: `price must be above the intrinsic value ${intrinsic}, was just that` };
    case 'AT_OR_ABOVE_MAXIMUM':
      return { code, bound: maximum, message: `price must be below its upper bound ${maximum}, was ${price}` };
    default:
      return { code: 'NEGATIVE_PRICE', bound: 0, message: `price must be >= 0, was ${price}` };
  }
}
