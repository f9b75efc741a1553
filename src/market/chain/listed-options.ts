import { impliedVolatility, type VolatilitySurface, volatilityAt, yearsBetween } from '../../../pricing/index.ts';
import type { ListedOption } from '../status.ts';
import type { OptionTick } from '../ticks.ts';

export interface ListedExpiry {
  readonly asOf: number;
  readonly expiry: number;
  readonly forward: number;
  readonly surface: VolatilitySurface;
  readonly options: readonly OptionTick[];
}

/** A millionth of a volatility: enough to look at, and short enough to be told every second. */
const DIGITS = 6;

/** The market's bid and ask beside the fit, by strike: puts below the forward and calls above it, whose prices are all time value. */
export function listedOptions({ asOf, expiry, forward, surface, options }: ListedExpiry): ListedOption[] {
  const yearsToExpiry = yearsBetween({ from: asOf, to: expiry });
  return options.flatMap(({ strike, optionType, bid, ask }) => {
    if (strike < forward !== (optionType === 'put') || (bid === null && ask === null)) return [];
    const volatilityOf = (premium: number | null) => {
      if (premium === null) return null;
      const terms = { optionType, forward, strike, yearsToExpiry, discountFactor: 1, price: premium * forward };
      const implied = impliedVolatility(terms);
      return implied.ok ? rounded(implied.volatility) : null;
    };
    const fit = rounded(volatilityAt(surface, { asOf, expiry, logMoneyness: Math.log(strike / forward) }));
    return [{ strike, optionType, bid: volatilityOf(bid), ask: volatilityOf(ask), fit }];
  });
}

function rounded(volatility: number): number {
  return Number(volatility.toFixed(DIGITS));
}
