import type { MarketSnapshot } from '../../pricing/index.ts';

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

export type MarketGuardResult =
  | { readonly ok: true }
  | {
      readonly ok: false;
      readonly code: 'NO_MARKET_DATA' | 'MARKET_STALE';
      readonly rule: typeof MARKET_FRESH_RULE;
      /** For staff; a client sees one neutral reason. */
      readonly message: string;
    };

/** The rule a refusal is recorded under: market data must be there and fresh. */
const MARKET_FRESH_RULE = 'TR-05';

/**
 * May this underlying be priced on this snapshot? Fails closed: no snapshot, no such underlying, a price too old, and a
 * price stamped further ahead of the clock than it may be old (then one of the two clocks is wrong) are all refused.
 */
export function guardMarket(
  snapshot: MarketSnapshot | null,
  { underlying, now, limits }: MarketQuestion,
): MarketGuardResult {
  if (snapshot === null) return refuse('NO_MARKET_DATA', `there is no market for ${underlying} yet`);
  const market = Object.hasOwn(snapshot.underlyings, underlying) ? snapshot.underlyings[underlying] : undefined;
  if (market === undefined) return refuse('NO_MARKET_DATA', `the market has no ${underlying}`);
  if (!(market.spot > 0)) return refuse('NO_MARKET_DATA', `spot of ${underlying} must be > 0, was ${market.spot}`);
  return (
    refuseUnlessFresh(`spot of ${underlying}`, now - market.spotAt, limits.spotStaleMs) ??
    refuseUnlessFresh(`surface of ${underlying}`, now - market.surfaceAt, limits.surfaceStaleMs) ?? { ok: true }
  );
}

function refuseUnlessFresh(what: string, ageMs: number, limitMs: number): MarketGuardResult | null {
  if (Math.abs(ageMs) <= limitMs) return null;
  return refuse(
    'MARKET_STALE',
    ageMs < 0
      ? `${what} is stamped ${-ageMs} ms ahead of the clock, limit ${limitMs} ms`
      : `${what} is ${ageMs} ms old, limit ${limitMs} ms`,
  );
}

function refuse(code: 'NO_MARKET_DATA' | 'MARKET_STALE', message: string): MarketGuardResult {
  return { ok: false, code, rule: MARKET_FRESH_RULE, message };
}
