import type { MarketCondition } from '../conditions.ts';
import type { CompositeStatus, VenueExclusion } from '../status.ts';
import { type BookLimits, isExclusion, readBook, type SoundBook, type VenueBook } from './venue-book.ts';

/** Basis points are of the price in question. */
export interface CompositeLimits extends BookLimits {
  /** Fewest venues that make a price. */
  readonly minVenues: number;
  /** A venue further than this from the median of all is an outlier, as long as most venues are not. */
  readonly outlierBps: number;
  /** Widest range of the venues that remain. */
  readonly divergenceBps: number;
}

export interface CompositeSpot extends CompositeStatus {
  /** VENUE_DIVERGENCE: the venues disagree so far that no price can be vouched for. */
  readonly conditions: readonly MarketCondition[];
}

export interface CompositeQuestion {
  /** E.g. `BTC-USD`: the books may be quoted in dollars or in a currency of `usdPer`. */
  readonly symbol: string;
  readonly books: readonly VenueBook[];
  /** Dollars per unit of a quote currency other than USD; null while it is not known. */
  readonly usdPer: Readonly<Record<string, number | null>>;
  /** UTC epoch ms. */
  readonly now: number;
  readonly limits: CompositeLimits;
}

/**
 * One price out of many venues: the median of those that are fresh, sound and not outliers.
 *
 * Each venue has one vote; one that quotes several currencies votes with dollars if it can. An outlier is further than
 * `outlierBps` from the median of all votes while more than half of them are nearer: one venue alone cannot move the
 * price out of the range of the others. Without such a majority, or when those that remain are more than
 * `divergenceBps` apart, nobody can say who is wrong: the price is then the median of all, for the screen alone, under
 * the condition VENUE_DIVERGENCE.
 *
 * `at` is the latest time at which `minVenues` of the used venues had confirmed; both are null with fewer than that.
 */
export function compositeSpot(question: CompositeQuestion): CompositeSpot {
  const { symbol, limits } = question;
  const { votes, excluded } = votesOf(question);
  const middle = median(votes.map(({ mid }) => mid));
  const isNear = ({ mid }: SoundBook) => Math.abs(mid - middle) * 1e4 <= limits.outlierBps * middle;
  const near = votes.filter(isNear);
  const hasMajority = near.length * 2 > votes.length;
  const used = hasMajority ? near : votes;
  const outliers = hasMajority ? votes.filter((vote) => !isNear(vote)) : [];
  const all = [...excluded, ...outliers.map((vote) => outlier(vote, middle, limits))].sort(byVenue);
  if (used.length < limits.minVenues || used.length === 0) {
    return { symbol, price: null, at: null, used: [], excluded: withLeftOver(all, used, limits), conditions: [] };
  }
  const disagreement = hasMajority && spreadBps(used) <= limits.divergenceBps ? null : divergence(symbol, used, limits);
  return {
    symbol,
    price: median(used.map(({ mid }) => mid)),
    at: used.map(({ receivedAt }) => receivedAt).sort((a, b) => b - a)[limits.minVenues - 1] ?? null,
    used: used.map(({ venue }) => venue).sort(),
    excluded: all,
    conditions: disagreement === null ? [] : [disagreement],
  };
}

interface Votes {
  readonly votes: readonly SoundBook[];
  readonly excluded: readonly VenueExclusion[];
}

/** In dollars, ascending by price and then by venue, whatever order the books came in. */
function votesOf({ books, usdPer, now, limits }: CompositeQuestion): Votes {
  const votes = new Map<string, SoundBook>();
  const excluded = new Map<string, VenueExclusion>();
  const dollarsFirst = books.toSorted((a, b) => rank(a) - rank(b) || (a.symbol < b.symbol ? -1 : 1));
  for (const book of dollarsFirst) {
    if (votes.has(book.venue)) continue;
    const read = readBook(book, { now, limits });
    const vote = isExclusion(read) ? read : inDollars(read, book, usdPer);
    if (!isExclusion(vote)) votes.set(book.venue, vote);
    else if (!excluded.has(book.venue)) excluded.set(book.venue, vote);
  }
  return {
    votes: [...votes.values()].sort((a, b) => a.mid - b.mid || byVenue(a, b)),
    excluded: [...excluded.values()].filter(({ venue }) => !votes.has(venue)),
  };
}

