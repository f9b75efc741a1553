import { forwardPrice, type MarketSnapshot, PricingError, volatilityAt } from '../../../pricing/index.ts';

export interface SmileQuery {
  readonly underlying: string;
  readonly expiry: string;
}

export interface SmileCurve {
  readonly forward: number;
  /** Strike and annualised volatility in percent. */
  readonly points: readonly (readonly [strike: number, percent: number])[];
}

const POINTS = 61;
const REACH = 0.45;

/** On each side of a strike. */
const AROUND = 2;

/** The listed options next to any of these strikes, by rising strike. */
export function nearestListed<T extends { readonly strike: string }>(
  listed: readonly T[],
  strikes: readonly string[],
): T[] {
  const near = strikes.flatMap((strike) => {
    const below = listed.filter((option) => Number(option.strike) <= Number(strike));
    const above = listed.filter((option) => Number(option.strike) > Number(strike));
    return [...below.slice(-AROUND), ...above.slice(0, AROUND)];
  });
  return [...new Set(near)].sort((left, right) => Number(left.strike) - Number(right.strike));
}

/** The smile of one expiry over strikes, as the pricing library reads the surface; null where it has none. */
export function smileOf(snapshot: MarketSnapshot, { underlying, expiry }: SmileQuery): SmileCurve | null {
  const market = snapshot.underlyings[underlying];
  const at = Date.parse(expiry);
  if (market === undefined || !(at > snapshot.asOf)) return null;
  try {
    const forward = forwardPrice(market.forwards, { spot: market.spot, asOf: snapshot.asOf, at });
    const points = Array.from({ length: POINTS }, (_, step): [number, number] => {
      const logMoneyness = REACH * ((2 * step) / (POINTS - 1) - 1);
      const volatility = volatilityAt(market.volatility, { asOf: snapshot.asOf, expiry: at, logMoneyness });
      return [Math.round(forward * Math.exp(logMoneyness)), Number((volatility * 100).toFixed(3))];
    });
    return { forward, points };
  } catch (error) {
    if (error instanceof PricingError) return null;
    throw error;
  }
}
