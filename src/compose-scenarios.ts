import { join } from 'node:path';
import { z } from 'zod';
import type { makeJobs } from './booking/index.ts';
import {
  makeScenarioFiles,
  makeScenarioResults,
  makeScenarioRuns,
  openPool,
  type RunProgresses,
  type ScenarioFiles,
  type ScenarioResults,
  type ScenarioRuns,
} from './risk/index.ts';
import type { World } from './world.ts';

const SCENARIO = 'scenario';
const ScenarioJob = z.object({ runId: z.string() });
const LOOK_MS = 2_000;
/** So many workers may join a run: each job is one alarm, and chunks are free to whoever comes. */
const ALARMS = 8;

export interface Scenarios {
  readonly scenarioRuns: ScenarioRuns;
  readonly scenarioFiles: ScenarioFiles;
  readonly scenarioResults: ScenarioResults;
  startWorking(): (() => Promise<void>)[];
  stop(): Promise<void>;
}

/** Scenario runs: begun by a gateway, worked on by every worker at once. */
export function composeScenarios(
  world: World,
  jobs: Pick<ReturnType<typeof makeJobs>, 'arm' | 'startLooking'>,
  tell: RunProgresses['tell'],
): Scenarios {
  const { config, queue, market } = world;
  const pool = openPool({ threads: Math.max(config.RISK_THREADS, 1) });
  const recordings = join(config.DATA_DIR, 'recordings');
  const scenarioFiles = makeScenarioFiles(world);
  const onStarted = (runId: string) => {
    const alarms = config.REDIS_URL === undefined ? 1 : ALARMS;
    for (let alarm = 0; alarm < alarms; alarm += 1) {
      jobs.arm({ name: SCENARIO, id: `${runId}.${alarm}`, payload: { runId } });
    }
  };
  const deps = { ...world, files: scenarioFiles, pool, recordings, tell, onStarted, current: () => market.current() };
  const scenarioRuns = makeScenarioRuns(deps);
  return {
    scenarioRuns,
    scenarioFiles,
    scenarioResults: makeScenarioResults({ db: world.db, recordings }),
    startWorking() {
      queue.process(SCENARIO, (payload) => scenarioRuns.work(ScenarioJob.parse(payload).runId));
      return [jobs.startLooking(scenarioRuns.takeUp, { ms: LOOK_MS })];
    },
    stop: pool.close,
  };
}
