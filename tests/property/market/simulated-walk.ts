import { seededRandom } from '../../../src/market/random.ts';
import { type ModelState, startOfModel, stepModel } from '../../../src/market/simulated/model.ts';
import {
  CALM,
  depegged,
  FALLING,
  NORMAL,
  RECOVERING,
  type Regime,
  STRESSED,
  TRENDING,
} from '../../../src/market/simulated/regimes.ts';

/** Every way in which the simulated market moves. */
export const REGIMES = { NORMAL, RECOVERING, CALM, TRENDING, STRESSED, FALLING, DEPEGGED: depegged(NORMAL) };

const START = Date.parse('2026-11-22T10:00:00.000Z');

/** Where the model gets to by these steps. */
export function walk(seed: number, steps: readonly { readonly stepMs: number; readonly regime: Regime }[]): ModelState {
  const random = seededRandom(seed);
  const start = startOfModel({ at: START, spots: { 'BTC-USD': 100_000, 'ETH-USD': 3_500 } });
  return steps.reduce((state, step) => stepModel(state, { ...step, random }), start);
}
