import type { MarketCondition } from '../conditions.ts';
import type { CompositeStatus } from '../status.ts';
import { type CompositeLimits, compositeSpot, quoteCurrencyOf } from './composite-spot.ts';
import type { VenueBook } from './venue-book.ts';

export interface SpotLimits {
  readonly spot: CompositeLimits;
  /** Of `USDT-USD`: a quieter book, so it may be older, and fewer venues quote it. */
  readonly stablecoin: CompositeLimits;
  /** How far from one dollar a stablecoin may be before nothing new is settled in it; basis points. */
  readonly stablecoinBandBps: number;
}

export interface SpotQuestion {
  /** E.g. `BTC-USD`. */
  readonly underlyings: readonly string[];
  /** All books of all venues, of stablecoins too. */
  readonly books: readonly VenueBook[];
  /** UTC epoch ms. */
  readonly now: number;
  readonly limits: SpotLimits;
}

export interface SpotAnswer {
  /** In the order of `underlyings`, then the stablecoin. */
  readonly composites: readonly CompositeStatus[];
  readonly conditions: readonly MarketCondition[];
  /** Dollars per USDT; null while it is not known. */
  readonly usdPerUsdt: number | null;
}

export const STABLECOIN = 'USDT';
export const STABLECOIN_SYMBOL = 'USDT-USD';

/** Every composite at one moment: the stablecoin first, because books quoted in it are converted through it. */
export function compositeSpots({ underlyings, books, now, limits }: SpotQuestion): SpotAnswer {
  const stablecoin = compositeSpot({
    symbol: STABLECOIN_SYMBOL,
    books: books.filter(({ symbol }) => symbol === STABLECOIN_SYMBOL),
    usdPer: {},
    now,
    limits: limits.stablecoin,
  });
  const usdPerUsdt = stablecoin.conditions.length > 0 ? null : stablecoin.price;
  const spots = underlyings.map((underlying) =>
    compositeSpot({
      symbol: underlying,
      books: books.filter(({ symbol }) => baseOf(symbol) === baseOf(underlying)),
      usdPer: { [STABLECOIN]: usdPerUsdt },
      now,
      limits: limits.spot,
    }),
  );
  const depeg = depegOf(usdPerUsdt, stablecoin.conditions[0]?.message ?? null, limits);
  return {
    composites: [...spots, stablecoin].map(({ conditions: _, ...status }) => status),
    conditions: [...spots.flatMap(({ conditions }) => conditions), ...(depeg === null ? [] : [depeg])],
    usdPerUsdt,
  };
}

/** Rule ST-03; a rate that nobody can vouch for is no better than one outside its band. */
function depegOf(rate: number | null, disagreement: string | null, limits: SpotLimits): MarketCondition | null {
  const band = limits.stablecoinBandBps / 1e4;
  const [low, high] = [1 - band, 1 + band];
  if (rate !== null && rate >= low && rate <= high) return null;
  const found = rate === null ? `is not known: ${disagreement ?? 'too few venues'}` : `is ${rate.toPrecision(6)}`;
  return {
    code: 'STABLECOIN_DEPEGGED',
    rule: 'ST-03',
    scope: { currency: STABLECOIN },
    message: `${STABLECOIN_SYMBOL} ${found}, band ${low.toFixed(4)} to ${high.toFixed(4)}`,
  };
}

function baseOf(symbol: string): string {
  return symbol.slice(0, symbol.length - quoteCurrencyOf(symbol).length - 1);
}
