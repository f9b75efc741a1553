import type { SliceMethod, SviParameters } from '../../../pricing/index.ts';

/**
 * All that the page shows and `--json` prints. Volatilities are annualised decimals (0.45 is 45%), instants UTC ISO-8601,
 * k is ln(strike / forward), "deviations" are k / (at-the-money volatility · √t), "points" hundredths of volatility.
 */
export interface SurfaceReport {
  /** E.g. `BTC-USD`. */
  readonly underlying: string;
  readonly source: SourceReport;
  readonly summary: SummaryReport;
  /** By expiry, ascending. */
  readonly slices: readonly SliceDetail[];
  /** Neighbouring expiries, ascending. */
  readonly calendar: readonly CalendarCheck[];
  readonly grid: SurfaceGrid;
  /** Expiries of the file that have no slice: expired, or the first of all and without a usable quote. */
  readonly leftOut: readonly string[];
}

export interface SourceReport {
  readonly file: string;
  readonly sampledAt: string;
  /** The file rounds its times: it was sampled within so many seconds of `sampledAt`. */
  readonly sampledWithinSeconds: number;
  readonly options: number;
  readonly twoSided: number;
  readonly expiries: number;
}

export interface SummaryReport {
  /** Two-sided quotes of 5 to 95 delta. */
  readonly twoSided: number;
  /** Of those: the model between bid and ask. */
  readonly insideShare: number;
  /** Of those: inside, or within 0.3 points of the mark. */
  readonly acceptedShare: number;
  /** Of the slice where it is largest. */
  readonly worstMedianErrorPoints: number;
  readonly worstVegaRmsePoints: number;
  /** Expiries not fitted by plain SVI. */
  readonly fallbacks: number;
  /** Smallest g of slices and of mixes of neighbours; below 0 is butterfly arbitrage. */
  readonly minimumG: number;
  /** Smallest growth of total variance from slice to slice, relative; below 0 is calendar arbitrage. */
  readonly minimumCalendarGap: number;
}

export interface SliceDetail {
  /** As listed: 26DEC25. */
  readonly name: string;
  readonly expiry: string;
  readonly yearsToExpiry: number;
  readonly forward: number;
  /** Continuous growth of the forward a year since the first expiry; null for the first. */
  readonly basis: number | null;
  readonly atmVolatility: number;
  /** Call less put volatility at 25 forward delta; null where the smile has no such strike. */
  readonly riskReversal25: number | null;
  /** Mean of those two less the at-the-money volatility. */
  readonly butterfly25: number | null;
  readonly parameters: SviParameters;
  readonly fit: FitReport;
  readonly butterfly: ButterflyCheck;
  /** Out-of-the-money options by strike: puts below the forward, calls from it on. */
  readonly quotes: readonly QuotePoint[];
  /** The fitted smile across the quotes, at most 3.5 deviations out. */
  readonly curve: readonly CurvePoint[];
}

export interface FitReport {
  readonly method: SliceMethod;
  readonly reason: string | null;
  readonly used: number;
  readonly dropped: Readonly<Record<string, number>>;
  readonly twoSided: number;
  readonly insideShare: number;
  readonly acceptedShare: number;
  readonly medianErrorPoints: number;
  readonly vegaRmsePoints: number;
}

export interface QuotePoint {
  readonly strike: number;
  readonly optionType: 'call' | 'put';
  readonly k: number;
  /** Volatility of the bid, of the ask and the venue's mark; null where there is none. */
  readonly bid: number | null;
  readonly ask: number | null;
  readonly mark: number | null;
  readonly model: number;
}

export interface CurvePoint {
  readonly k: number;
  readonly volatility: number;
  /** Total variance. */
  readonly variance: number;
}

export interface ButterflyCheck {
  readonly minimumG: number;
  /** Where, in deviations. */
  readonly atDeviations: number;
  /** g over deviations, for the picture. */
  readonly profile: readonly { readonly deviations: number; readonly g: number }[];
}

/** A variance that falls by less than this from one expiry to the next does so by rounding alone. */
const ROUNDING = 1e-12;

/** Of a difference or of a growth. */
export function isFreeOfCalendar(smallest: number): boolean {
  return smallest >= -ROUNDING;
}

export interface CalendarCheck {
  readonly earlier: string;
  readonly later: string;
  /** Smallest total variance of the later less that of the earlier at the same k. */
  readonly minimumDifference: number;
  /** The same over the earlier's. */
  readonly minimumGrowth: number;
  /** Where the difference is smallest. */
  readonly atK: number;
}

/** The surface between the first and the last expiry: one row of volatilities a time, one column a deviation. */
export interface SurfaceGrid {
  readonly deviations: readonly number[];
  readonly years: readonly number[];
  readonly volatilities: readonly (readonly number[])[];
}
