import type { SviSlice } from '../market.ts';
import { exp } from '../numerics/elementary.ts';
import { INV_SQRT_2PI } from '../numerics/normal.ts';

export type SviParameters = Omit<SviSlice, 'expiry'>;

/** Raw SVI total variance at log-moneyness k: w(k) = a + b (rho (k − m) + sqrt((k − m)² + sigma²)). */
export function sviTotalVariance({ a, b, rho, m, sigma }: SviParameters, k: number): number {
  const x = k - m;
  return a + b * (rho * x + Math.sqrt(x * x + sigma * sigma));
}

/** Total variance and its first two derivatives in log-moneyness. */
export interface VarianceJet {
  readonly w: number;
  readonly slope: number;
  readonly curvature: number;
}

export function sviJet({ a, b, rho, m, sigma }: SviParameters, k: number): VarianceJet {
  const x = k - m;
  const radius = Math.sqrt(x * x + sigma * sigma);
  return {
    w: a + b * (rho * x + radius),
    slope: b * (rho + (radius > 0 ? x / radius : 0)),
    curvature: radius > 0 ? (b * sigma * sigma) / (radius * radius * radius) : 0,
  };
}

/**
 * Durrleman's g: the risk-neutral density is positive at k exactly where g > 0; below 0 is butterfly arbitrage.
 * Source: J. Gatheral and A. Jacquier, "Arbitrage-free SVI volatility surfaces", Quantitative Finance 14 (2014), eq. 2.1.
 */
export function butterflyG({ w, slope, curvature }: VarianceJet, k: number): number {
  const tilt = 1 - (k * slope) / (2 * w);
  return tilt * tilt - ((slope * slope) / 4) * (1 / w + 0.25) + curvature / 2;
}

/** Risk-neutral density of ln(S_T / F) at k. */
export function riskNeutralDensity(jet: VarianceJet, k: number): number {
  const root = Math.sqrt(jet.w);
  const d2 = -k / root - root / 2;
  return (butterflyG(jet, k) * INV_SQRT_2PI * exp(-0.5 * d2 * d2)) / root;
}

/** The parameters traders speak of, at one time to expiry; rates per year. Source: Gatheral and Jacquier (2014), eq. 3.5. */
export interface SviJumpWings {
  /** At-the-money variance. */
  readonly v: number;
  /** At-the-money skew. */
  readonly psi: number;
  /** Slope of the put wing and of the call wing. */
  readonly p: number;
  readonly c: number;
  /** Smallest variance. */
  readonly vTilde: number;
}

export function sviJumpWings(parameters: SviParameters, yearsToExpiry: number): SviJumpWings {
  const { a, b, rho, sigma } = parameters;
  const { w, slope } = sviJet(parameters, 0);
  const root = Math.sqrt(w);
  return {
    v: w / yearsToExpiry,
    psi: slope / (2 * root),
    p: (b * (1 - rho)) / root,
    c: (b * (1 + rho)) / root,
    vTilde: (a + b * sigma * Math.sqrt(1 - rho * rho)) / yearsToExpiry,
  };
}
