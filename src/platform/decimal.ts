import { Decimal as Base } from 'decimal.js';

/**
 * Money arithmetic: 120 significant digits, so that sums and products of wire decimals and of model values (60 decimals
 * at most) are exact; never an exponent.
 */
export const Decimal = Base.clone({ precision: 120, rounding: Base.ROUND_HALF_EVEN, toExpNeg: -120, toExpPos: 120 });
export type Decimal = Base;
