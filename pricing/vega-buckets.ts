import type { MarketSnapshot, SmilePoints, SviSlice, VolatilitySurface } from './market.ts';
import { logRatio } from './numerics/elementary.ts';
import { monotoneCubic } from './numerics/interpolation.ts';
import type { DigitalTerms, OptionTerms } from './products/instrument.ts';
import { pricingInputs } from './products/pricing-inputs.ts';
import { yearsBetween } from './time.ts';
import { value } from './value.ts';
import { sviTotalVariance } from './volatility/svi.ts';

/** Vega to one quoted volatility of the surface; quote currency per 1.00 of it. */
export interface VegaBucket {
  readonly expiry: number;
  /** Smile point: ln(strike / forward). */
  readonly logMoneyness: number;
  readonly vega: number;
}

/**
 * The option's vega, spread over the surface's expiries and smile points: how its price moves with each quoted volatility
 * alone. Slices of points are bumped point by point; an SVI slice is read at −2, −1, 0, 1 and 2 standard deviations, a point's
 * share falling linearly to its neighbours. A flat surface is one bucket at the option itself. Over one expiry's points the
 * shares add up to 1 (a parallel move of a smile moves every strike).
 *
 * @throws PricingError as `value` does.
 */
export function vegaBuckets(instrument: OptionTerms | DigitalTerms, market: MarketSnapshot): VegaBucket[] {
  const inputs = pricingInputs(instrument, market);
  const { asOf, expiry, forward, yearsToExpiry, underlying } = inputs;
  const { vega } = value(instrument, market, { premiumCurrency: inputs.quoteCurrency }).greeks;
  const k = logRatio(instrument.strike, forward);
  const surface = underlying.volatility;
  if (surface.kind === 'flat' || yearsToExpiry === 0) return [{ expiry, logMoneyness: k, vega }];
  return timeShares(surface, { asOf, expiry, k }).flatMap(({ slice, share }) =>
    smileShares(slice, { asOf, k }).map((point) => ({
      expiry: slice.expiry,
      logMoneyness: point.k,
      vega: vega * share * point.share,
    })),
  );
}

type Slice = SmilePoints | SviSlice;

interface Place {
  readonly asOf: number;
  readonly expiry: number;
  readonly k: number;
}

/** ∂σ/∂σ_slice of interpolation linear in total variance: (1 − u) σ₁T₁ / (σT) and u σ₂T₂ / (σT). */
function timeShares(surface: Exclude<VolatilitySurface, { kind: 'flat' }>, { asOf, expiry, k }: Place) {
  const alive: readonly Slice[] = surface.slices.filter((slice) => slice.expiry > asOf);
  const after = alive.find((slice) => slice.expiry >= expiry);
  const before = alive.filter((slice) => slice.expiry < expiry).at(-1);
  const only = after === undefined ? before : after;
  if (only === undefined) return [];
  if (before === undefined || after === undefined || after.expiry === expiry) return [{ slice: only, share: 1 }];
  const years = yearsBetween({ from: asOf, to: expiry });
  const [near, far] = [sliceVolatility(before, asOf, k), sliceVolatility(after, asOf, k)];
  const u = (years - near.years) / (far.years - near.years);
  const variance =
    (1 - u) * near.volatility * near.volatility * near.years + u * far.volatility * far.volatility * far.years;
  const total = Math.sqrt(variance / years) * years;
  return [
    { slice: before, share: ((1 - u) * near.volatility * near.years) / total },
    { slice: after, share: (u * far.volatility * far.years) / total },
  ];
}

function sliceVolatility(slice: Slice, asOf: number, k: number) {
  const years = yearsBetween({ from: asOf, to: slice.expiry });
  const volatility =
    'volatilities' in slice
      ? monotoneCubic({ xs: slice.logMoneyness, ys: slice.volatilities }, k)
      : Math.sqrt(sviTotalVariance(slice, k) / years);
  return { years, volatility };
}

const BUMP = 1e-6;

function smileShares(slice: Slice, { asOf, k }: { readonly asOf: number; readonly k: number }) {
  if (!('volatilities' in slice)) return pillarShares(slice, asOf, k);
  const xs = slice.logMoneyness;
  return xs.map((point, i) => {
    const bumped = (by: number) =>
      monotoneCubic({ xs, ys: slice.volatilities.map((y, j) => (i === j ? y + by : y)) }, k);
    return { k: point, share: (bumped(BUMP) - bumped(-BUMP)) / (2 * BUMP) };
  });
}

function pillarShares(slice: SviSlice, asOf: number, k: number) {
  const { years, volatility } = sliceVolatility(slice, asOf, 0);
  const stdDev = volatility * Math.sqrt(years);
  const place = Math.min(Math.max(k / stdDev, -2), 2);
  return [-2, -1, 0, 1, 2].map((pillar) => ({ k: pillar * stdDev, share: Math.max(1 - Math.abs(place - pillar), 0) }));
}
