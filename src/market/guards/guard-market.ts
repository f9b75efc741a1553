import type { MarketSnapshot } from '../../../pricing/index.ts';
import type { MarketFault } from './market-fault.ts';

/** How old prices may be, in ms; an age equal to the limit is still fresh. */
export interface MarketLimits {
  readonly spotStaleMs: number;
  /** Of forwards and volatility. */
  readonly surfaceStaleMs: number;
}

export interface MarketQuestion {
  /** E.g. `BTC-USD`. */
  readonly underlying: string;
  /** The service's clock; UTC epoch ms. */
  readonly now: number;
  readonly limits: MarketLimits;
}

/**
 * What this snapshot's ages have against pricing an underlying, under the rule that market data must be there and fresh;
 * nothing when it may be priced. Fails closed: no snapshot, no such underlying, a price too old, and a price stamped
 * further ahead of the clock than it may be old (then one of the two clocks is wrong) are all faults.
 */
export function guardMarket(
  snapshot: MarketSnapshot | null,
  { underlying, now, limits }: MarketQuestion,
): readonly MarketFault[] {
  const fault = (code: MarketFault['code'], message: string): MarketFault => ({
    code,
    rule: 'TR-05',
    scope: { underlying },
    message,
  });
  if (snapshot === null) return [fault('NO_MARKET_DATA', `there is no market for ${underlying} yet`)];
  const market = Object.hasOwn(snapshot.underlyings, underlying) ? snapshot.underlyings[underlying] : undefined;
  if (market === undefined) return [fault('NO_MARKET_DATA', `the market has no ${underlying}`)];
  if (!(market.spot > 0)) {
    return [fault('NO_MARKET_DATA', `spot of ${underlying} must be > 0, was ${market.spot}`)];
  }
  const spot = staleness(`spot of ${underlying}`, now - market.spotAt, limits.spotStaleMs);
  const surface = staleness(`surface of ${underlying}`, now - market.surfaceAt, limits.surfaceStaleMs);
  return [
    ...(spot === null ? [] : [fault('MARKET_STALE', spot)]),
    ...(surface === null ? [] : [fault('SURFACE_STALE', surface)]),
  ];
}

function staleness(what: string, ageMs: number, limitMs: number): string | null {
  if (Math.abs(ageMs) <= limitMs) return null;
  return ageMs < 0
    ? `${what} is stamped ${-ageMs} ms ahead of the clock, limit ${limitMs} ms`
    : `${what} is ${ageMs} ms old, limit ${limitMs} ms`;
}

/** The age that a refusal for staleness names, in ms; null of any other message. Behind the clock is positive. */
export function staleAgeOf(message: string): { readonly of: 'spot' | 'surface'; readonly ageMs: number } | null {
  const [, of, age] = /^(spot|surface) of \S+ is (\d+) ms old, limit \d+ ms$/.exec(message) ?? [];
  return of === undefined || age === undefined ? null : { of: of as 'spot' | 'surface', ageMs: Number(age) };
}
