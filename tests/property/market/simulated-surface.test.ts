import fc from 'fast-check';
import type { SviSlice } from '../../../pricing/index.ts';
import { simulatedMarket } from '../../../src/market/index.ts';
import { failOnReport, handClock, handTimer } from '../../unit/market/hand-driven.ts';

const START = Date.parse('2026-11-22T10:00:00.000Z');
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
  readonly asOf: number;
  readonly slices: readonly SviSlice[];
}

async function surfacesAfter({ seed, waitsMs }: { readonly seed: number; readonly waitsMs: readonly number[] }) {
  const clock = handClock(START);
  const feed = simulatedMarket({ clock, seed, reportError: failOnReport, every: handTimer().every });
  await feed.start();
  for (const waitMs of waitsMs) {
    clock.advance(waitMs);
    feed.tick();
  }
  const snapshot = feed.current()?.snapshot;
  if (snapshot === undefined) throw new Error('the simulated market must have a snapshot once started');
  return Object.values(snapshot.underlyings).map(({ volatility }): Surface => {
    if (volatility.kind !== 'svi') throw new Error(`the simulated surface must be svi, was ${volatility.kind}`);
    return { asOf: snapshot.asOf, slices: volatility.slices };
  });
}

/** Short waits step often, long ones let every process wander over its whole range. */
const waitMs = fc.oneof(fc.integer({ min: 250, max: 5_000 }), fc.integer({ min: 3_600_250, max: 90 * 86_400_000 }));
const history = fc.record({ seed: fc.integer(), waitsMs: fc.array(waitMs, { minLength: 1, maxLength: 12 }) });

const forEverySurface = (check: (surface: Surface) => void) =>
  fc.assert(
    fc.asyncProperty(history, async (past) => {
      const surfaces = await surfacesAfter(past);

      expect(surfaces).toHaveLength(2);
      for (const surface of surfaces) check(surface);
    }),
    { numRuns: 100 },
  );

describe('the simulated surface, for every seed and history', () => {
  it('has a density that is nowhere negative: no butterfly arbitrage', async () => {
    await forEverySurface(({ slices }) => {
      const worst = slices.map((slice) => Math.min(...grid(slice).map((k) => durrleman(slice, k))));

      expect(Math.min(...worst)).toBeGreaterThanOrEqual(0);
    });
  });

  it('has total variance that rises from slice to slice at every log-moneyness: no calendar arbitrage', async () => {
    await forEverySurface(({ slices }) => {
      const rises = slices.slice(1).flatMap((later, at) => {
        const earlier = slices[at];
        if (earlier === undefined) throw new Error('every later slice has an earlier one');
        return [...grid(earlier), ...grid(later)].map((k) => svi(later, k).w - svi(earlier, k).w);
      });

      expect(Math.min(...rises)).toBeGreaterThan(0);
    });
  });

  it('has the volatility of a crypto market at the money, and wings that Lee allows: b (1 + |rho|) <= 2', async () => {
    await forEverySurface(({ asOf, slices }) => {
      const volatilities = slices.map((slice) => Math.sqrt((svi(slice, 0).w * YEAR_MS) / (slice.expiry - asOf)));

      expect(Math.min(...volatilities)).toBeGreaterThan(0.1);
      expect(Math.max(...volatilities)).toBeLessThan(3);
      expect(Math.max(...slices.map(({ rho }) => Math.abs(rho + 0.15)))).toBeLessThanOrEqual(0.15);
      expect(Math.max(...slices.map(({ b, rho }) => b * (1 + Math.abs(rho))))).toBeLessThanOrEqual(2);
    });
  });
});
