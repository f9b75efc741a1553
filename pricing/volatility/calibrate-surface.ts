import { PricingError } from '../errors.ts';
import type { SviSlice, VolatilitySurface } from '../market.ts';
import { type ArbitrageReport, type Clearing, clearCalendars, surfaceArbitrage } from './arbitrage.ts';
import { type CalibratedSlice, calibrateSlice, fitAlone, type SliceMethod } from './calibrate-slice.ts';
import {
  type ChainFilter,
  DEFAULT_CHAIN_FILTER,
  type DropReason,
  type OptionChain,
  type SliceQuotes,
  type SmileQuote,
  sliceQuotes,
} from './chain.ts';
import { type SviParameters, sviTotalVariance } from './svi.ts';

/** Quality of one slice. Volatility points are hundredths. Shares and errors are over two-sided quotes of 5 to 95 delta. */
export interface SliceReport {
  readonly expiry: number;
  readonly method: SliceMethod;
  /** Why a fall-back was taken; null for plain SVI. */
  readonly reason: string | null;
  readonly used: number;
  readonly dropped: Readonly<Partial<Record<DropReason, number>>>;
  readonly twoSided: number;
  /** Model volatility inside bid and ask. */
  readonly insideShare: number;
  /** Inside, or within 0.3 points of the mark. */
  readonly acceptedShare: number;
  readonly medianErrorPoints: number;
  /** Root mean square error, weighted by vega, over all used quotes. */
  readonly vegaRmsePoints: number;
}

export interface CalibratedSurface {
  readonly surface: Extract<VolatilitySurface, { kind: 'svi' }>;
  readonly slices: readonly SliceReport[];
  readonly arbitrage: ArbitrageReport;
}

const ACCEPTED_ERROR = 0.003;

/**
 * From a raw chain to a surface of SVI slices without butterfly or calendar arbitrage: quotes are filtered and weighted
 * (`chain.ts`), slices fitted from the shortest to the longest, each above the one before. A slice that cannot be fitted
 * falls back and says so in its report.
 *
 * @throws PricingError MISSING_DATA when no expiry is alive, and INVALID_INPUT should the result, against its
 *   construction, admit arbitrage: an arbitrageable surface is never returned.
 */
export function calibrateSurface(chain: OptionChain, filter: ChainFilter = DEFAULT_CHAIN_FILTER): CalibratedSurface {
  const slices = chain.expiries
    .filter(({ expiry }) => expiry > chain.asOf)
    .map((slice) => sliceQuotes(chain, slice, filter))
    .sort((left, right) => left.expiry - right.expiry);
  if (!slices.some(({ quotes }) => quotes.length > 0)) {
    throw new PricingError('MISSING_DATA', `chain must have usable quotes after ${chain.asOf}, had none`, {
      asOf: chain.asOf,
    });
  }
  const farthest = farthestOf(slices);
  const results: { slice: SliceQuotes; result: CalibratedSlice }[] = [];
  const fitted: SviSlice[] = [];
  let earlier: SviParameters | null = null;
  const alone = slices.map(fitAlone);
  for (const [i, slice] of slices.entries()) {
    if (earlier === null && slice.quotes.length === 0) continue;
    const result: CalibratedSlice = calibrateSlice({
      slice,
      alone: alone[i] ?? null,
      earlier,
      later: alone[i + 1] ?? null,
      farthest,
    });
    earlier = result.parameters;
    fitted.push({ expiry: slice.expiry, ...result.parameters });
    results.push({ slice, result });
  }
  const { slices: cleared, clearings } = clearCalendars(fitted);
  const arbitrage = surfaceArbitrage(cleared);
  requireNoArbitrage(arbitrage);
  const reports = results.map(({ slice, result }, i) =>
    reportOf({ slice, ...amended(result, clearings[i] as Clearing), parameters: cleared[i] as SviSlice }),
  );
  return { surface: { kind: 'svi', slices: cleared }, slices: reports, arbitrage };
}

/** A slice changed after its own fit says so. */
function amended(result: CalibratedSlice, clearing: Clearing): Pick<CalibratedSlice, 'method' | 'reason'> {
  const { method, reason } = result;
  if (clearing === 'kept') return { method, reason };
  if (clearing === 'raised') return { method, reason: reason ?? 'raised to clear the slice before' };
  return { method: 'lifted', reason: 'wings fell below the slice before' };
}

/** 9 standard deviations of the widest slice: what is watched reaches beyond what `surfaceArbitrage` measures. */
function farthestOf(slices: readonly SliceQuotes[]): number {
  const widest = slices.map(({ quotes, yearsToExpiry }) => {
    const nearest = quotes.reduce<{ k: number; target: number } | null>(
      (best, quote) => (best === null || Math.abs(quote.k) < Math.abs(best.k) ? quote : best),
      null,
    );
    return nearest === null ? 0 : nearest.target * Math.sqrt(yearsToExpiry);
  });
  return 9 * Math.max(...widest);
}

function requireNoArbitrage({ minimumG, minimumCalendarGap }: ArbitrageReport): void {
  if (minimumG >= 0 && minimumCalendarGap >= -1e-12) return;
  throw new PricingError(
    'INVALID_INPUT',
    `calibrated surface must be free of arbitrage, had g = ${minimumG} and calendar gap ${minimumCalendarGap}`,
    { minimumG, minimumCalendarGap },
  );
}

interface FittedSlice extends Pick<CalibratedSlice, 'parameters' | 'method' | 'reason'> {
  readonly slice: SliceQuotes;
}

function reportOf({ slice, parameters, method, reason }: FittedSlice): SliceReport {
  const { expiry, quotes, yearsToExpiry, dropped } = slice;
  const errors = quotes.map(({ k, target }) => Math.sqrt(sviTotalVariance(parameters, k) / yearsToExpiry) - target);
  return {
    expiry,
    method,
    reason,
    used: quotes.length,
    dropped,
    ...centralFit(quotes, errors),
    ...wholeFit(quotes, errors),
  };
}

function centralFit(quotes: readonly SmileQuote[], errors: readonly number[]) {
  const sizes: number[] = [];
  let inside = 0;
  let accepted = 0;
  for (const [i, quote] of quotes.entries()) {
    if (!isCentral(quote)) continue;
    const error = errors[i] as number;
    const model = quote.target + error;
    const isInside = model >= quote.bid && model <= quote.ask;
    sizes.push(Math.abs(error));
    inside += Number(isInside);
    accepted += Number(isInside || Math.abs(error) <= ACCEPTED_ERROR);
  }
  const twoSided = sizes.length;
  sizes.sort((left, right) => left - right);
  return {
    twoSided,
    insideShare: twoSided === 0 ? 1 : inside / twoSided,
    acceptedShare: twoSided === 0 ? 1 : accepted / twoSided,
    medianErrorPoints: 100 * (sizes[twoSided >> 1] ?? 0),
  };
}

/** Two-sided and of 5 to 95 delta. */
function isCentral({ bid, ask, callDelta }: SmileQuote): boolean {
  return bid > 0 && ask > 0 && callDelta >= 0.05 && callDelta <= 0.95;
}

function wholeFit(quotes: readonly SmileQuote[], errors: readonly number[]) {
  let vega = 0;
  let square = 0;
  for (const [i, quote] of quotes.entries()) {
    const error = errors[i] as number;
    vega += quote.vega;
    square += quote.vega * error * error;
  }
  return { vegaRmsePoints: vega > 0 ? 100 * Math.sqrt(square / vega) : 0 };
}
