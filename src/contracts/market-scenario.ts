import { z } from 'zod';
import { Instant } from './scalars.ts';

/** What a desk can rehearse on the simulated market. */
export const MARKET_SCENARIOS = [
  'normal',
  'calm',
  'trending',
  'crash',
  'depeg',
  'venue-outage',
  'surface-outage',
  'divergence',
] as const;
export const MarketScenario = z.enum(MARKET_SCENARIOS, `must be one of ${MARKET_SCENARIOS.join(', ')}`);
export type MarketScenario = z.infer<typeof MarketScenario>;

/** The spot venues of the simulated market; `all` where a scenario may strike each of them. */
export const SIMULATED_VENUES = ['coinbase', 'kraken', 'binance', 'okx', 'bitstamp'] as const;
const VENUES_OR_ALL = [...SIMULATED_VENUES, 'all'] as const;
export const ScenarioVenue = z.enum(VENUES_OR_ALL, `must be one of ${VENUES_OR_ALL.join(', ')}`);
export type ScenarioVenue = z.infer<typeof ScenarioVenue>;

/** Scenarios that can be of one venue. */
const OF_ONE_VENUE: readonly MarketScenario[] = ['venue-outage', 'divergence'];

const LONGEST_SECONDS = 3_600;
const DURATION_RULE = `must be a whole number from 1 to ${LONGEST_SECONDS}`;

/** POST /api/v1/market/scenario. Without a duration each scenario has its own; `normal` ends whatever is played. */
export const PlayScenarioRequest = z
  .strictObject({
    scenario: MarketScenario,
    /** Of `venue-outage` and `divergence`; all of them when absent. */
    venue: ScenarioVenue.optional(),
    durationSeconds: z.int(DURATION_RULE).min(1, DURATION_RULE).max(LONGEST_SECONDS, DURATION_RULE).optional(),
  })
  .refine(({ scenario, venue }) => venue === undefined || OF_ONE_VENUE.includes(scenario), {
    path: ['venue'],
    message: `goes with ${OF_ONE_VENUE.join(' and ')} alone`,
  })
  .refine(({ scenario, durationSeconds }) => durationSeconds === undefined || scenario !== 'normal', {
    path: ['durationSeconds'],
    message: 'does not go with normal, which lasts until something else is played',
  });
export type PlayScenarioRequest = z.infer<typeof PlayScenarioRequest>;

/** GET /api/v1/market/scenario, and the answer to POST. */
export const ScenarioView = z.object({
  scenario: MarketScenario,
  /** Null for a scenario that is not of venues. */
  venue: ScenarioVenue.nullable(),
  since: Instant,
  /** When the market begins to return to normal by itself; null while it is normal. */
  until: Instant.nullable(),
  /** Who asked for it; null when nobody did. */
  setBy: z.string().nullable(),
});
export type ScenarioView = z.infer<typeof ScenarioView>;
