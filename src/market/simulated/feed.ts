import type { Bus } from '../../platform/bus/port.ts';
import type { Clock } from '../../platform/clock.ts';
import type { SpotLimits } from '../composite/composite-spots.ts';
import { makeFixingAverages } from '../fixing-averages.ts';
import type { TickedMarketFeed } from '../port.ts';
import { makeSnapshotPublisher, type ReportError } from '../publisher.ts';
import { SCENARIO_TOPIC, ScenarioMessage } from '../scenario-message.ts';
import { identify } from '../snapshot-id.ts';
import { type MarketStatus, NO_VENUES } from '../status.ts';
import { type Every, everyUnreferenced, reportingOnce } from '../ticker.ts';
import { advance, play, SIMULATION_STEP_MS, type Simulation, simulationRandom, startSimulation } from './simulation.ts';
import { toMarketSnapshot } from './snapshot.ts';
import { simulationStatus } from './status.ts';

export interface SimulatedMarketOptions {
  readonly clock: Clock;
  readonly reportError: ReportError;
  /** Any safe integer. The same seed, starting instant and scenarios at the same steps give the same market, bit for bit. */
  readonly seed: number;
  /** USD per unit by underlying; default BTC-USD 100,000 and ETH-USD 3,500. */
  readonly startSpots?: Readonly<Record<string, number>>;
  /** By which its venues' prices become one. */
  readonly limits?: SpotLimits;
  readonly every?: Every;
  /** Where scenarios are asked for; without one the market only does what it does by itself. */
  readonly bus?: Pick<Bus, 'subscribe'>;
}

const START_SPOTS: Readonly<Record<string, number>> = { 'BTC-USD': 100_000, 'ETH-USD': 3_500 };

const NOTES = ['All prices are simulated.', 'Volatilities are the model’s own, fitted to no listed options.'];

/**
 * A market out of a seed: prices behind five venues, each of which shows them in its own way, made into one spot by the
 * rules of the live market. It moves in steps of 250 ms counted from its start, not from when a timer happened to fire:
 * late or missed ticks are caught up, so it neither drifts nor depends on the machine's load. Keeps one state and one
 * snapshot, however long it runs.
 */
export function simulatedMarket(options: SimulatedMarketOptions): TickedMarketFeed {
  const { clock, reportError, seed, startSpots = START_SPOTS, every = everyUnreferenced } = options;
  const { limits = SIMULATED_LIMITS, bus } = options;
  const publisher = makeSnapshotPublisher(reportError);
  const random = simulationRandom(seed);
  const averages = makeFixingAverages();
  let phase: MarketStatus['state'] = 'idle';
  let simulation: Simulation | null = null;
  let ends: readonly (() => void)[] = [];

  const show = (shown: Simulation) => {
    simulation = shown;
    publisher.publish(identify(averages.withAverages(toMarketSnapshot(shown)), { conditions: shown.spots.conditions }));
  };

  const tick = () => {
    if (simulation === null || phase !== 'running') return;
    const moved = advance(simulation, { now: clock.now(), random, limits });
    if (moved !== simulation) show(moved);
  };

  const obey = (message: unknown) => {
    const asked = ScenarioMessage.safeParse(message);
    if (!asked.success)
      return reportError(new Error(`a message of ${SCENARIO_TOPIC} cannot be read`, { cause: asked.error }));
    tick();
    if (simulation !== null && phase === 'running') simulation = play(simulation, asked.data);
  };

  return {
    async start() {
      if (phase !== 'idle') throw new Error(`a market feed starts once, this one is ${phase}`);
      show(startSimulation({ at: clock.now(), spots: startSpots, limits }));
      phase = 'running';
      ends = [
        every(SIMULATION_STEP_MS, reportingOnce(tick, reportError)),
        bus?.subscribe(SCENARIO_TOPIC, obey) ?? (() => {}),
      ];
    },
    async stop() {
      for (const end of ends) end();
      phase = 'stopped';
    },
    tick,
    current: publisher.current,
    onSnapshot: publisher.onSnapshot,
    status: () => ({
      source: 'simulated',
      state: phase,
      recordedAt: null,
      notes: NOTES,
      ...(simulation === null ? NO_VENUES : simulationStatus(simulation, { isRunning: phase === 'running' })),
    }),
  };
}

/** Tighter than venues in calm weather ever are apart, wider than a crash makes them. */
const SIMULATED_LIMITS: SpotLimits = {
  spot: { staleMs: 5_000, clockSkewMs: 2_000, maxBookSpreadBps: 50, minVenues: 3, outlierBps: 50, divergenceBps: 75 },
  stablecoin: {
    staleMs: 60_000,
    clockSkewMs: 2_000,
    maxBookSpreadBps: 50,
    minVenues: 2,
    outlierBps: 25,
    divergenceBps: 50,
  },
  stablecoinBandBps: 50,
};
