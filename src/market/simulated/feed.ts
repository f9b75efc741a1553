import type { Clock } from '../../platform/clock.ts';
import type { TickedMarketFeed } from '../port.ts';
import { makeSnapshotPublisher, type ReportError } from '../publisher.ts';
import { type RandomSource, seededRandom } from '../random.ts';
import { identify } from '../snapshot-id.ts';
import { type MarketStatus, NO_VENUES } from '../status.ts';
import { type Every, everyUnreferenced, reportingOnce } from '../ticker.ts';
import { type SimulatedState, startOfSimulation, stepMarket } from './model.ts';
import { toMarketSnapshot } from './snapshot.ts';

export interface SimulatedMarketOptions {
  readonly clock: Clock;
  readonly reportError: ReportError;
  /** Any safe integer. The same seed and the same starting instant give the same market, bit for bit. */
  readonly seed: number;
  /** USD per unit by underlying; default BTC-USD 100,000 and ETH-USD 3,500. */
  readonly startSpots?: Readonly<Record<string, number>>;
  readonly every?: Every;
}

const START_SPOTS: Readonly<Record<string, number>> = { 'BTC-USD': 100_000, 'ETH-USD': 3_500 };

const SIMULATION_STEP_MS = 250;
/** One hour. After a longer silence (a suspended machine) the whole silence is one long step, so catching up stays short. */
const CATCH_UP_STEPS_MAX = 14_400;

const NOTES = ['All prices are simulated.'];

/**
 * A market out of a seed. It moves in steps of 250 ms counted from its start, not from when a timer happened to fire:
 * late or missed ticks are caught up, so it neither drifts nor depends on the machine's load. Keeps one state and one
 * snapshot, however long it runs.
 */
export function simulatedMarket(options: SimulatedMarketOptions): TickedMarketFeed {
  const { clock, reportError, seed, startSpots = START_SPOTS, every = everyUnreferenced } = options;
  const publisher = makeSnapshotPublisher(reportError);
  const random = seededRandom(seed);
  let phase: MarketStatus['state'] = 'idle';
  let market: SimulatedState | null = null;
  let cancelTimer = () => {};

  const tick = () => {
    if (market === null || phase !== 'running') return;
    const moved = advance(market, clock.now(), random);
    if (moved === market) return;
    market = moved;
    publisher.publish(identify(toMarketSnapshot(market)));
  };

  return {
    async start() {
      if (phase !== 'idle') throw new Error(`a market feed starts once, this one is ${phase}`);
      market = startOfSimulation({ at: clock.now(), spots: startSpots });
      publisher.publish(identify(toMarketSnapshot(market)));
      phase = 'running';
      cancelTimer = every(SIMULATION_STEP_MS, reportingOnce(tick, reportError));
    },
    async stop() {
      cancelTimer();
      phase = 'stopped';
    },
    tick,
    current: publisher.current,
    onSnapshot: publisher.onSnapshot,
    status: () => ({ source: 'simulated', state: phase, recordedAt: null, notes: NOTES, ...NO_VENUES }),
  };
}

/** The market at the last whole step before `now`; the same state if that is not later, as when a clock was set back. */
function advance(state: SimulatedState, now: number, random: RandomSource): SimulatedState {
  const steps = Math.floor((now - state.at) / SIMULATION_STEP_MS);
  if (!(steps > 0)) return state;
  if (steps > CATCH_UP_STEPS_MAX) return stepMarket(state, { stepMs: steps * SIMULATION_STEP_MS, random });
  let moved = state;
  for (let step = 0; step < steps; step += 1) moved = stepMarket(moved, { stepMs: SIMULATION_STEP_MS, random });
  return moved;
}
