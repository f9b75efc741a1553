import { SIMULATED_VENUES } from '../../contracts/market-scenario.ts';
import { compositeSpots, type SpotAnswer, type SpotLimits } from '../composite/composite-spots.ts';
import { type RandomSource, seededRandom } from '../random.ts';
import type { ScenarioMessage } from '../scenario-message.ts';
import { type ModelState, startOfModel, stepModel } from './model.ts';
import { nextTurn, regimeAt, runAt, type ScenarioRun, startRun, undisturbed } from './scenario.ts';
import { buildSurface, type SurfaceState, withoutExpired } from './surface.ts';
import { booksOf, openVenue, stepVenue, type VenueState } from './venue.ts';

/** All that the simulated market is at one instant. Plain data; a step makes a new one. */
export interface Simulation {
  readonly model: ModelState;
  readonly venues: readonly VenueState[];
  readonly spots: SpotAnswer;
  /** The last spot of each underlying that venues vouched for. */
  readonly confirmed: Readonly<Record<string, ConfirmedSpot>>;
  /** Dollars per USDT when they were last known. */
  readonly usdPerUsdt: number;
  readonly surfaces: Readonly<Record<string, SurfaceState>>;
  readonly run: ScenarioRun;
}

export interface ConfirmedSpot {
  readonly price: number;
  /** UTC epoch ms. */
  readonly at: number;
}

/** Venues draw from a stream of their own: what they do never moves the prices behind them. */
export interface SimulationRandom {
  readonly model: RandomSource;
  readonly venues: RandomSource;
}

export const SIMULATION_STEP_MS = 250;
/** Twenty minutes. After a longer silence (a suspended machine) the whole silence is one long step, so catching up stays short. */
const CATCH_UP_STEPS_MAX = 4_800;
/** Surfaces move in steps of their own, as an options venue's do; in between they are one object. */
const SURFACE_EVERY_MS = 2_000;

export interface SimulationStart {
  readonly at: number;
  readonly spots: Readonly<Record<string, number>>;
  readonly limits: SpotLimits;
}

/** @throws Error for an underlying without a character or a spot that is not > 0. */
export function startSimulation({ at, spots, limits }: SimulationStart): Simulation {
  const model = startOfModel({ at, spots });
  const venues = SIMULATED_VENUES.map((venue) => openVenue(venue, model));
  const first = { model, venues, confirmed: {}, usdPerUsdt: 1, surfaces: {}, run: undisturbed(at) };
  return withSurfaces(withSpots(first, limits));
}

/** @throws Error unless `seed` is a safe integer. */
export function simulationRandom(seed: number): SimulationRandom {
  const model = seededRandom(seed);
  return { model, venues: seededRandom(Math.floor(seededRandom(seed).uniform() * 2 ** 53)) };
}

export interface Advance {
  /** UTC epoch ms. */
  readonly now: number;
  readonly random: SimulationRandom;
  readonly limits: SpotLimits;
}

/** The market at the last whole step before `now`; the same one if that is not later, as when a clock was set back. */
export function advance(simulation: Simulation, { now, random, limits }: Advance): Simulation {
  const { at } = simulation.model;
  const target = at + Math.floor((now - at) / SIMULATION_STEP_MS) * SIMULATION_STEP_MS;
  let moved = simulation;
  while (moved.model.at < target) {
    const from = moved.model.at;
    const until = Math.min(target, nextTurn(moved.run, from));
    const isFar = until - from > CATCH_UP_STEPS_MAX * SIMULATION_STEP_MS;
    const stepMs = isFar ? until - from : SIMULATION_STEP_MS;
    for (let step = from; step < until; step += stepMs) moved = stepSimulation(moved, { stepMs, random, limits });
  }
  return moved;
}

/** From the next step on the market does as it is told. */
export function play(simulation: Simulation, asked: ScenarioMessage): Simulation {
  return { ...simulation, run: startRun(simulation.run, asked, simulation.model.at) };
}

interface SimulationStep {
  readonly stepMs: number;
  readonly random: SimulationRandom;
  readonly limits: SpotLimits;
}

function stepSimulation(before: Simulation, { stepMs, random, limits }: SimulationStep): Simulation {
  const regime = regimeAt(before.run, before.model.at);
  const model = stepModel(before.model, { stepMs, regime, random: random.model });
  const run = runAt(before.run, model.at);
  const venues: VenueState[] = [];
  for (const [index, venue] of before.venues.entries()) {
    const others = [...venues, ...before.venues.slice(index + 1)];
    const mayFail = others.every(({ isOpen }) => isOpen);
    const step = { before: before.model, after: model, run, latency: regime.latency, mayFail, random: random.venues };
    venues.push(stepVenue(venue, step));
  }
  return withSurfaces(withSpots({ ...before, model, venues, run }, limits));
}

/** Values the market by what its venues say, with the very rules of the live market. */
function withSpots(simulation: Omit<Simulation, 'spots'>, limits: SpotLimits): Simulation {
  const { model, venues } = simulation;
  const underlyings = Object.keys(model.assets);
  const spots = compositeSpots({ underlyings, books: venues.flatMap(booksOf), now: model.at, limits });
  const confirmed: Record<string, ConfirmedSpot> = { ...simulation.confirmed };
  for (const { symbol, price, at } of spots.composites) {
    if (price !== null && at !== null && Object.hasOwn(model.assets, symbol)) confirmed[symbol] = { price, at };
  }
  return { ...simulation, spots, confirmed, usdPerUsdt: spots.usdPerUsdt ?? simulation.usdPerUsdt };
}

/** Surfaces of the options venue, renewed when they are due; while it is out they only lose what expires. */
function withSurfaces(simulation: Simulation): Simulation {
  const { model, surfaces, run } = simulation;
  const isOut = run.scenario === 'surface-outage';
  const next: Record<string, SurfaceState> = {};
  for (const [underlying, asset] of Object.entries(model.assets)) {
    const kept = surfaces[underlying];
    const isDue = kept === undefined || (!isOut && isStale(kept, model));
    next[underlying] = isDue ? buildSurface(model, underlying, asset) : withoutExpired(kept, model.at);
  }
  return { ...simulation, surfaces: next };
}

function isStale({ builtAt, forwardRatios }: SurfaceState, { at, expiries }: ModelState): boolean {
  return at - builtAt >= SURFACE_EVERY_MS || forwardRatios[0]?.expiry !== expiries[0];
}
