import { YEAR_MS } from '../durations.ts';
import { listedExpiries } from '../expiry-calendar.ts';
import type { RandomSource } from '../random.ts';

/** One underlying's character. Volatilities and rates are annualised decimals. */
export interface AssetCharacter {
  /** Where volatility reverts to: square root of the long-run variance. */
  readonly longRunVolatility: number;
  readonly longRunBasis: number;
}

export interface AssetState {
  /** USD per unit, before rounding to the cent. */
  readonly spot: number;
  /** Log of instantaneous variance over its long-run level. */
  readonly logVariance: number;
  /** Forward over spot, continuous and annualised, at the short end. */
  readonly basis: number;
  /** Standardised; decides how far the smile leans. */
  readonly lean: number;
}

/** All that the simulated market is at one instant. Plain data; a step makes a new one. */
export interface SimulatedState {
  /** UTC epoch ms. */
  readonly at: number;
  readonly assets: Readonly<Record<string, AssetState>>;
  /** USD per USDT less 1. */
  readonly usdtPremium: number;
  /** Listed now, ascending, all later than `at`; UTC epoch ms. */
  readonly expiries: readonly number[];
}

/** Plausible for 2024-2025: implied volatility of 50 and 70, a basis of 7 % p.a. */
const CHARACTERS: Readonly<Record<string, AssetCharacter>> = {
  'BTC-USD': { longRunVolatility: 0.5, longRunBasis: 0.07 },
  'ETH-USD': { longRunVolatility: 0.7, longRunBasis: 0.07 },
};

/** Reversion is per year; deviation is the standard deviation the process settles at. */
interface Reversion {
  readonly reversion: number;
  readonly deviation: number;
}

/** Volatility moves by a third either way and forgets a shock within about six weeks. */
export const LOG_VARIANCE: Reversion = { reversion: 8, deviation: 0.6 };
const BASIS: Reversion = { reversion: 12, deviation: 0.015 };
const LEAN: Reversion = { reversion: 26, deviation: 1 };
/** Back within an hour, and inside 0.9995 … 1.0005 all but one time in a thousand. */
const USDT: Reversion = { reversion: 365 * 24, deviation: 0.00015 };

const SPOT_CORRELATION = 0.85;
const VARIANCE_CORRELATION = 0.8;
const SPOT_VARIANCE_CORRELATION = -0.35;

export interface SimulationStart {
  readonly at: number;
  /** USD per unit by underlying. */
  readonly spots: Readonly<Record<string, number>>;
}

/** @throws Error for an underlying without a character or a spot that is not > 0. */
export function startOfSimulation({ at, spots }: SimulationStart): SimulatedState {
  const assets: Record<string, AssetState> = {};
  for (const [underlying, spot] of Object.entries(spots)) {
    if (!(spot > 0 && spot < Infinity))
      throw new Error(`start spot of ${underlying} must be finite and > 0, was ${spot}`);
    assets[underlying] = { spot, logVariance: 0, basis: characterOf(underlying).longRunBasis, lean: 0 };
  }
  return { at, assets, usdtPremium: 0, expiries: listedExpiries(at) };
}

export interface Step {
  /** Time to move by; ms, > 0. Exact in law for all but the spot's own variance, so a long step is sound too. */
  readonly stepMs: number;
  readonly random: RandomSource;
}

/**
 * Moves the whole market by one step. Spot is lognormal with the variance of the step's start and without drift; log
 * variance, basis, lean and USDT are Ornstein-Uhlenbeck processes. Spots share one factor and variances another, and a
 * falling spot tends to come with rising variance. Draws always come in the same order, so a seed fixes the market.
 */
export function stepMarket(state: SimulatedState, { stepMs, random }: Step): SimulatedState {
  const at = state.at + stepMs;
  const years = stepMs / YEAR_MS;
  const commonSpot = random.normal();
  const commonVariance = random.normal();
  const assets: Record<string, AssetState> = {};
  for (const [underlying, asset] of Object.entries(state.assets)) {
    const { longRunBasis } = characterOf(underlying);
    const spotNormal = mixed(commonSpot, random.normal(), Math.sqrt(SPOT_CORRELATION));
    const varianceOwn = mixed(commonVariance, random.normal(), Math.sqrt(VARIANCE_CORRELATION));
    const variance = varianceOf(underlying, asset) * years;
    assets[underlying] = {
      spot: asset.spot * Math.exp(Math.sqrt(variance) * spotNormal - variance / 2),
      logVariance: revert(asset.logVariance, years, {
        ...LOG_VARIANCE,
        normal: mixed(spotNormal, varianceOwn, SPOT_VARIANCE_CORRELATION),
      }),
      basis: longRunBasis + revert(asset.basis - longRunBasis, years, { ...BASIS, normal: random.normal() }),
      lean: revert(asset.lean, years, { ...LEAN, normal: random.normal() }),
    };
  }
  const usdtPremium = revert(state.usdtPremium, years, { ...USDT, normal: random.normal() });
  const firstExpiry = state.expiries[0];
  const expiries = firstExpiry !== undefined && firstExpiry > at ? state.expiries : listedExpiries(at);
  return { at, assets, usdtPremium, expiries };
}

/** Instantaneous variance, annualised. */
export function varianceOf(underlying: string, { logVariance }: AssetState): number {
  return characterOf(underlying).longRunVolatility ** 2 * Math.exp(logVariance);
}

export function characterOf(underlying: string): AssetCharacter {
  const character = Object.hasOwn(CHARACTERS, underlying) ? CHARACTERS[underlying] : undefined;
  if (character !== undefined) return character;
  throw new Error(
    `underlying of the simulated market must be one of ${Object.keys(CHARACTERS).join(', ')}, was ${underlying}`,
  );
}

/** A standard normal that has correlation `weight` with `first`, from two independent ones. */
function mixed(first: number, second: number, weight: number): number {
  return weight * first + Math.sqrt(1 - weight * weight) * second;
}

/** The Ornstein-Uhlenbeck process around 0, exact for any length of step. */
function revert(
  value: number,
  years: number,
  { reversion, deviation, normal }: Reversion & { readonly normal: number },
): number {
  const kept = Math.exp(-reversion * years);
  return value * kept + deviation * Math.sqrt(-Math.expm1(-2 * reversion * years)) * normal;
}
