import {
  buildForwardCurve,
  calibrateSurface,
  type ForwardCurve,
  type SliceReport,
  type VolatilitySurface,
  volatilityAt,
} from '../../../pricing/index.ts';
import { groupBy } from '../recorded/group-by.ts';
import type { SurfaceSliceStatus } from '../status.ts';
import type { OptionTick } from '../ticks.ts';
import type { ChainTicks } from './chain-store.ts';
import { type ChainForward, type ForwardLimits, forwardOf } from './forwards.ts';
import { listedOptions } from './listed-options.ts';

/** Plain data, so that it can be sent to a worker thread. */
export interface BuildInput extends ChainTicks {
  /** E.g. `BTC-USD`. */
  readonly underlying: string;
  /** UTC epoch ms; what the surface is calibrated as of. */
  readonly asOf: number;
  readonly limits: BuildLimits;
}

export interface BuildLimits extends ForwardLimits {
  /** Ticks received longer ago are left out; ms. */
  readonly quoteStaleMs: number;
  /** Expiries nearer than this are left out: their smile is noise; ms. */
  readonly minTimeToExpiryMs: number;
  /** An expiry with fewer usable quotes is no smile. */
  readonly minQuotesPerExpiry: number;
}

export interface BuiltSurface {
  readonly underlying: string;
  readonly asOf: number;
  /** Absolute prices at `asOf`. */
  readonly forwards: Extract<ForwardCurve, { kind: 'dated' }>;
  readonly volatility: VolatilitySurface;
  readonly report: BuildReport;
}

export interface BuildReport {
  /** When the newest option quote that was used came; UTC epoch ms. */
  readonly quotedAt: number;
  readonly quotes: number;
  /** Over all two-sided quotes of 5 to 95 delta: share with the fit between bid and ask; 1 when there are none. */
  readonly insideShare: number;
  /** The worst slice's root mean square error, weighted by vega; volatility points. */
  readonly rmsePoints: number;
  readonly slices: readonly SurfaceSliceStatus[];
}

/**
 * Forwards and an arbitrage-free surface out of the latest ticks of a chain. The same ticks give the same surface.
 *
 * @throws Error when no expiry can be used, and PricingError when calibration finds no surface without arbitrage.
 */
export function buildCurvesAndSurface({ underlying, asOf, limits, ...ticks }: BuildInput): BuiltSurface {
  const isFresh = ({ receivedAt }: { readonly receivedAt: number }) => asOf - receivedAt <= limits.quoteStaleMs;
  const isFar = (expiry: number | null) => expiry !== null && expiry - asOf >= limits.minTimeToExpiryMs;
  const options = ticks.options.filter((tick) => isFresh(tick) && isFar(tick.expiry)).sort(byTerms);
  const futures = ticks.futures.filter((tick) => isFresh(tick) && isFar(tick.expiry));
  const expiries = [...groupBy(options, ({ expiry }) => expiry)].flatMap(([expiry, listed]) => {
    const usable = listed.filter(isQuoted);
    if (usable.length < limits.minQuotesPerExpiry) return [];
    const dated = futures.filter((future) => future.expiry === expiry);
    const forward = forwardOf(expiry, { options: usable, futures: dated }, limits);
    return forward === null ? [] : [{ forward, options: usable }];
  });
  if (expiries.length === 0) {
    const figures = `of ${ticks.options.length} options ${options.length} are fresh`;
    throw new Error(`the chain of ${underlying} must have an expiry with quotes and a forward, had none: ${figures}`);
  }
  return calibrated({ underlying, asOf, expiries });
}

interface UsableExpiry {
  readonly forward: ChainForward;
  readonly options: readonly OptionTick[];
}

interface UsableChain {
  readonly underlying: string;
  readonly asOf: number;
  readonly expiries: readonly UsableExpiry[];
}

function calibrated({ underlying, asOf, expiries }: UsableChain): BuiltSurface {
  const { surface, slices } = calibrateSurface({
    asOf,
    quoting: 'coin',
    expiries: expiries.map(({ forward, options }) => ({
      expiry: forward.expiry,
      forward: forward.price,
      quotes: options.map(({ optionType, strike, bid, ask, mark, markVolatility }) => ({
        optionType,
        strike,
        bid,
        ask,
        mark,
        markVolatility,
      })),
    })),
  });
  const usedAt = new Map(expiries.map((used) => [used.forward.expiry, used]));
  const kept = slices.flatMap((slice) => {
    const used = usedAt.get(slice.expiry);
    return used === undefined ? [] : [{ slice, ...used }];
  });
  const forwards = buildForwardCurve({ asOf, futures: kept.map(({ forward }) => forward) });
  if (forwards.kind !== 'dated') throw new Error(`the forwards of ${underlying} must be dated, were ${forwards.kind}`);
  return {
    underlying,
    asOf,
    forwards,
    volatility: surface,
    report: {
      quotedAt: Math.max(...expiries.flatMap(({ options }) => options.map(({ receivedAt }) => receivedAt))),
      quotes: slices.reduce((sum, { used }) => sum + used, 0),
      insideShare: insideShareOf(slices),
      rmsePoints: Math.max(...slices.map(({ vegaRmsePoints }) => vegaRmsePoints)),
      slices: kept.map(({ slice, forward, options }) => ({
        expiry: slice.expiry,
        forward: forward.price,
        forwardSource: forward.source,
        atTheMoneyVolatility: volatilityAt(surface, { asOf, expiry: slice.expiry, logMoneyness: 0 }),
        quotes: slice.used,
        shareInside: slice.twoSided === 0 ? null : slice.insideShare,
        rmsePoints: slice.vegaRmsePoints,
        fallback: slice.reason,
        listed: listedOptions({ asOf, expiry: slice.expiry, forward: forward.price, surface, options }),
      })),
    },
  };
}

/** Sums depend on their order in the last digits, and ticks come in any. */
function byTerms(a: OptionTick, b: OptionTick): number {
  return a.expiry - b.expiry || a.strike - b.strike || (a.optionType < b.optionType ? -1 : 1);
}

function insideShareOf(slices: readonly SliceReport[]): number {
  const twoSided = slices.reduce((sum, slice) => sum + slice.twoSided, 0);
  if (twoSided === 0) return 1;
  return slices.reduce((sum, slice) => sum + slice.insideShare * slice.twoSided, 0) / twoSided;
}

function isQuoted({ bid, ask, mark, markVolatility }: OptionTick): boolean {
  return bid !== null || ask !== null || mark !== null || markVolatility !== null;
}
