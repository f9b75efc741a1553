/** What the bench uses of two packages that ship no types. */
declare module 'black-scholes' {
  export function blackScholes(
    ...terms: [spot: number, strike: number, years: number, volatility: number, rate: number, type: 'call' | 'put']
  ): number;
}

declare module 'option-pricing' {
  interface OptionTerms {
    readonly style: 'european' | 'american';
    readonly type: 'call' | 'put';
    readonly initialSpotPrice: number;
    readonly strikePrice: number;
    readonly timeToMaturity: number;
    readonly volatility: number;
    readonly riskFreeRate: number;
    readonly dividendYield: number;
  }
  export class Option {
    constructor(terms: OptionTerms);
    price(method: 'black-scholes'): number;
  }
}
