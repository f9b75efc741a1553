import { PricingError, requirePositive } from '../errors.ts';
import type { PackageLeg } from '../valuation.ts';
import type { ForwardTerms, OptionTerms, OptionType, Settlement } from './instrument.ts';

/** What the legs of one strategy share. */
export interface StrategyTerms {
  readonly underlying: string;
  readonly expiry: number;
  readonly settlement: Settlement;
}

type Leg = PackageLeg<OptionTerms>;

/** + lower call − higher call; or + higher put − lower put: a debit for the buyer in both. */
export function verticalSpread(
  terms: StrategyTerms,
  spread: { readonly optionType: OptionType; readonly low: number; readonly high: number },
): Leg[] {
  const { optionType, low, high } = spread;
  requireAscending({ low, high });
  const [bought, sold] = optionType === 'call' ? [low, high] : [high, low];
  return [option(terms, optionType, bought), sell(option(terms, optionType, sold))];
}

/** + 1 × bought strike, − ratio × sold strike. A ratio above 1 leaves the buyer short the tail. */
export function ratioSpread(
  terms: StrategyTerms,
  spread: { readonly optionType: OptionType; readonly bought: number; readonly sold: number; readonly ratio: number },
): Leg[] {
  requirePositive('ratio', spread.ratio);
  if (spread.bought === spread.sold)
    throw badStrikes('bought and sold strikes must differ', spread.bought, spread.sold);
  return [
    option(terms, spread.optionType, spread.bought),
    { ...sell(option(terms, spread.optionType, spread.sold)), ratio: spread.ratio },
  ];
}

/** + call at the high strike − put at the low one. Its skew quote is the call's volatility less the put's. */
export function riskReversal(terms: StrategyTerms, strikes: { readonly put: number; readonly call: number }): Leg[] {
  requireAscending({ low: strikes.put, high: strikes.call });
  return [option(terms, 'call', strikes.call), sell(option(terms, 'put', strikes.put))];
}

/** The hedge of a long coin: + put at the low strike − call at the high one. */
export function collar(terms: StrategyTerms, strikes: { readonly put: number; readonly call: number }): Leg[] {
  requireAscending({ low: strikes.put, high: strikes.call });
  return [option(terms, 'put', strikes.put), sell(option(terms, 'call', strikes.call))];
}

/** + call + put at one strike. */
export function straddle(terms: StrategyTerms, strike: number): Leg[] {
  return [option(terms, 'call', strike), option(terms, 'put', strike)];
}

/** + call at the high strike + put at the low one. */
export function strangle(terms: StrategyTerms, strikes: { readonly put: number; readonly call: number }): Leg[] {
  requireAscending({ low: strikes.put, high: strikes.call });
  return [option(terms, 'call', strikes.call), option(terms, 'put', strikes.put)];
}

/** + 1 low − 2 middle + 1 high of one type; wings of unequal width only when called broken. */
export function butterfly(
  terms: StrategyTerms,
  fly: {
    readonly optionType: OptionType;
    readonly low: number;
    readonly middle: number;
    readonly high: number;
    readonly broken?: boolean;
  },
): Leg[] {
  const { optionType, low, middle, high, broken = false } = fly;
  requireAscending({ low, high: middle });
  requireAscending({ low: middle, high });
  if (!broken && Math.abs(high - middle - (middle - low)) > 1e-9 * middle) {
    throw badStrikes('wings must be equally wide unless broken', middle - low, high - middle);
  }
  return [
    option(terms, optionType, low),
    { ...sell(option(terms, optionType, middle)), ratio: 2 },
    option(terms, optionType, high),
  ];
}

/** − straddle at the middle + strangle around it: the seller of volatility's four legs, bought for a credit. */
export function ironButterfly(
  terms: StrategyTerms,
  fly: { readonly low: number; readonly middle: number; readonly high: number },
): Leg[] {
  requireAscending({ low: fly.low, high: fly.middle });
  requireAscending({ low: fly.middle, high: fly.high });
  return [...straddle(terms, fly.middle).map(sell), ...strangle(terms, { put: fly.low, call: fly.high })];
}

/** − strangle + wider strangle. */
export function ironCondor(
  terms: StrategyTerms,
  condor: { readonly lowest: number; readonly low: number; readonly high: number; readonly highest: number },
): Leg[] {
  const { lowest, low, high, highest } = condor;
  requireAscending({ low: lowest, high: low });
  requireAscending({ low: high, high: highest });
  return [...strangle(terms, { put: low, call: high }).map(sell), ...strangle(terms, { put: lowest, call: highest })];
}

/** + far − near; the same strike is a calendar, another one a diagonal. */
export function calendarSpread(
  terms: StrategyTerms,
  spread: {
    readonly optionType: OptionType;
    readonly nearExpiry: number;
    readonly nearStrike: number;
    readonly farStrike: number;
  },
): Leg[] {
  const { optionType, nearExpiry, nearStrike, farStrike } = spread;
  if (!(nearExpiry < terms.expiry)) {
    throw new PricingError('INVALID_INPUT', `near expiry must be before ${terms.expiry}, was ${nearExpiry}`, {
      nearExpiry,
    });
  }
  return [option(terms, optionType, farStrike), sell(option({ ...terms, expiry: nearExpiry }, optionType, nearStrike))];
}

/** + call − put at one strike: worth df (forward − strike) to the buyer. */
export function syntheticForward(terms: StrategyTerms, strike: number): Leg[] {
  return [option(terms, 'call', strike), sell(option(terms, 'put', strike))];
}

/** A synthetic forward bought at the low strike and sold at the high one: worth df (high − low) whatever happens. */
export function box(terms: StrategyTerms, strikes: { readonly low: number; readonly high: number }): Leg[] {
  requireAscending(strikes);
  return [...syntheticForward(terms, strikes.low), ...syntheticForward(terms, strikes.high).map(flip)];
}

/** A forward bought and the synthetic one sold at the same strike: worth nothing where parity holds. */
export function conversion(terms: StrategyTerms, strike: number): PackageLeg<OptionTerms | ForwardTerms>[] {
  const forward: ForwardTerms = { kind: 'forward', ...terms, strike };
  return [{ instrument: forward, side: 'buy', ratio: 1 }, ...syntheticForward(terms, strike).map(flip)];
}

function option(terms: StrategyTerms, optionType: OptionType, strike: number): Leg {
  requirePositive('strike', strike);
  return { instrument: { kind: 'option', ...terms, optionType, strike }, side: 'buy', ratio: 1 };
}

function sell(leg: Leg): Leg {
  return { ...leg, side: 'sell' };
}

function flip(leg: Leg): Leg {
  return { ...leg, side: leg.side === 'buy' ? 'sell' : 'buy' };
}

function requireAscending({ low, high }: { readonly low: number; readonly high: number }): void {
  if (!(low < high)) throw badStrikes('strikes must ascend', low, high);
}

function badStrikes(rule: string, first: number, second: number): PricingError {
  return new PricingError('INVALID_INPUT', `${rule}, were ${first} and ${second}`, { first, second });
}
