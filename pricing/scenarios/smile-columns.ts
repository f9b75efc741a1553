import type { SmilePoints, SviSlice, VolatilitySurface } from '../market.ts';
import { logRatio } from '../numerics/elementary.ts';
import { monotoneCubicWith, monotoneSlopes } from '../numerics/interpolation.ts';
import { yearsBetween } from '../time.ts';
import { neighbours, requireVolatility } from '../volatility/surface.ts';
import { sviTotalVariance } from '../volatility/svi.ts';

/** Rows of strikes that share an expiry. */
export interface StrikeRows {
  readonly strike: Float64Array;
  readonly from: number;
  /** Exclusive. */
  readonly to: number;
  readonly forward: number;
}

/** One expiry's smile, for many strikes: the same bits as `volatilityAt`, with what the expiry decides done once. */
export interface ExpirySmile {
  at(logMoneyness: number): number;
  /** Volatilities of the rows, into the same rows of `out`. @throws PricingError as `volatilityAt`. */
  fill(rows: StrikeRows, out: Float64Array): void;
}

/** @throws PricingError INVALID_INPUT when no slice of the surface is alive. */
export function expirySmile(
  surface: VolatilitySurface,
  { asOf, expiry }: { readonly asOf: number; readonly expiry: number },
): ExpirySmile {
  const read = readerOf(surface, { asOf, expiry });
  const at = (logMoneyness: number) => {
    const volatility = read(logMoneyness);
    return volatility >= 0 && volatility < Infinity ? volatility : requireVolatility(volatility, logMoneyness);
  };
  return {
    at,
    fill({ strike, from, to, forward }, out) {
      for (let row = from; row < to; row += 1) out[row] = at(logRatio(strike[row] as number, forward));
    },
  };
}

type Reader = (logMoneyness: number) => number;

function readerOf(surface: VolatilitySurface, { asOf, expiry }: { asOf: number; expiry: number }): Reader {
  if (surface.kind === 'flat') return () => surface.volatility;
  const { before, after } = neighbours<SmilePoints | SviSlice>(surface.slices, { asOf, expiry });
  const near = sliceReader(before, asOf);
  if (before === after) return near;
  const far = sliceReader(after, asOf);
  const years = yearsBetween({ from: asOf, to: expiry });
  const nearYears = yearsBetween({ from: asOf, to: before.expiry });
  const farYears = yearsBetween({ from: asOf, to: after.expiry });
  const share = (years - nearYears) / (farYears - nearYears);
  return (k) => {
    const nearVolatility = near(k);
    const farVolatility = far(k);
    const nearVariance = nearVolatility * nearVolatility * nearYears;
    const farVariance = farVolatility * farVolatility * farYears;
    return Math.sqrt((nearVariance + share * (farVariance - nearVariance)) / years);
  };
}

function sliceReader(slice: SmilePoints | SviSlice, asOf: number): Reader {
  if ('volatilities' in slice) {
    const points = { xs: slice.logMoneyness, ys: slice.volatilities };
    const slopes = monotoneSlopes(points);
    return (k) => monotoneCubicWith(points, slopes, k);
  }
  const years = yearsBetween({ from: asOf, to: slice.expiry });
  return (k) => Math.sqrt(sviTotalVariance(slice, k) / years);
}
