import type { MarketSnapshot, SviSlice, UnderlyingMarket } from '../../../pricing/index.ts';
import { YEAR_MS } from '../durations.ts';
import { type AssetState, characterOf, LOG_VARIANCE, type SimulatedState, varianceOf } from './model.ts';

const USD_RATE = 0.04;
/** How fast a short-end basis fades along the curve; per year. */
const BASIS_FADE = 2;
const CENTRAL_LEAN = -0.15;
const LEAN_RANGE = 0.15;
/** Convexity of the smile. With |rho| <= 0.3, eta (1 + |rho|) <= 1.56, inside the bound of 2. */
const ETA = 1.2;

/** What the simulated market shows at its instant: everything confirmed at that very time. */
export function toMarketSnapshot(state: SimulatedState): MarketSnapshot {
  const underlyings: Record<string, UnderlyingMarket> = {};
  for (const [underlying, asset] of Object.entries(state.assets)) {
    underlyings[underlying] = toUnderlyingMarket(state, underlying, asset);
  }
  return {
    asOf: state.at,
    source: 'simulated',
    underlyings,
    discounts: { USD: { kind: 'flat', rate: USD_RATE } },
    conversions: { USDT: 1 + state.usdtPremium },
  };
}

function toUnderlyingMarket({ at, expiries }: SimulatedState, underlying: string, asset: AssetState): UnderlyingMarket {
  const spot = Math.max(Math.round(asset.spot * 100), 1) / 100;
  const rho = CENTRAL_LEAN + LEAN_RANGE * Math.tanh(asset.lean);
  return {
    spot,
    spotAt: at,
    surfaceAt: at,
    forwards: {
      kind: 'dated',
      nodes: expiries.map((expiry) => ({
        expiry,
        price: spot * Math.exp(logForwardOverSpot(underlying, asset, (expiry - at) / YEAR_MS)),
      })),
    },
    volatility: {
      kind: 'svi',
      slices: expiries.map((expiry) => {
        const theta = atTheMoneyVariance(underlying, asset, (expiry - at) / YEAR_MS);
        return sviSlice({ expiry, theta, rho });
      }),
    },
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
function sviSlice({
  expiry,
  theta,
  rho,
}: {
  readonly expiry: number;
  readonly theta: number;
  readonly rho: number;
}): SviSlice {
  const phi = ETA / Math.sqrt(theta * (1 + theta));
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
