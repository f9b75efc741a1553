import type { MarketScenario, ScenarioVenue } from '../../contracts/market-scenario.ts';
import type { ScenarioMessage } from '../scenario-message.ts';
import { CALM, depegged, FALLING, NORMAL, RECOVERING, type Regime, STRESSED, TRENDING } from './regimes.ts';

/** What is being played. Plain data; times are UTC epoch ms. */
export interface ScenarioRun {
  readonly scenario: MarketScenario;
  readonly venue: ScenarioVenue | null;
  readonly since: number;
  /** Excluded; Infinity for `normal`. */
  readonly until: number;
  readonly setBy: string | null;
  /** Levels that a scenario moved are pulled back to normal until then; excluded. */
  readonly recoveredAt: number;
}

const RECOVERY_MS = 60_000;
/** How long a crash falls before it is merely wild. */
const FALL_MS = 45_000;

/** Long enough to be seen, with the time after which prices are too old to quote on. */
const DURATION_SECONDS: Readonly<Record<MarketScenario, number>> = {
  normal: Infinity,
  calm: 1_800,
  trending: 300,
  crash: 180,
  depeg: 120,
  'venue-outage': 60,
  'surface-outage': 150,
  divergence: 60,
};

export function undisturbed(at: number): ScenarioRun {
  return { scenario: 'normal', venue: null, since: at, until: Infinity, setBy: null, recoveredAt: at };
}

/** The run that replaces `before` from `at` on. */
export function startRun(before: ScenarioRun, asked: ScenarioMessage, at: number): ScenarioRun {
  const { scenario, venue, durationSeconds, setBy } = asked;
  const until = at + 1_000 * (durationSeconds ?? DURATION_SECONDS[scenario]);
  const strikesVenues = scenario === 'venue-outage' || scenario === 'divergence';
  return {
    scenario,
    venue: strikesVenues ? (venue ?? 'all') : null,
    since: at,
    until,
    setBy,
    recoveredAt: movesLevels(scenario) ? until + RECOVERY_MS : Math.min(before.recoveredAt, at + RECOVERY_MS),
  };
}

/** The run as it stands at `at`: back to normal once its time is over. */
export function runAt(run: ScenarioRun, at: number): ScenarioRun {
  if (at < run.until) return run;
  return { ...undisturbed(run.until), recoveredAt: run.recoveredAt };
}

/** The next instant after `at` at which the market changes its way by itself; a long step must not go beyond it. */
export function nextTurn(run: ScenarioRun, at: number): number {
  const turns = [run.scenario === 'crash' ? run.since + FALL_MS : Infinity, run.until, run.recoveredAt];
  return Math.min(...turns.filter((turn) => turn > at));
}

/** How prices move from `at` on. */
export function regimeAt(run: ScenarioRun, at: number): Regime {
  const base = at < run.recoveredAt ? RECOVERING : NORMAL;
  switch (run.scenario) {
    case 'calm':
      return CALM;
    case 'trending':
      return TRENDING;
    case 'crash':
      return at < run.since + FALL_MS ? FALLING : STRESSED;
    case 'depeg':
      return depegged(base);
    default:
      return base;
  }
}

/** May this venue be heard? */
export function isCutOff({ scenario, venue }: ScenarioRun, name: string): boolean {
  return scenario === 'venue-outage' && (venue === 'all' || venue === name);
}

/** Whether this venue shows prices of its own, far from the others'. */
export function isAstray({ scenario, venue }: ScenarioRun, name: string): boolean {
  return scenario === 'divergence' && (venue === 'all' || venue === name);
}

function movesLevels(scenario: MarketScenario): boolean {
  return scenario === 'calm' || scenario === 'trending' || scenario === 'crash' || scenario === 'depeg';
}
