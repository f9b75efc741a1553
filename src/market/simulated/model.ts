import { YEAR_MS } from '../durations.ts';
import { listedExpiries } from '../expiry-calendar.ts';
import type { RandomSource } from '../random.ts';
import { jumped, mixed, pulled } from './processes.ts';
import { NORMAL, type Regime } from './regimes.ts';

/** One underlying's character. Volatilities and rates are annualised decimals. */
interface AssetCharacter {
  /** Where volatility reverts to: square root of the long-run variance. */
  readonly longRunVolatility: number;
  readonly longRunBasis: number;
  /** How far it moves with the market's drift and jumps. */
  readonly beta: number;
}

export interface AssetState {
  /** USD per unit, before any venue rounds it. */
  readonly spot: number;
  /** Log of instantaneous variance over its long-run level. */
  readonly logVariance: number;
  /** Forward over spot, continuous and annualised, at the short end. */
  readonly basis: number;
  /** Standardised; decide how far the smile leans and how much it bends. */
  readonly lean: number;
  readonly bend: number;
}

/** The prices behind all venues at one instant. Plain data; a step makes a new one. */
export interface ModelState {
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
  'BTC-USD': { longRunVolatility: 0.5, longRunBasis: 0.07, beta: 1 },
  'ETH-USD': { longRunVolatility: 0.7, longRunBasis: 0.07, beta: 1.3 },
};

const VARIANCE_CORRELATION = 0.8;
const SPOT_VARIANCE_CORRELATION = -0.35;
/** Spot falls, puts are bid. */
const SPOT_LEAN_CORRELATION = 0.5;
/** Volatility rises, the wings are bid. */
const VARIANCE_BEND_CORRELATION = 0.5;
/** From a seventh of the long-run volatility to four times it. */
const LOG_VARIANCE_BOUNDS = { low: -3.9, high: 2.7 };

export interface ModelStart {
  readonly at: number;
  /** USD per unit by underlying. */
  readonly spots: Readonly<Record<string, number>>;
}

/** @throws Error for an underlying without a character or a spot that is not > 0. */
export function startOfModel({ at, spots }: ModelStart): ModelState {
  const assets: Record<string, AssetState> = {};
  for (const [underlying, spot] of Object.entries(spots)) {
    if (!(spot > 0 && spot < Infinity))
      throw new Error(`start spot of ${underlying} must be finite and > 0, was ${spot}`);
    assets[underlying] = { spot, logVariance: 0, basis: characterOf(underlying).longRunBasis, lean: 0, bend: 0 };
  }
  return { at, assets, usdtPremium: 0, expiries: listedExpiries(at) };
}

export interface ModelStep {
  /** Time to move by; ms, > 0. */
  readonly stepMs: number;
  readonly regime: Regime;
  /** Takes the same numbers from it whatever the regime. */
  readonly random: RandomSource;
}

/**
 * The market `stepMs` later: joint spot with stochastic variance and jumps, and what moves the smile, the basis and
 * USDT. The expectation of spot grows by `regime.drift` exactly, whatever the length of the step: its variance over the
 * step is what is expected of it at the start, its jumps are compensated. All else is exact in law.
 */
export function stepModel(state: ModelState, { stepMs, regime, random }: ModelStep): ModelState {
  const at = state.at + stepMs;
  const years = stepMs / YEAR_MS;
  const common = {
    spot: random.normal(),
    variance: random.normal(),
    jump: { uniform: random.uniform(), normal: random.normal() },
  };
  const assets: Record<string, AssetState> = {};
  for (const [underlying, asset] of Object.entries(state.assets)) {
    assets[underlying] = stepAsset(asset, { character: characterOf(underlying), years, regime, random, common });
  }
  const usdtPremium = pulled(regime.usdtPremium, { value: state.usdtPremium, years, normal: random.normal() });
  const firstExpiry = state.expiries[0];
  const expiries = firstExpiry !== undefined && firstExpiry > at ? state.expiries : listedExpiries(at);
  return { at, assets, usdtPremium, expiries };
}

interface AssetStep {
  readonly character: AssetCharacter;
  readonly years: number;
  readonly regime: Regime;
  readonly random: RandomSource;
  readonly common: {
    readonly spot: number;
    readonly variance: number;
    readonly jump: { readonly uniform: number; readonly normal: number };
  };
}

function stepAsset(asset: AssetState, { character, years, regime, random, common }: AssetStep): AssetState {
  const { longRunBasis, beta } = character;
  const spotNormal = mixed(common.spot, random.normal(), Math.sqrt(regime.spotCorrelation));
  const varianceOwn = mixed(common.variance, random.normal(), Math.sqrt(VARIANCE_CORRELATION));
  const varianceNormal = mixed(spotNormal, varianceOwn, SPOT_VARIANCE_CORRELATION);
  const variance = expectedVariance(asset, { character, regime, years }) * years;
  const jumps =
    jumped(regime.commonJumps, { years, scale: beta, ...common.jump }) +
    jumped(regime.ownJumps, { years, scale: beta, uniform: random.uniform(), normal: random.normal() });
  const growth = regime.drift * beta * years + jumps + Math.sqrt(variance) * spotNormal - variance / 2;
  const leanNormal = mixed(spotNormal, random.normal(), SPOT_LEAN_CORRELATION);
  const bendNormal = mixed(varianceNormal, random.normal(), VARIANCE_BEND_CORRELATION);
  return {
    spot: asset.spot * Math.exp(growth),
    logVariance: bounded(pulled(regime.logVariance, { value: asset.logVariance, years, normal: varianceNormal })),
    basis: longRunBasis + pulled(regime.basis, { value: asset.basis - longRunBasis, years, normal: random.normal() }),
    lean: pulled(regime.lean, { value: asset.lean, years, normal: leanNormal }),
    bend: pulled(regime.bend, { value: asset.bend, years, normal: bendNormal }),
  };
}

function bounded(logVariance: number): number {
  return Math.min(Math.max(logVariance, LOG_VARIANCE_BOUNDS.low), LOG_VARIANCE_BOUNDS.high);
}

/**
 * What is expected of the diffusive variance over the step, annualised, by Simpson's rule: where the log is normal with
 * mean m and variance s², the expectation is exp(m + s²/2). What normal jumps add is left out of it, so that the total
 * is the variance that options are priced on.
 */
function expectedVariance(
  { logVariance }: AssetState,
  { character, regime, years }: Pick<AssetStep, 'character' | 'regime' | 'years'>,
): number {
  const { longRunVolatility } = character;
  const { target, reversion, diffusion } = regime.logVariance;
  const expectedAt = (after: number) => {
    const spread = (diffusion * diffusion * -Math.expm1(-2 * reversion * after)) / (2 * reversion);
    return Math.exp(bounded(target + (logVariance - target) * Math.exp(-reversion * after) + spread / 2));
  };
  const relative = (expectedAt(0) + 4 * expectedAt(years / 2) + expectedAt(years)) / 6;
  return (longRunVolatility ** 2 - jumpVariance(character)) * relative;
}

/** Per year, in normal times. */
function jumpVariance({ beta }: AssetCharacter): number {
  const { commonJumps, ownJumps } = NORMAL;
  return [commonJumps, ownJumps].reduce(
    (sum, { perYear, mean, deviation }) => sum + perYear * beta * beta * (mean * mean + deviation * deviation),
    0,
  );
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
