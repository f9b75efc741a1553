import { logRatio } from '../numerics/elementary.ts';
import { normCdf, normPdf } from '../numerics/normal.ts';
import type { OptionType } from '../products/instrument.ts';
import { yearsBetween } from '../time.ts';
import { impliedVolatility } from './implied.ts';

/** One option's quotes; null where a side is missing. */
export interface OptionQuote {
  readonly optionType: OptionType;
  readonly strike: number;
  readonly bid: number | null;
  readonly ask: number | null;
  /** The venue's own fair value, as a price like bid and ask or as a volatility; either may be missing. */
  readonly mark?: number | null;
  readonly markVolatility?: number | null;
}

export interface ChainExpiry {
  readonly expiry: number;
  /** Forward to the expiry; quote currency per unit of the base. */
  readonly forward: number;
  readonly quotes: readonly OptionQuote[];
}

export interface OptionChain {
  /** UTC epoch ms. */
  readonly asOf: number;
  /** `coin`: undiscounted, divided by the forward, as inverse options are; `quote`: undiscounted, in the quote currency. */
  readonly quoting: 'coin' | 'quote';
  readonly expiries: readonly ChainExpiry[];
}

export interface ChainFilter {
  /** Widest two-sided quote that counts, in volatility. */
  readonly maxSpread: number;
  /** Cheapest quote that counts, as a share of the forward. */
  readonly minPrice: number;
  /** In-the-money options beyond this absolute forward delta do not count. */
  readonly maxItmDelta: number;
}

export const DEFAULT_CHAIN_FILTER: ChainFilter = { maxSpread: 0.5, minPrice: 1e-4, maxItmDelta: 0.95 };

export type DropReason = 'no volatility' | 'crossed' | 'wide' | 'tiny' | 'deep in the money';

/** A quote that calibration may use. Volatilities are annualised decimals; NaN bid or ask is a missing side. */
export interface SmileQuote {
  readonly k: number;
  /** Forward delta of the call at the target volatility. */
  readonly callDelta: number;
  readonly target: number;
  readonly bid: number;
  readonly ask: number;
  /** Relative trust: vega over the spread. */
  readonly weight: number;
  /** ∂price/∂volatility per unit of forward. */
  readonly vega: number;
}

export interface SliceQuotes {
  readonly expiry: number;
  readonly yearsToExpiry: number;
  readonly forward: number;
  readonly quotes: readonly SmileQuote[];
  readonly dropped: Readonly<Partial<Record<DropReason, number>>>;
}

/** A spread this wide halves a quote's weight against the tightest ones. */
const SPREAD_FLOOR = 0.01;
/** One-sided quotes with a mark keep the shape of the wings, but hardly pull. */
const ONE_SIDED_SPREAD = 0.25;

/** Turns the quotes of one expiry into volatilities, drops what cannot be trusted and weighs the rest. */
export function sliceQuotes(chain: OptionChain, slice: ChainExpiry, filter: ChainFilter): SliceQuotes {
  const yearsToExpiry = yearsBetween({ from: chain.asOf, to: slice.expiry });
  const dropped: Partial<Record<DropReason, number>> = {};
  const quotes: SmileQuote[] = [];
  for (const quote of slice.quotes) {
    const read = readQuote(quote, { forward: slice.forward, yearsToExpiry, coin: chain.quoting === 'coin' }, filter);
    if (typeof read === 'string') dropped[read] = (dropped[read] ?? 0) + 1;
    else quotes.push(read);
  }
  quotes.sort((left, right) => left.k - right.k);
  return { expiry: slice.expiry, yearsToExpiry, forward: slice.forward, quotes, dropped };
}

interface Terms {
  readonly forward: number;
  readonly yearsToExpiry: number;
  readonly coin: boolean;
}

function readQuote(quote: OptionQuote, terms: Terms, filter: ChainFilter): SmileQuote | DropReason {
  const bid = volatilityOf(quote, quote.bid, terms);
  const ask = volatilityOf(quote, quote.ask, terms);
  const target = quote.markVolatility ?? fairVolatility(volatilityOf(quote, quote.mark ?? null, terms), bid, ask);
  if (!(target > 0 && target < 20)) return 'no volatility';
  const point = smilePoint(quote, terms, target);
  const broken = brokenRule(quote, { bid, ask, point, coin: terms.coin, forward: terms.forward }, filter);
  if (broken !== null) return broken;
  const spread = bid > 0 && ask > 0 ? ask - bid : ONE_SIDED_SPREAD;
  const { k, callDelta, vega } = point;
  return { k, callDelta, target, bid, ask, weight: Math.sqrt(vega) / (spread + SPREAD_FLOOR), vega };
}

/** The mark, or without one the middle of a two-sided quote. */
function fairVolatility(mark: number, bid: number, ask: number): number {
  return mark > 0 ? mark : (bid + ask) / 2;
}

interface Point {
  readonly k: number;
  readonly callDelta: number;
  readonly vega: number;
}

function smilePoint({ strike }: OptionQuote, { forward, yearsToExpiry }: Terms, volatility: number): Point {
  const rootTime = Math.sqrt(yearsToExpiry);
  const stdDev = volatility * rootTime;
  const k = logRatio(strike, forward);
  const d1 = -k / stdDev + stdDev / 2;
  return { k, callDelta: normCdf(d1), vega: normPdf(d1) * rootTime };
}

interface Facts {
  readonly bid: number;
  readonly ask: number;
  readonly point: Point;
  readonly coin: boolean;
  readonly forward: number;
}

function brokenRule(quote: OptionQuote, facts: Facts, filter: ChainFilter): DropReason | null {
  const { bid, ask, point, coin, forward } = facts;
  if (quote.bid !== null && quote.ask !== null && quote.bid >= quote.ask) return 'crossed';
  if (bid > 0 && ask - bid > filter.maxSpread) return 'wide';
  const price = quote.ask ?? quote.bid ?? quote.mark ?? Infinity;
  if ((coin ? price : price / forward) < filter.minPrice) return 'tiny';
  const itmDelta = quote.optionType === 'call' ? point.callDelta : 1 - point.callDelta;
  return itmDelta > filter.maxItmDelta ? 'deep in the money' : null;
}

/** NaN for a missing side and for a price outside its bounds: a bid below the intrinsic value says nothing. */
function volatilityOf(quote: OptionQuote, price: number | null, { forward, yearsToExpiry, coin }: Terms): number {
  if (price === null || !(price > 0)) return Number.NaN;
  const { optionType, strike } = quote;
  const inQuote = coin ? price * forward : price;
  const answer = impliedVolatility({ optionType, forward, strike, yearsToExpiry, discountFactor: 1, price: inQuote });
  return answer.ok ? answer.volatility : Number.NaN;
}
