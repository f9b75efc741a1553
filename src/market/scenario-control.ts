import type { PlayScenarioRequest, ScenarioView } from '../contracts/market-scenario.ts';
import { ok, type Result, reject } from '../contracts/result.ts';
import type { Bus } from '../platform/bus/port.ts';
import { type Clock, toInstant } from '../platform/clock.ts';
import type { Logger } from '../platform/logging.ts';
import type { MarketFeed } from './port.ts';
import { SCENARIO_TOPIC, type ScenarioMessage } from './scenario-message.ts';
import { startRun, undisturbed } from './simulated/scenario.ts';
import { scenarioStatus } from './simulated/status.ts';
import type { ScenarioStatus } from './status.ts';

export interface ScenarioControlDeps {
  readonly market: Pick<MarketFeed, 'status'>;
  readonly bus: Pick<Bus, 'publish'>;
  readonly clock: Clock;
  readonly log: Logger;
}

export interface ScenarioControl {
  current(): Result<ScenarioView>;
  /** Answers what was asked for; the process that runs the market plays it from its next step on. */
  play(request: PlayScenarioRequest, by: string): Result<ScenarioView>;
}

/** Rehearsing on a simulated market, whichever process runs it; any other market is refused. */
export function makeScenarioControl({ market, bus, clock, log }: ScenarioControlDeps): ScenarioControl {
  const simulated = (): Result<ScenarioStatus> => {
    const { source, scenario } = market.status();
    if (source !== 'simulated') {
      return reject('MARKET_NOT_SIMULATED', `scenarios need MARKET=simulated, this market is ${source}`);
    }
    return scenario === undefined ? reject('NO_MARKET_DATA', 'the simulated market has not started yet') : ok(scenario);
  };

  return {
    current() {
      const status = simulated();
      return status.ok ? ok(toScenarioView(status.value)) : status;
    },
    play({ scenario, venue = null, durationSeconds = null }, by) {
      const status = simulated();
      if (!status.ok) return status;
      const message: ScenarioMessage = { scenario, venue, durationSeconds, setBy: by };
      const now = clock.now();
      bus.publish(SCENARIO_TOPIC, message);
      log.info({ scenario, venue, durationSeconds, by, instead: status.value.scenario }, 'a market scenario is played');
      return ok(toScenarioView(scenarioStatus(startRun(undisturbed(now), message, now))));
    },
  };
}

function toScenarioView({ scenario, venue, since, until, setBy }: ScenarioStatus): ScenarioView {
  return { scenario, venue, since: toInstant(since), until: until === null ? null : toInstant(until), setBy };
}
