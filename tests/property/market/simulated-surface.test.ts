import fc from 'fast-check';
import type { SviSlice } from '../../../pricing/index.ts';
import { buildSurface } from '../../../src/market/simulated/surface.ts';
import { REGIMES, walk } from './simulated-walk.ts';

const YEAR_MS = 365 * 86_400_000;

/** Raw SVI total variance with its first two derivatives in log-moneyness. */
function svi({ a, b, rho, m, sigma }: SviSlice, k: number) {
  const x = k - m;
  const root = Math.sqrt(x * x + sigma * sigma);
  return { w: a + b * (rho * x + root), slope: b * (rho + x / root), curvature: (b * sigma * sigma) / root ** 3 };
}

/** Positive where the slice's density is positive. Source: Gatheral and Jacquier (2014), equation 2.1. */
function durrleman(slice: SviSlice, k: number): number {
  const { w, slope, curvature } = svi(slice, k);
  return (1 - (k * slope) / (2 * w)) ** 2 - (slope * slope * (1 / w + 1 / 4)) / 4 + curvature / 2;
}

/** From deep put to deep call: up to eight standard deviations of the slice, and in absolute log-moneyness. */
function grid(slice: SviSlice): number[] {
  const deviation = Math.sqrt(svi(slice, 0).w);
  const relative = Array.from({ length: 161 }, (_, at) => ((at - 80) / 10) * deviation);
  return [...relative, -3, -1, -0.5, -0.1, 0.1, 0.5, 1, 3];
}

interface Surface {
  readonly builtAt: number;
  readonly slices: readonly SviSlice[];
}

/** Short steps trace a scenario, long ones let every process wander over its whole range. */
const stepMs = fc.oneof(fc.integer({ min: 250, max: 60_000 }), fc.integer({ min: 60_000, max: 90 * 86_400_000 }));
const steps = fc.array(fc.record({ stepMs, regime: fc.constantFrom(...Object.values(REGIMES)) }), {
  minLength: 1,
  maxLength: 30,
});

const forEverySurface = (check: (surface: Surface) => void) =>
  fc.assert(
    fc.property(fc.integer(), steps, (seed, history) => {
      const state = walk(seed, history);
      for (const [underlying, asset] of Object.entries(state.assets)) {
        const { builtAt, volatility } = buildSurface(state, underlying, asset);
        check({ builtAt, slices: volatility.slices });
      }
    }),
  );

describe('the simulated surface, for every seed and history of regimes', () => {
  it('has a density that is nowhere negative: no butterfly arbitrage', () => {
    forEverySurface(({ slices }) => {
      const worst = slices.map((slice) => Math.min(...grid(slice).map((k) => durrleman(slice, k))));

      expect(Math.min(...worst)).toBeGreaterThanOrEqual(0);
    });
  });

  it('has total variance that rises from slice to slice at every log-moneyness: no calendar arbitrage', () => {
    forEverySurface(({ slices }) => {
      const rises = slices.slice(1).flatMap((later, at) => {
        const earlier = slices[at];
        if (earlier === undefined) throw new Error('every later slice has an earlier one');
        return [...grid(earlier), ...grid(later)].map((k) => svi(later, k).w - svi(earlier, k).w);
      });

      expect(Math.min(...rises)).toBeGreaterThan(0);
    });
  });

  it('has the volatility of a crypto market at the money, and wings that Lee allows: b (1 + |rho|) <= 2', () => {
    forEverySurface(({ builtAt, slices }) => {
      const volatilities = slices.map((slice) => Math.sqrt((svi(slice, 0).w * YEAR_MS) / (slice.expiry - builtAt)));

      expect(Math.min(...volatilities)).toBeGreaterThan(0.07);
      expect(Math.max(...volatilities)).toBeLessThan(3);
      expect(Math.max(...slices.map(({ rho }) => Math.abs(rho)))).toBeLessThanOrEqual(0.5);
      expect(Math.max(...slices.map(({ b, rho }) => b * (1 + Math.abs(rho))))).toBeLessThanOrEqual(2);
    });
  });
});
