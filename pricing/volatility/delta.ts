import { PricingError, requirePositive } from '../errors.ts';
import { exp, log, logRatio } from '../numerics/elementary.ts';
import { normCdf, normInverse, normPdf } from '../numerics/normal.ts';
import { findRoot } from '../numerics/roots.ts';
import type { OptionType, Settlement } from '../products/instrument.ts';

/**
 * What is hedged and in what the premium is paid: the spot or the forward, the premium in the quote currency or in coin
 * (premium-adjusted: the coin held as premium is part of the hedge). Puts are negative.
 */
export type DeltaConvention = 'spot' | 'forward' | 'spotPremiumAdjusted' | 'forwardPremiumAdjusted';

/**
 * Strikes that go by the name of at the money: spot; forward; where straddle deltas cancel; where gamma, and where vega, is
 * largest; where the call's forward delta is 0.5.
 */
export type AtmConvention = 'atmSpot' | 'atmForward' | 'deltaNeutralStraddle' | 'gammaMax' | 'vegaMax' | 'putCall50';

/** The market's defaults: dollars hedge spot; coin-settled options are quoted on the exchange's forward delta, N(d1). */
export const DEFAULT_DELTA_CONVENTION: Readonly<Record<Settlement['style'], DeltaConvention>> = {
  linear: 'spot',
  inverse: 'forward',
};
export const DEFAULT_ATM_CONVENTION: AtmConvention = 'atmForward';

export interface SmileMarket {
  readonly spot: number;
  readonly forward: number;
  /** Of the quote currency. */
  readonly discountFactor: number;
  /** σ√t. */
  readonly stdDev: number;
}

export interface DeltaQuery extends SmileMarket {
  readonly convention: DeltaConvention;
  readonly optionType: OptionType;
}

/** Delta of a strike: dimensionless, negative for puts. */
export function deltaOfStrike(query: DeltaQuery, strike: number): number {
  requireMarket(query);
  requirePositive('strike', strike);
  const { forward, stdDev, optionType } = query;
  const sign = optionType === 'call' ? 1 : -1;
  const distance = logRatio(forward, strike) / stdDev;
  const undiscounted = isAdjusted(query)
    ? (strike / forward) * normCdf(sign * (distance - stdDev / 2))
    : normCdf(sign * (distance + stdDev / 2));
  return sign * undiscounted * scaleOf(query);
}

/**
 * The strike of a delta. A premium-adjusted call delta belongs to two strikes; the one with the higher strike is meant.
 * @throws PricingError NOT_APPLICABLE when the convention has no strike with that delta.
 */
export function strikeOfDelta(query: DeltaQuery, delta: number): number {
  requireMarket(query);
  const sign = query.optionType === 'call' ? 1 : -1;
  const target = (sign * delta) / scaleOf(query);
  const k = isAdjusted(query) ? adjustedLogStrike(query, target) : plainLogStrike(query, target);
  return query.forward * exp(k);
}

function plainLogStrike({ optionType, stdDev }: DeltaQuery, target: number): number {
  if (!(target > 0 && target < 1)) throw noStrike(target, 1);
  const d1 = (optionType === 'call' ? 1 : -1) * normInverse(target);
  return stdDev * (stdDev / 2 - d1);
}

function adjustedLogStrike({ optionType, stdDev }: DeltaQuery, target: number): number {
  const sign = optionType === 'call' ? 1 : -1;
  const probability = (k: number) => normCdf(sign * (-k / stdDev - stdDev / 2));
  if (!(target > 0)) throw noStrike(target, Infinity);
  if (sign > 0) {
    const peak = peakOfAdjustedCall(stdDev);
    const highest = exp(peak) * probability(peak);
    if (!(target <= highest)) throw noStrike(target, highest);
    const excess = (k: number) => exp(k) * probability(k) - target;
    return findRoot(excess, { low: peak, high: bracketEnd(excess, { from: peak, step: stdDev, sign: -1 }) });
  }
  // In the logarithm, which is nearly straight: e^k spans many orders of magnitude.
  const level = log(target);
  const excess = (k: number) => k + log(probability(k)) - level;
  const low = bracketEnd(excess, { from: 0, step: -stdDev, sign: -1 });
  return findRoot(excess, { low, high: bracketEnd(excess, { from: low, step: stdDev, sign: 1 }) });
}

/** Where e^k N(d2) is largest: N(d2) s = φ(d2). */
function peakOfAdjustedCall(stdDev: number): number {
  const slope = (d2: number) => normCdf(d2) * stdDev - normPdf(d2);
  const d2 = findRoot(slope, { low: -38 / Math.max(1, stdDev), high: 40 });
  return -stdDev * (d2 + stdDev / 2);
}

/** Walks away from `from` in doubling steps until f has the sign. */
function bracketEnd(
  f: (x: number) => number,
  walk: { readonly from: number; readonly step: number; readonly sign: 1 | -1 },
): number {
  let { step } = walk;
  let x = walk.from;
  for (let tries = 0; tries < 60 && !(f(x) * walk.sign > 0); tries += 1) {
    x += step;
    step *= 2;
  }
  return x;
}

/** The at-the-money strike of a convention. */
export function atmStrike(market: SmileMarket & { readonly convention: DeltaConvention }, atm: AtmConvention): number {
  requireMarket(market);
  const { spot, forward, stdDev } = market;
  const up = forward * exp(0.5 * stdDev * stdDev);
  switch (atm) {
    case 'atmSpot':
      return spot;
    case 'atmForward':
      return forward;
    case 'deltaNeutralStraddle':
      return isAdjusted(market) ? forward * exp(-0.5 * stdDev * stdDev) : up;
    case 'gammaMax':
    case 'vegaMax':
    case 'putCall50':
      return up;
  }
}

function isAdjusted({ convention }: { readonly convention: DeltaConvention }): boolean {
  return convention === 'spotPremiumAdjusted' || convention === 'forwardPremiumAdjusted';
}

/** What a forward delta is multiplied by: df F / S for the spot conventions, which is the coin's own discount factor. */
function scaleOf({ convention, spot, forward, discountFactor }: DeltaQuery): number {
  return convention === 'spot' || convention === 'spotPremiumAdjusted' ? (discountFactor * forward) / spot : 1;
}

function requireMarket({ spot, forward, discountFactor, stdDev }: SmileMarket): void {
  requirePositive('spot', spot);
  requirePositive('forward', forward);
  requirePositive('discountFactor', discountFactor);
  requirePositive('stdDev', stdDev);
}

function noStrike(target: number, bound: number): PricingError {
  return new PricingError('NOT_APPLICABLE', `undiscounted delta must be between 0 and ${bound}, was ${target}`, {
    target,
    bound,
  });
}
