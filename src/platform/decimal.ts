import { Decimal as Base } from 'decimal.js';

/** Money arithmetic: 60 significant digits, so that sums and products of wire decimals are exact; never an exponent. */
export const Decimal = Base.clone({ precision: 60, rounding: Base.ROUND_HALF_EVEN, toExpNeg: -60, toExpPos: 60 });
export type Decimal = Base;
