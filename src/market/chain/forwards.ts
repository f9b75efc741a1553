import { type DatedForward, type ParityPair, parityForward } from '../../../pricing/index.ts';
import type { FutureTick, OptionTick } from '../ticks.ts';

/** Where a forward comes from, the best first. */
export type ForwardSource = 'future' | 'parity' | 'venue';

export interface ChainForward extends DatedForward {
  readonly source: ForwardSource;
}

export interface ForwardLimits {
  /** Widest book of a future whose middle is taken; basis points. */
  readonly maxFutureSpreadBps: number;
  /** How far a forward may be from the venue's own for the same date, which catches a future or an option that hangs; basis points. */
  readonly maxForwardGapBps: number;
}

/** The strikes nearest to the forward say most about it, and a few outvote one that is wrong. */
const PARITY_STRIKES = 8;
const PARITY_STRIKES_MIN = 3;

/**
 * The forward of one expiry: the middle of a future of that date, else what put-call parity says near the money, else
 * the venue's own. Null when there is none, or only one that contradicts the venue's.
 */
export function forwardOf(
  expiry: number,
  chain: { readonly options: readonly OptionTick[]; readonly futures: readonly FutureTick[] },
  limits: ForwardLimits,
): ChainForward | null {
  const venue = medianOf(chain.options.flatMap(({ forward }) => forward ?? []));
  const candidates: readonly (readonly [ForwardSource, number | null])[] = [
    ['future', futureMid(chain.futures, limits)],
    ['parity', impliedForward(chain.options, venue)],
    ['venue', venue],
  ];
  for (const [source, price] of candidates) {
    if (price !== null && agrees(price, venue, limits)) return { expiry, price, source };
  }
  return null;
}

function agrees(price: number, venue: number | null, { maxForwardGapBps }: ForwardLimits): boolean {
  return venue === null || Math.abs(price - venue) * 1e4 <= maxForwardGapBps * venue;
}

function futureMid(futures: readonly FutureTick[], { maxFutureSpreadBps }: ForwardLimits): number | null {
  const mids = futures.flatMap(({ bid, ask }) => {
    if (bid === null || ask === null || !(bid > 0 && ask > bid)) return [];
    const mid = (bid + ask) / 2;
    return (ask - bid) * 1e4 <= maxFutureSpreadBps * mid ? [mid] : [];
  });
  return medianOf(mids);
}

/** The weighted median over pairs of a call and a put of one strike, both two-sided, in coin as the venue quotes them. */
function impliedForward(options: readonly OptionTick[], near: number | null): number | null {
  const pairs = parityPairs(options);
  const centre = near ?? medianOf(pairs.map(({ strike }) => strike));
  if (centre === null || pairs.length < PARITY_STRIKES_MIN) return null;
  const nearest = pairs
    .toSorted((a, b) => Math.abs(a.strike - centre) - Math.abs(b.strike - centre))
    .slice(0, PARITY_STRIKES);
  return parityForward(nearest, { quoting: 'coin' });
}

function parityPairs(options: readonly OptionTick[]): ParityPair[] {
  const puts = new Map(options.filter(({ optionType }) => optionType === 'put').map((put) => [put.strike, put]));
  return options.flatMap((call) => {
    const put = puts.get(call.strike);
    if (call.optionType !== 'call' || put === undefined) return [];
    const [callBook, putBook] = [bookOf(call), bookOf(put)];
    if (callBook === null || putBook === null || !(callBook.mid - putBook.mid < 1)) return [];
    const weight = 1 / (callBook.spread + putBook.spread);
    return [{ strike: call.strike, call: callBook.mid, put: putBook.mid, weight }];
  });
}

function bookOf({ bid, ask }: OptionTick): { readonly mid: number; readonly spread: number } | null {
  if (bid === null || ask === null || !(bid > 0 && ask > bid)) return null;
  return { mid: (bid + ask) / 2, spread: ask - bid };
}

function medianOf(values: readonly number[]): number | null {
  const sorted = values.filter((value) => value > 0 && value < Infinity).toSorted((a, b) => a - b);
  return sorted[sorted.length >> 1] ?? null;
}
