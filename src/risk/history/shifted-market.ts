import type { MarketSnapshot, SmilePoints, SviSlice, VolatilitySurface } from '../../../pricing/index.ts';

const POINT = 0.01;

/**
 * The snapshot with `points` (0.01 of volatility each) added to the volatility at the money of each expiry, and each smile
 * scaled with it; the snapshot itself for 0.
 *
 * @throws RangeError where a volatility would not stay above zero.
 */
export function shiftedMarket(snapshot: MarketSnapshot, points: number): MarketSnapshot {
  if (points === 0) return snapshot;
  const underlyings = Object.fromEntries(
    Object.entries(snapshot.underlyings).map(([name, market]) => [
      name,
      { ...market, volatility: shiftedSurface(market.volatility, { shift: points * POINT, asOf: snapshot.asOf }) },
    ]),
  );
  return { ...snapshot, underlyings };
}

interface Shift {
  /** Annualised decimal. */
  readonly shift: number;
  readonly asOf: number;
}

function shiftedSurface(surface: VolatilitySurface, { shift, asOf }: Shift): VolatilitySurface {
  if (surface.kind === 'flat')
    return { ...surface, volatility: surface.volatility * factorOf(surface.volatility, shift) };
  if (surface.kind === 'points')
    return { ...surface, slices: surface.slices.map((slice) => shiftedPoints(slice, shift)) };
  return { ...surface, slices: surface.slices.map((slice) => shiftedSvi(slice, { shift, asOf })) };
}

function shiftedPoints(slice: SmilePoints, shift: number): SmilePoints {
  const factor = factorOf(atTheMoney(slice), shift);
  return { ...slice, volatilities: slice.volatilities.map((volatility) => volatility * factor) };
}

/** Total variance is a + b (…): scaling volatility by f scales a and b by f². */
function shiftedSvi(slice: SviSlice, { shift, asOf }: Shift): SviSlice {
  const YEAR_MS = 31_536_000_000;
  const { a, b, rho, m, sigma, expiry } = slice;
  const variance = a + b * (rho * -m + Math.sqrt(m * m + sigma * sigma));
  const years = (expiry - asOf) / YEAR_MS;
  // An expired slice prices nothing.
  if (!(years > 0 && variance > 0)) return slice;
  const factor = factorOf(Math.sqrt(variance / years), shift);
  return { ...slice, a: a * factor * factor, b: b * factor * factor };
}

function factorOf(volatility: number, shift: number): number {
  const shifted = volatility + shift;
  if (!(shifted > 0)) throw new RangeError(`volatility ${volatility} shifted by ${shift} must be > 0, was ${shifted}`);
  return shifted / volatility;
}

/** By points: linear between them, flat beyond. */
function atTheMoney({ logMoneyness, volatilities }: SmilePoints): number {
  const after = logMoneyness.findIndex((k) => k >= 0);
  const last = volatilities.at(-1) ?? Number.NaN;
  if (after < 0) return last;
  const [right = 0, high = last] = [logMoneyness[after], volatilities[after]];
  if (after === 0 || right === 0) return high;
  const [left = 0, low = high] = [logMoneyness[after - 1], volatilities[after - 1]];
  return low + ((high - low) * -left) / (right - left);
}