function rank({ symbol }: VenueBook): number {
  return quoteCurrencyOf(symbol) === 'USD' ? 0 : 1;
}

function inDollars(
  { venue, mid, receivedAt }: SoundBook,
  { symbol }: VenueBook,
  usdPer: CompositeQuestion['usdPer'],
): SoundBook | VenueExclusion {
  const currency = quoteCurrencyOf(symbol);
  if (currency === 'USD') return { venue, mid, receivedAt };
  const rate = Object.hasOwn(usdPer, currency) ? (usdPer[currency] ?? Number.NaN) : Number.NaN;
  if (rate > 0 && rate < Infinity) return { venue, mid: mid * rate, receivedAt };
  return { venue, reason: 'no-conversion', message: `${symbol}: ${currency}-USD is not known` };
}

/** `USDT` of `BTC-USDT`. */
export function quoteCurrencyOf(symbol: string): string {
  return symbol.slice(symbol.lastIndexOf('-') + 1);
}

function outlier({ venue, mid }: SoundBook, middle: number, { outlierBps }: CompositeLimits): VenueExclusion {
  const distance = (1e4 * (mid - middle)) / middle;
  const figures = `${distance.toFixed(1)} bp from the median ${priceText(middle)}, limit ${outlierBps} bp`;
  return { venue, reason: 'outlier', message: `${priceText(mid)} is ${figures}` };
}

function divergence(symbol: string, used: readonly SoundBook[], limits: CompositeLimits): MarketCondition {
  const [lowest, highest] = [used[0], used.at(-1)] as const;
  const range = `${lowest?.venue} ${priceText(lowest?.mid)} to ${highest?.venue} ${priceText(highest?.mid)}`;
  const figures = `${spreadBps(used).toFixed(1)} bp apart (${range}), limit ${limits.divergenceBps} bp`;
  return {
    code: 'VENUE_DIVERGENCE',
    rule: 'TR-05',
    scope: { underlying: symbol },
    message: `${used.length} venues of ${symbol} are ${figures}`,
  };
}

/** Of votes in ascending order; against the lowest. */
function spreadBps(votes: readonly SoundBook[]): number {
  const lowest = votes[0]?.mid ?? Number.NaN;
  const highest = votes.at(-1)?.mid ?? Number.NaN;
  return (1e4 * (highest - lowest)) / lowest;
}

/** Sound venues that are too few to make a price are not used either, and say so. */
function withLeftOver(
  excluded: readonly VenueExclusion[],
  left: readonly SoundBook[],
  { minVenues }: CompositeLimits,
): VenueExclusion[] {
  const message = `sound, but ${left.length} of the ${minVenues} venues that make a price`;
  return [...excluded, ...left.map(({ venue }) => ({ venue, reason: 'too-few' as const, message }))].sort(byVenue);
}

function byVenue(a: { readonly venue: string }, b: { readonly venue: string }): number {
  if (a.venue === b.venue) return 0;
  return a.venue < b.venue ? -1 : 1;
}

/** NaN of nothing; the mean of the middle two of an even number. */
function median(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b);
  const upper = sorted[sorted.length >> 1] ?? Number.NaN;
  if (sorted.length % 2 === 1) return upper;
  const lower = sorted[(sorted.length >> 1) - 1] ?? Number.NaN;
  return lower + (upper - lower) / 2;
}

function priceText(price: number | undefined): string {
  return price === undefined ? 'none' : String(Number(price.toPrecision(10)));
}
