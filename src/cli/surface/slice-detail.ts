import {
  butterflyG,
  type ChainExpiry,
  impliedVolatility,
  type OptionQuote,
  type SliceReport,
  type SviParameters,
  strikeOfDelta,
  sviJet,
  sviTotalVariance,
} from '../../../pricing/index.ts';
import type { ButterflyCheck, CurvePoint, FitReport, QuotePoint, SliceDetail } from './surface-report.ts';

/** One fitted expiry and the quotes it came from. */
export interface FittedSlice {
  readonly name: string;
  readonly yearsToExpiry: number;
  readonly quoted: ChainExpiry;
  readonly parameters: SviParameters;
  readonly report: SliceReport;
}

const CURVE_POINTS = 97;
/** Farther out are marks alone, and the smile would be a dot in the middle. */
const SHOWN_DEVIATIONS = 3.5;
/** Arbitrage is looked for this far out, in steps of a fortieth of a deviation. */
const CHECKED_DEVIATIONS = 5;
const CHECKS_PER_DEVIATION = 40;
/** Every fourth of them is enough for a picture. */
const PROFILE_STEP = 4;

export function sliceDetail(slice: FittedSlice, basis: number | null): SliceDetail {
  const { name, yearsToExpiry, quoted, parameters, report } = slice;
  const quotes = outOfTheMoney(slice);
  const atmVolatility = volatilityOf(slice, 0);
  const call = volatilityAtDelta(slice, 0.25);
  const put = volatilityAtDelta(slice, -0.25);
  return {
    name,
    expiry: new Date(quoted.expiry).toISOString(),
    yearsToExpiry,
    forward: quoted.forward,
    basis,
    atmVolatility,
    riskReversal25: call === null || put === null ? null : call - put,
    butterfly25: call === null || put === null ? null : (call + put) / 2 - atmVolatility,
    parameters,
    fit: fitReport(report),
    butterfly: butterflyCheck(parameters),
    quotes,
    curve: fittedCurve(slice, quotes),
  };
}

/** √(w(0)): one deviation in log-moneyness. */
export function deviationOf(parameters: SviParameters): number {
  return Math.sqrt(sviTotalVariance(parameters, 0));
}

/** −5 … 5 deviations, dense. */
export function checkedDeviations(): number[] {
  const half = CHECKED_DEVIATIONS * CHECKS_PER_DEVIATION;
  return Array.from({ length: 2 * half + 1 }, (_, index) => (index - half) / CHECKS_PER_DEVIATION);
}

function volatilityOf({ parameters, yearsToExpiry }: FittedSlice, k: number): number {
  return Math.sqrt(sviTotalVariance(parameters, k) / yearsToExpiry);
}

function fitReport({ method, reason, used, dropped, twoSided, ...quality }: SliceReport): FitReport {
  const { insideShare, acceptedShare, medianErrorPoints, vegaRmsePoints } = quality;
  return {
    method,
    reason,
    used,
    dropped: { ...dropped },
    twoSided,
    insideShare,
    acceptedShare,
    medianErrorPoints,
    vegaRmsePoints,
  };
}

function butterflyCheck(parameters: SviParameters): ButterflyCheck {
  const deviation = deviationOf(parameters);
  const profile = checkedDeviations().map((deviations) => {
    const k = deviations * deviation;
    return { deviations, g: butterflyG(sviJet(parameters, k), k) };
  });
  const lowest = profile.reduce((least, point) => (point.g < least.g ? point : least));
  return {
    minimumG: lowest.g,
    atDeviations: lowest.deviations,
    profile: profile.filter((_, index) => index % PROFILE_STEP === 0),
  };
}

function outOfTheMoney(slice: FittedSlice): QuotePoint[] {
  const { forward, quotes } = slice.quoted;
  return quotes
    .filter(({ optionType, strike }) => optionType === (strike < forward ? 'put' : 'call'))
    .map((quote) => quotePoint(slice, quote))
    .sort((left, right) => left.strike - right.strike);
}

function quotePoint(slice: FittedSlice, quote: OptionQuote): QuotePoint {
  const { optionType, strike, bid, ask, mark = null, markVolatility = null } = quote;
  const k = Math.log(strike / slice.quoted.forward);
  return {
    strike,
    optionType,
    k,
    bid: volatilityOfPrice(slice, quote, bid),
    ask: volatilityOfPrice(slice, quote, ask),
    mark: markVolatility ?? volatilityOfPrice(slice, quote, mark),
    model: volatilityOf(slice, k),
  };
}

/** Of a price in coin; null without one, and where no volatility gives it. */
function volatilityOfPrice(
  { quoted: { forward }, yearsToExpiry }: FittedSlice,
  { optionType, strike }: OptionQuote,
  price: number | null,
): number | null {
  if (price === null) return null;
  const terms = { optionType, forward, strike, yearsToExpiry, discountFactor: 1, price: price * forward };
  const implied = impliedVolatility(terms);
  return implied.ok ? implied.volatility : null;
}

function fittedCurve(slice: FittedSlice, quotes: readonly QuotePoint[]): CurvePoint[] {
  const reach = SHOWN_DEVIATIONS * deviationOf(slice.parameters);
  const low = Math.max(quotes[0]?.k ?? -reach, -reach);
  const high = Math.min(quotes.at(-1)?.k ?? reach, reach);
  return Array.from({ length: CURVE_POINTS }, (_, index) => {
    const k = low + ((high - low) * index) / (CURVE_POINTS - 1);
    return { k, volatility: volatilityOf(slice, k), variance: sviTotalVariance(slice.parameters, k) };
  });
}

const DELTA_STEPS = 100;
const DELTA_TOLERANCE = 1e-9;

/** The smile at a forward delta, where strike and volatility depend on each other; null when that does not settle. */
function volatilityAtDelta(slice: FittedSlice, delta: number): number | null {
  const { forward } = slice.quoted;
  let volatility = volatilityOf(slice, 0);
  for (let step = 0; step < DELTA_STEPS; step += 1) {
    const strike = strikeOfDelta(
      {
        spot: forward,
        forward,
        discountFactor: 1,
        stdDev: volatility * Math.sqrt(slice.yearsToExpiry),
        convention: 'forward',
        optionType: delta > 0 ? 'call' : 'put',
      },
      delta,
    );
    const next = volatilityOf(slice, Math.log(strike / forward));
    if (Math.abs(next - volatility) < DELTA_TOLERANCE) return next;
    volatility = next;
  }
  return null;
}
