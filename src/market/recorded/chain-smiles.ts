import type { SmilePoints } from '../../../pricing/index.ts';
import { DAY_MS, YEAR_MS } from '../durations.ts';
import { cutAtOrAfter, nearestCut } from '../expiry-calendar.ts';
import { groupBy } from './group-by.ts';
import type { ChainOption, OptionChain } from './option-chain.ts';

/** One expiry of a recorded chain, before it is given a date. */
export interface ChainSmile {
  /** ACT/365F from the chain's sampling to expiry. */
  readonly yearsToExpiry: number;
  /** Forward over the chain's shortest forward. */
  readonly forwardRatio: number;
  /** ln(strike / forward), ascending. */
  readonly logMoneyness: readonly number[];
  /** Annualised decimals. */
  readonly volatilities: readonly number[];
}

/**
 * The normal quantile of 0.01: inside |d1| <= 2.326 the delta of an out-of-the-money option is at least 0.01. Beyond
 * it marks are capped, copied or extrapolated by the venue.
 */
const D1_LIMIT = 2.3263478740408408;
/** Fewer points are no smile. */
const POINTS_MIN = 5;

/**
 * The smiles of a chain by expiry, shortest first. A point is the mark volatility of the out-of-the-money option (put
 * below the forward, call at or above), at ln(strike / forward) with the median forward of its expiry. It is used when
 * the option has both a bid and an ask or open interest, and a delta of at least 0.01. An expiry with fewer than five
 * points is left out.
 *
 * @throws Error when no expiry is left, or two are less than half a day apart.
 */
export function chainSmiles({ underlying, options }: OptionChain): ChainSmile[] {
  const byExpiry = groupBy(options, ({ expiryName }) => expiryName);
  const smiles = [...byExpiry.values()]
    .map(expirySmile)
    .filter(({ points }) => points.length >= POINTS_MIN)
    .sort((a, b) => a.yearsToExpiry - b.yearsToExpiry);
  const [first] = smiles;
  if (first === undefined)
    throw new Error(`option chain of ${underlying} must have an expiry with ${POINTS_MIN} usable options`);
  requireDaysApart(smiles);
  return smiles.map(({ yearsToExpiry, forward, points }) => ({
    yearsToExpiry,
    forwardRatio: forward / first.forward,
    logMoneyness: points.map(({ strike }) => rounded(Math.log(strike / forward))),
    volatilities: points.map(({ markVolatility }) => markVolatility),
  }));
}

function expirySmile(options: readonly ChainOption[]) {
  const forward = median(options.map((option) => option.forward));
  const yearsToExpiry = median(options.map((option) => option.yearsToExpiry));
  const byStrike = new Map<number, ChainOption>();
  for (const option of options) {
    const outOfTheMoney = option.optionType === (option.strike < forward ? 'put' : 'call');
    if (outOfTheMoney && isUsable(option, { forward, yearsToExpiry })) byStrike.set(option.strike, option);
  }
  const points = [...byStrike.values()].sort((a, b) => a.strike - b.strike);
  return { yearsToExpiry, forward, points };
}

function isUsable(
  option: ChainOption,
  { forward, yearsToExpiry }: { readonly forward: number; readonly yearsToExpiry: number },
) {
  const deviation = option.markVolatility * Math.sqrt(yearsToExpiry);
  const d1 = Math.log(forward / option.strike) / deviation + deviation / 2;
  return (option.twoSided || option.openInterest > 0) && Math.abs(d1) <= D1_LIMIT;
}

function requireDaysApart(smiles: readonly { readonly yearsToExpiry: number }[]): void {
  for (const [at, { yearsToExpiry }] of smiles.entries()) {
    const previous = smiles[at - 1];
    if (previous === undefined || (yearsToExpiry - previous.yearsToExpiry) * YEAR_MS >= DAY_MS / 2) continue;
    throw new Error(
      `expiries must be at least half a day apart, was T_years ${previous.yearsToExpiry} and ${yearsToExpiry}`,
    );
  }
}

export interface DatedSmiles {
  /** Forward over spot at each expiry. */
  readonly forwardRatios: readonly { readonly expiry: number; readonly ratio: number }[];
  readonly slices: readonly SmilePoints[];
}

/**
 * Gives recorded smiles dates as if the chain had been sampled at `at`. The shortest expiry is the 08:00 UTC nearest to
 * its recorded time to expiry, but at least half a day ahead; the others keep their distance to it in whole days.
 * Moving an expiry keeps its total variance, point by point: volatility is scaled by sqrt(recorded time / new time).
 */
export function dateSmiles(smiles: readonly ChainSmile[], at: number): DatedSmiles {
  const shortestYears = smiles[0]?.yearsToExpiry ?? 0;
  const firstExpiry = Math.max(nearestCut(at + shortestYears * YEAR_MS), cutAtOrAfter(at + DAY_MS / 2));
  const dated = smiles.map((smile) => {
    const daysAfterFirst = Math.round(((smile.yearsToExpiry - shortestYears) * YEAR_MS) / DAY_MS);
    return { smile, expiry: firstExpiry + daysAfterFirst * DAY_MS };
  });
  return {
    forwardRatios: dated.map(({ smile, expiry }) => ({ expiry, ratio: smile.forwardRatio })),
    slices: dated.map(({ smile, expiry }) => {
      const scale = Math.sqrt((smile.yearsToExpiry * YEAR_MS) / (expiry - at));
      return {
        expiry,
        logMoneyness: smile.logMoneyness,
        volatilities: smile.volatilities.map((volatility) => rounded(volatility * scale)),
      };
    }),
  };
}

/**
 * The same smiles for an underlying `factor` times as volatile: at a given number of standard deviations from the
 * forward the volatility is `factor` times as high, sigma'(k) = factor · sigma(k / factor).
 */
export function moreVolatile(slices: readonly SmilePoints[], factor: number): SmilePoints[] {
  return slices.map(({ expiry, logMoneyness, volatilities }) => ({
    expiry,
    logMoneyness: logMoneyness.map((k) => rounded(k * factor)),
    volatilities: volatilities.map((volatility) => rounded(volatility * factor)),
  }));
}

/** To eight decimals, four more than the marks have: stored snapshots stay small. */
function rounded(value: number): number {
  return Math.round(value * 1e8) / 1e8 + 0; // + 0 makes -0 plain 0
}

function median(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b);
  return sorted[Math.floor(sorted.length / 2)] ?? Number.NaN;
}
