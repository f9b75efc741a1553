import type { SviSlice } from '../market.ts';

export type SviParameters = Omit<SviSlice, 'expiry'>;

/** Raw SVI total variance at log-moneyness k: w(k) = a + b (rho (k − m) + sqrt((k − m)² + sigma²)). */
export function sviTotalVariance({ a, b, rho, m, sigma }: SviParameters, k: number): number {
  const x = k - m;
  return a + b * (rho * x + Math.sqrt(x * x + sigma * sigma));
}
