import type { SviSlice, VolatilitySurface } from '../../../pricing/index.ts';
import { YEAR_MS } from '../durations.ts';
import { type AssetState, characterOf, type ModelState, varianceOf } from './model.ts';
import { LOG_VARIANCE } from './regimes.ts';

/** One underlying's forwards and volatilities, as they were at one instant. */
export interface SurfaceState {
  /** UTC epoch ms. */
  readonly builtAt: number;
  /** Ascending by expiry: forward over spot. */
  readonly forwardRatios: readonly { readonly expiry: number; readonly ratio: number }[];
  /** The same object for as long as nothing changes. */
  readonly volatility: Extract<VolatilitySurface, { kind: 'svi' }>;
}

/** How fast a short-end basis fades along the curve; per year. */
const BASIS_FADE = 2;
const CENTRAL_LEAN = -0.15;
const LEAN_RANGE = 0.35;
const CENTRAL_ETA = 1.2;
const ETA_RANGE = 0.25;
/** Below the bound of 2, beyond which there is arbitrage. */
const ETA_BOUND = 1.9;

/** What an options venue would show now. */
export function buildSurface({ at, expiries }: ModelState, underlying: string, asset: AssetState): SurfaceState {
  const rho = CENTRAL_LEAN + LEAN_RANGE * Math.tanh(asset.lean / 2);
  const eta = Math.min(CENTRAL_ETA + ETA_RANGE * Math.tanh(asset.bend / 2), ETA_BOUND / (1 + Math.abs(rho)));
  const yearsTo = (expiry: number) => (expiry - at) / YEAR_MS;
  return {
    builtAt: at,
    forwardRatios: expiries.map((expiry) => ({
      expiry,
      ratio: Math.exp(logForwardOverSpot(underlying, asset, yearsTo(expiry))),
    })),
    volatility: {
      kind: 'svi',
      slices: expiries.map((expiry) =>
        sviSlice(expiry, { theta: atTheMoneyVariance(underlying, asset, yearsTo(expiry)), rho, eta }),
      ),
    },
  };
}

/** Without what has expired at `at`; the same object when nothing has. */
export function withoutExpired(surface: SurfaceState, at: number): SurfaceState {
  const first = surface.forwardRatios[0];
  if (first === undefined || first.expiry > at) return surface;
  return {
    builtAt: surface.builtAt,
    forwardRatios: surface.forwardRatios.filter(({ expiry }) => expiry > at),
    volatility: { kind: 'svi', slices: surface.volatility.slices.filter(({ expiry }) => expiry > at) },
  };
}

/** The basis integrated from now: its short end fades exponentially into the long-run level. */
function logForwardOverSpot(underlying: string, asset: AssetState, years: number): number {
  const { longRunBasis } = characterOf(underlying);
  return longRunBasis * years - ((asset.basis - longRunBasis) * Math.expm1(-BASIS_FADE * years)) / BASIS_FADE;
}

/**
 * Total variance at the money: instantaneous variance reverting to its long-run level, integrated from now. Its
 * integrand is positive, so it rises with time whatever the state.
 */
function atTheMoneyVariance(underlying: string, asset: AssetState, years: number): number {
  const longRun = characterOf(underlying).longRunVolatility ** 2;
  const { reversion } = LOG_VARIANCE;
  return longRun * years - ((varianceOf(underlying, asset) - longRun) * Math.expm1(-reversion * years)) / reversion;
}

/**
 * A slice of the SSVI surface w(k) = theta/2 (1 + rho phi k + sqrt((phi k + rho)² + 1 − rho²)) with the power law
 * phi = eta / sqrt(theta (1 + theta)), in raw SVI form. One rho and one eta for all slices with eta (1 + |rho|) <= 2
 * and theta rising in time leave neither butterfly nor calendar arbitrage.
 * Source: J. Gatheral and A. Jacquier, "Arbitrage-free SVI volatility surfaces", Quantitative Finance 14 (2014),
 * theorems 4.1 and 4.2 and the power law of their section 4.
 */
function sviSlice(
  expiry: number,
  { theta, rho, eta }: { readonly theta: number; readonly rho: number; readonly eta: number },
): SviSlice {
  const phi = eta / Math.sqrt(theta * (1 + theta));
  const root = Math.sqrt(1 - rho * rho);
  return {
    expiry,
    a: (theta / 2) * (1 - rho * rho),
    b: (theta * phi) / 2,
    rho,
    m: -rho / phi,
    sigma: root / phi,
  };
}
