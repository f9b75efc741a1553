import fc from 'fast-check';
import { MARKET_SCENARIOS } from '../../../src/contracts/market-scenario.ts';
import { seededRandom } from '../../../src/market/random.ts';
import { startOfModel, stepModel } from '../../../src/market/simulated/model.ts';
import { jumped, pulled } from '../../../src/market/simulated/processes.ts';
import type { Regime } from '../../../src/market/simulated/regimes.ts';
import { regimeAt, startRun, undisturbed } from '../../../src/market/simulated/scenario.ts';
import { REGIMES, walk } from './simulated-walk.ts';

const START = Date.parse('2026-11-22T10:00:00.000Z');
const DAY_MS = 86_400_000;
const { NORMAL, RECOVERING, CALM } = REGIMES;

const start = () => startOfModel({ at: START, spots: { 'BTC-USD': 100_000, 'ETH-USD': 3_500 } });
const anyRegime = fc.constantFrom(...Object.values(REGIMES));
const stepMs = fc.oneof(
  fc.constant(250),
  fc.integer({ min: 250, max: 60_000 }),
  fc.integer({ min: 60_000, max: 400 * DAY_MS }),
);
const steps = fc.array(fc.record({ stepMs, regime: fc.constantFrom(NORMAL, RECOVERING, CALM) }), {
  minLength: 1,
  maxLength: 60,
});
const wildSteps = fc.array(fc.record({ stepMs: fc.integer({ min: 250, max: 180_000 }), regime: anyRegime }), {
  minLength: 1,
  maxLength: 60,
});

describe('the prices behind the simulated venues, for every seed, length of step and regime', () => {
  it.each([
    { what: 'long and short steps', history: steps },
    { what: 'every regime in any order', history: wildSteps },
  ])('stay positive, finite and within bounds: $what', ({ history }) => {
    fc.assert(
      fc.property(fc.integer(), history, (seed, given) => {
        const { at, assets, usdtPremium, expiries } = walk(seed, given);

        for (const { spot, logVariance, basis, lean, bend } of Object.values(assets)) {
          expect(spot > 0 && spot < Infinity).toBe(true);
          expect(logVariance).toBeGreaterThanOrEqual(-3.9);
          expect(logVariance).toBeLessThanOrEqual(2.7);
          expect(Math.abs(basis)).toBeLessThan(0.4);
          expect(Math.abs(lean) + Math.abs(bend)).toBeLessThan(20);
        }
        expect(Math.abs(usdtPremium)).toBeLessThan(0.05);
        expect(Math.min(...expiries)).toBeGreaterThan(at);
      }),
    );
  });

  it('are the same, bit for bit, for the same seed, and others for another', () => {
    fc.assert(
      fc.property(fc.integer(), wildSteps, (seed, history) => {
        expect(walk(seed, history)).toEqual(walk(seed, history));
        expect(walk(seed + 1, history).assets).not.toEqual(walk(seed, history).assets);
      }),
    );
  });

  it('take the same numbers from their stream in every regime', () => {
    fc.assert(
      fc.property(fc.integer(), anyRegime, (seed, regime) => {
        const [random, normal] = [seededRandom(seed), seededRandom(seed)];
        stepModel(start(), { stepMs: 250, regime, random });
        stepModel(start(), { stepMs: 250, regime: NORMAL, random: normal });

        expect(random.normal()).toBe(normal.normal());
      }),
    );
  });
});

const SAMPLES = 10_000;

/** The mean of spot over its start, with the error that so many samples leave; the seeds are fixed. */
function meanGrowth(step: { stepMs: number; regime: Regime }, samples: number) {
  const random = seededRandom(20_261_122);
  const totals = { 'BTC-USD': { sum: 0, squares: 0 }, 'ETH-USD': { sum: 0, squares: 0 } };
  const from = start();
  for (let sample = 0; sample < samples; sample += 1) {
    const { assets } = stepModel(from, { ...step, random });
    for (const [underlying, total] of Object.entries(totals)) {
      const growth = (assets[underlying]?.spot ?? Number.NaN) / (from.assets[underlying]?.spot ?? Number.NaN);
      total.sum += growth;
      total.squares += growth * growth;
    }
  }
  return Object.entries(totals).map(([underlying, { sum, squares }]) => {
    const mean = sum / samples;
    return { underlying, mean, error: Math.sqrt((squares / samples - mean * mean) / samples) };
  });
}

