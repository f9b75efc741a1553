import { z } from 'zod';
import { MarketScenario, ScenarioVenue } from '../contracts/market-scenario.ts';

/** Carries what a desk plays to the process that runs the market. A lost message plays nothing; it is asked again. */
export const SCENARIO_TOPIC = 'market.scenario';

export const ScenarioMessage = z.object({
  scenario: MarketScenario,
  /** Of `venue-outage` and `divergence`; null is all. */
  venue: ScenarioVenue.nullable(),
  /** Null is the scenario's own. */
  durationSeconds: z.int().positive().nullable(),
  /** Who asked for it. */
  setBy: z.string().nullable(),
});
export type ScenarioMessage = z.infer<typeof ScenarioMessage>;
