import type { SviParameters, VarianceJet } from './svi.ts';

/** One slice of a surface SVI: at-the-money total variance theta, its curvature phi and the skew rho. */
export interface SsviSlice {
  readonly theta: number;
  readonly phi: number;
  readonly rho: number;
}

/**
 * w(k) = θ/2 (1 + ρφk + sqrt((φk + ρ)² + 1 − ρ²)) with its derivatives.
 * Source: J. Gatheral and A. Jacquier, "Arbitrage-free SVI volatility surfaces", Quantitative Finance 14 (2014), section 4.
 */
export function ssviJet({ theta, phi, rho }: SsviSlice, k: number): VarianceJet {
  const x = phi * k + rho;
  const spread = 1 - rho * rho;
  const radius = Math.sqrt(x * x + spread);
  return {
    w: (theta / 2) * (1 + rho * phi * k + radius),
    slope: ((theta * phi) / 2) * (rho + x / radius),
    curvature: (theta * phi * phi * spread) / (2 * radius * radius * radius),
  };
}

/** Their theorem 4.2: θφ(1 + |ρ|) < 4 and θφ²(1 + |ρ|) <= 4 exclude butterfly arbitrage. */
export function ssviHasNoButterfly({ theta, phi, rho }: SsviSlice): boolean {
  const skew = 1 + Math.abs(rho);
  return theta * phi * skew < 4 && theta * phi * phi * skew <= 4;
}

/** The same slice as raw SVI. */
export function ssviToSvi({ theta, phi, rho }: SsviSlice): SviParameters {
  const spread = 1 - rho * rho;
  return { a: (theta / 2) * spread, b: (theta * phi) / 2, rho, m: -rho / phi, sigma: Math.sqrt(spread) / phi };
}
