import { YEAR_MS } from '../durations.ts';
import type { MarketStatus, ScenarioStatus, SurfaceStatus, VenueStatus } from '../status.ts';
import type { ScenarioRun } from './scenario.ts';
import type { Simulation } from './simulation.ts';
import type { SurfaceState } from './surface.ts';
import { messagesPerSecond, type VenueState } from './venue.ts';

type SimulatedParts = Pick<MarketStatus, 'conditions' | 'venues' | 'composites' | 'surfaces' | 'scenario'>;

/** What staff see of a simulation; `isRunning` is whether its venues still talk. */
export function simulationStatus(simulation: Simulation, { isRunning }: { isRunning: boolean }): SimulatedParts {
  const { model, spots, venues, surfaces, confirmed, run } = simulation;
  return {
    conditions: spots.conditions,
    venues: venues.map((venue) => venueStatus(venue, { at: model.at, isRunning })),
    composites: spots.composites,
    surfaces: Object.entries(surfaces).flatMap(([underlying, surface]) => {
      const spot = confirmed[underlying];
      return spot === undefined ? [] : [surfaceStatus(underlying, surface, spot.price)];
    }),
    scenario: scenarioStatus(run),
  };
}

export function scenarioStatus({ scenario, venue, since, until, setBy }: ScenarioRun): ScenarioStatus {
  return { scenario, venue, since, until: until === Infinity ? null : until, setBy };
}

function venueStatus(state: VenueState, { at, isRunning }: { at: number; isRunning: boolean }): VenueStatus {
  const { venue, isOpen, since, lastFault, connects, messages, books } = state;
  const openness = isOpen ? 'open' : 'waiting';
  return {
    venue,
    state: isRunning ? openness : 'stopped',
    since,
    lastFault,
    connects,
    messages,
    messagesPerSecond: isRunning ? messagesPerSecond(state, at) : 0,
    rejected: {},
    sequenceGaps: 0,
    symbols: books.map(({ listing, tick }) => ({
      symbol: listing.symbol,
      bid: tick?.bid ?? null,
      ask: tick?.ask ?? null,
      exchangeAt: tick?.exchangeAt ?? null,
      receivedAt: tick?.receivedAt ?? null,
    })),
  };
}

/** The surface is the model's own: no option was quoted, nothing was fitted. */
function surfaceStatus(underlying: string, surface: SurfaceState, spot: number): SurfaceStatus {
  const { builtAt, forwardRatios, volatility } = surface;
  return {
    underlying,
    builtAt,
    quotes: 0,
    slices: volatility.slices.map(({ expiry, a, b, rho, m, sigma }, at) => ({
      expiry,
      forward: spot * (forwardRatios[at]?.ratio ?? Number.NaN),
      forwardSource: 'model' as const,
      atTheMoneyVolatility: Math.sqrt(((a + b * (Math.hypot(m, sigma) - rho * m)) * YEAR_MS) / (expiry - builtAt)),
      quotes: 0,
      shareInside: null,
      rmsePoints: null,
      fallback: null,
    })),
    buildMs: null,
    refusedBuilds: 0,
    lastRefusal: null,
  };
}
