import { PricingError } from '../errors.ts';
import type { SmilePoints, SviSlice, VolatilitySurface } from '../market.ts';
import { logRatio } from '../numerics/elementary.ts';
import { monotoneCubic } from '../numerics/interpolation.ts';
import { yearsBetween } from '../time.ts';
import { sviTotalVariance } from './svi.ts';

export interface SurfaceQuery {
  /** UTC epoch ms. */
  readonly asOf: number;
  /** UTC epoch ms; after `asOf`. */
  readonly expiry: number;
  /** ln(strike / forward to `expiry`). */
  readonly logMoneyness: number;
}

/**
 * Black volatility (annualised decimal) at an expiry and a log-moneyness.
 *
 * Between two slices total variance is linear in time at constant log-moneyness, which keeps calendar spreads at equal
 * forward-moneyness positive if the slices do. Before the first and after the last slice the volatility of that slice
 * at the same log-moneyness holds. Within a slice of points the volatility is a monotone cubic in log-moneyness, flat
 * beyond both ends; an SVI slice has its own linear variance wings. Slices at or before `asOf` are ignored.
 *
 * @throws PricingError INVALID_INPUT when no slice is alive or the surface gives no positive variance there.
 */
export function volatilityAt(surface: VolatilitySurface, { asOf, expiry, logMoneyness }: SurfaceQuery): number {
  if (surface.kind === 'flat') return requireVolatility(surface.volatility, logMoneyness);
  const { before, after } = neighbours<SmilePoints | SviSlice>(surface.slices, { asOf, expiry });
  const years = yearsBetween({ from: asOf, to: expiry });
  const near = slicePoint(before, asOf, logMoneyness);
  if (before === after) return requireVolatility(near.volatility, logMoneyness);
  const far = slicePoint(after, asOf, logMoneyness);
  const share = (years - near.years) / (far.years - near.years);
  const nearVariance = near.volatility * near.volatility * near.years;
  const farVariance = far.volatility * far.volatility * far.years;
  return requireVolatility(Math.sqrt((nearVariance + share * (farVariance - nearVariance)) / years), logMoneyness);
}

/** Half the step over which the slope of the smile is measured, in log-moneyness. */
export const SLOPE_STEP = 1e-5;

/** ∂σ/∂strike along the smile, forward held; per quote currency. */
export function volatilitySlope(
  surface: VolatilitySurface,
  at: { readonly asOf: number; readonly expiry: number; readonly forward: number; readonly strike: number },
): number {
  if (surface.kind === 'flat') return 0;
  const { asOf, expiry, forward, strike } = at;
  const k = logRatio(strike, forward);
  const up = volatilityAt(surface, { asOf, expiry, logMoneyness: k + SLOPE_STEP });
  const down = volatilityAt(surface, { asOf, expiry, logMoneyness: k - SLOPE_STEP });
  return (up - down) / (2 * SLOPE_STEP * strike);
}

function slicePoint(slice: SmilePoints | SviSlice, asOf: number, logMoneyness: number) {
  const years = yearsBetween({ from: asOf, to: slice.expiry });
  const volatility =
    'volatilities' in slice
      ? monotoneCubic({ xs: slice.logMoneyness, ys: slice.volatilities }, logMoneyness)
      : Math.sqrt(sviTotalVariance(slice, logMoneyness) / years);
  return { years, volatility };
}

/** The slices around `expiry`; both the same at a slice's own expiry and outside all slices. */
export function neighbours<T extends { readonly expiry: number }>(
  slices: readonly T[],
  query: Pick<SurfaceQuery, 'asOf' | 'expiry'>,
) {
  let before: T | undefined;
  for (const slice of slices) {
    if (slice.expiry <= query.asOf) continue;
    if (slice.expiry === query.expiry) return { before: slice, after: slice };
    if (slice.expiry > query.expiry) return { before: before ?? slice, after: slice };
    before = slice;
  }
  if (before !== undefined) return { before, after: before };
  throw new PricingError('INVALID_INPUT', `volatility surface must have a slice after ${query.asOf}, had none`, {
    ...query,
  });
}

export function requireVolatility(volatility: number, logMoneyness: number): number {
  if (volatility >= 0 && volatility < Infinity) return volatility;
  throw new PricingError(
    'INVALID_INPUT',
    `volatility must be finite and >= 0, was ${volatility} at k = ${logMoneyness}`,
    {
      volatility,
      logMoneyness,
    },
  );
}