describe('spot', () => {
  it.each([
    { regime: 'NORMAL', stepMs: 250 },
    { regime: 'NORMAL', stepMs: 30 * DAY_MS },
    { regime: 'NORMAL', stepMs: 365 * DAY_MS },
    { regime: 'CALM', stepMs: DAY_MS },
    { regime: 'STRESSED', stepMs: 60_000 },
  ] as const)('is a martingale in a step of $stepMs ms of $regime', ({ regime, stepMs }) => {
    for (const { mean, error } of meanGrowth({ stepMs, regime: REGIMES[regime] }, SAMPLES)) {
      expect(error).toBeGreaterThan(0);
      expect(Math.abs(mean - 1)).toBeLessThan(4 * error);
    }
  });

  it.each([
    { regime: 'TRENDING', stepMs: 60_000, btc: Math.exp(0.01), eth: Math.exp(0.013) },
    { regime: 'FALLING', stepMs: 45_000, btc: Math.exp(-0.094), eth: Math.exp(-0.1222) },
  ] as const)('grows by the drift of $regime, jumps included', ({ regime, stepMs, btc, eth }) => {
    const [bitcoin, ether] = meanGrowth({ stepMs, regime: REGIMES[regime] }, SAMPLES);

    expect(Math.abs((bitcoin?.mean ?? 0) - btc)).toBeLessThan(4 * (bitcoin?.error ?? 0));
    expect(Math.abs((ether?.mean ?? 0) - eth)).toBeLessThan(4 * (ether?.error ?? 0));
  });

  it('varies over a year as much as options are priced on at the start, with the jumps', () => {
    const random = seededRandom(5);
    const day = { stepMs: DAY_MS, regime: { ...NORMAL, logVariance: { ...NORMAL.logVariance, diffusion: 0 } }, random };
    let squares = 0;
    const days = 365 * 20;
    let state = start();
    for (let step = 0; step < days; step += 1) {
      const next = stepModel(state, day);
      squares += Math.log((next.assets['BTC-USD']?.spot ?? 0) / (state.assets['BTC-USD']?.spot ?? 0)) ** 2;
      state = next;
    }

    expect(Math.sqrt((squares / days) * 365)).toBeCloseTo(0.5, 1);
  });
});

describe('a pull', () => {
  it('is exact: two halves of a step lead to the same mean and variance as the whole', () => {
    const real = (min: number, max: number) => fc.double({ min, max, noNaN: true });
    const pull = fc.record({ target: real(-3, 3), reversion: real(0.1, 1e6), diffusion: real(0, 10) });
    fc.assert(
      fc.property(pull, real(-3, 3), real(1e-8, 2), (given, value, years) => {
        const step = (from: number, length: number, normal: number) =>
          pulled(given, { value: from, years: length, normal });
        const kept = Math.exp((-given.reversion * years) / 2);
        const deviation = step(value, years, 1) - step(value, years, 0);
        const half = step(value, years / 2, 1) - step(value, years / 2, 0);

        expect(step(step(value, years / 2, 0), years / 2, 0)).toBeCloseTo(step(value, years, 0), 9);
        expect(Math.hypot(half * kept, half)).toBeCloseTo(deviation, 6);
      }),
    );
  });
});

describe('jumps', () => {
  it('never come where none are expected', () => {
    const none = { perYear: 0, mean: 0.1, deviation: 0.1 };
    expect(jumped(none, { years: 1, scale: 1, uniform: 0.999, normal: 3 })).toBe(0);
  });

  it('come as often as expected', () => {
    const random = seededRandom(3);
    const often = { perYear: 4, mean: 1e-9, deviation: 0 };
    let count = 0;
    for (let sample = 0; sample < 20_000; sample += 1) {
      const sum = jumped(often, { years: 0.5, scale: 1, uniform: random.uniform(), normal: random.normal() });
      count += Math.round((sum + 2 * Math.expm1(1e-9)) / 1e-9);
    }

    expect(count / 20_000).toBeCloseTo(2, 1);
  });
});

describe('the way prices move, for every scenario', () => {
  it('is normal again a minute after its end, and before it began', () => {
    fc.assert(
      fc.property(
        fc.constantFrom(...MARKET_SCENARIOS.filter((scenario) => scenario !== 'normal')),
        fc.integer({ min: 1, max: 3_600 }),
        (scenario, durationSeconds) => {
          const before = undisturbed(START);
          const run = startRun(before, { scenario, venue: null, durationSeconds, setBy: null }, START);
          const end = START + 1_000 * durationSeconds;

          expect(run.until).toBe(end);
          expect(regimeAt(before, START)).toBe(NORMAL);
          expect(regimeAt({ ...run, scenario: 'normal' }, end + 60_000)).toBe(NORMAL);
        },
      ),
    );
  });
});
