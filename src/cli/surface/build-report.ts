import { basename } from 'node:path';
import {
  type CalibratedSurface,
  type SviSlice,
  sviTotalVariance,
  volatilityAt,
  yearsBetween,
} from '../../../pricing/index.ts';
import type { ChainFile } from './chain-file.ts';
import { listedDate } from './listed-date.ts';
import { checkedDeviations, deviationOf, type FittedSlice, sliceDetail } from './slice-detail.ts';
import type { CalendarCheck, SliceDetail, SummaryReport, SurfaceGrid, SurfaceReport } from './surface-report.ts';

/** Everything about a calibrated chain that is worth showing; a pure function of the two. */
export function buildReport(source: ChainFile, calibrated: CalibratedSurface): SurfaceReport {
  const fitted = fittedSlices(source, calibrated);
  const slices = fitted.map((slice) => sliceDetail(slice, basisOf(slice, fitted[0])));
  const quotes = source.chain.expiries.flatMap((expiry) => expiry.quotes);
  const names = new Set(slices.map(({ name }) => name));
  return {
    underlying: `${source.base}-USD`,
    source: {
      file: basename(source.file),
      sampledAt: new Date(source.sampled.at).toISOString(),
      sampledWithinSeconds: Math.ceil(source.sampled.roundingMs / 1_000),
      options: quotes.length,
      twoSided: quotes.filter(({ bid, ask }) => bid !== null && ask !== null).length,
      expiries: source.chain.expiries.length,
    },
    summary: summaryOf(slices, calibrated),
    slices,
    calendar: fitted.slice(1).map((later, index) => calendarCheck(fitted[index] ?? later, later)),
    grid: surfaceGrid(calibrated.surface, { asOf: source.chain.asOf, fitted }),
    leftOut: source.chain.expiries.map(({ expiry }) => listedDate(expiry)).filter((name) => !names.has(name)),
  };
}

function fittedSlices({ chain }: ChainFile, { surface, slices }: CalibratedSurface): FittedSlice[] {
  return surface.slices.flatMap((slice: SviSlice, index) => {
    const quoted = chain.expiries.find(({ expiry }) => expiry === slice.expiry);
    const report = slices[index];
    if (quoted === undefined || report === undefined) return [];
    const { a, b, rho, m, sigma } = slice;
    const yearsToExpiry = yearsBetween({ from: chain.asOf, to: slice.expiry });
    return [{ name: listedDate(slice.expiry), yearsToExpiry, quoted, parameters: { a, b, rho, m, sigma }, report }];
  });
}

function basisOf(slice: FittedSlice, first: FittedSlice | undefined): number | null {
  if (first === undefined || slice === first) return null;
  return Math.log(slice.quoted.forward / first.quoted.forward) / (slice.yearsToExpiry - first.yearsToExpiry);
}

function summaryOf(slices: readonly SliceDetail[], { arbitrage }: CalibratedSurface): SummaryReport {
  const fits = slices.map(({ fit }) => fit);
  const twoSided = fits.reduce((sum, fit) => sum + fit.twoSided, 0);
  const share = (of: 'insideShare' | 'acceptedShare') =>
    twoSided === 0 ? 1 : fits.reduce((sum, fit) => sum + fit[of] * fit.twoSided, 0) / twoSided;
  return {
    twoSided,
    insideShare: share('insideShare'),
    acceptedShare: share('acceptedShare'),
    worstMedianErrorPoints: Math.max(...fits.map(({ medianErrorPoints }) => medianErrorPoints)),
    worstVegaRmsePoints: Math.max(...fits.map(({ vegaRmsePoints }) => vegaRmsePoints)),
    fallbacks: fits.filter(({ method }) => method !== 'svi').length,
    minimumG: arbitrage.minimumG,
    minimumCalendarGap: arbitrage.minimumCalendarGap,
  };
}

function calendarCheck(earlier: FittedSlice, later: FittedSlice): CalendarCheck {
  const deviation = deviationOf(later.parameters);
  const points = checkedDeviations().map((deviations) => {
    const atK = deviations * deviation;
    const before = sviTotalVariance(earlier.parameters, atK);
    const difference = sviTotalVariance(later.parameters, atK) - before;
    return { atK, difference, growth: difference / before };
  });
  const lowest = points.reduce((least, point) => (point.difference < least.difference ? point : least));
  return {
    earlier: earlier.name,
    later: later.name,
    minimumDifference: lowest.difference,
    minimumGrowth: Math.min(...points.map(({ growth }) => growth)),
    atK: lowest.atK,
  };
}

const GRID_DEVIATIONS = 2.5;
const GRID_COLUMNS = 41;
/** From one expiry to the next. */
const GRID_STEPS = 4;

/** Every expiry has its row, and three more lead to the next. */
function surfaceGrid(
  surface: CalibratedSurface['surface'],
  { asOf, fitted }: { readonly asOf: number; readonly fitted: readonly FittedSlice[] },
): SurfaceGrid {
  const deviations = Array.from(
    { length: GRID_COLUMNS },
    (_, column) => GRID_DEVIATIONS * ((2 * column) / (GRID_COLUMNS - 1) - 1),
  );
  const expiries = gridTimes(fitted.map(({ quoted }) => quoted.expiry));
  const volatilities = expiries.map((expiry) => {
    const at = (logMoneyness: number) => volatilityAt(surface, { asOf, expiry, logMoneyness });
    const deviation = at(0) * Math.sqrt(yearsBetween({ from: asOf, to: expiry }));
    return deviations.map((count) => at(count * deviation));
  });
  return { deviations, years: expiries.map((expiry) => yearsBetween({ from: asOf, to: expiry })), volatilities };
}

function gridTimes(expiries: readonly number[]): number[] {
  return expiries.flatMap((expiry, index) => {
    const next = expiries[index + 1];
    if (next === undefined) return [expiry];
    return Array.from({ length: GRID_STEPS }, (_, step) => Math.round(expiry + ((next - expiry) * step) / GRID_STEPS));
  });
}
