import type { Server } from 'socket.io';
import { z } from 'zod';
import type { makeJobs } from './booking/index.ts';
import { composeScenarios, type Scenarios } from './compose-scenarios.ts';
import { attachRiskGateway } from './gateway/risk-gateway.ts';
import type { StaffNamespaceDeps } from './gateway/staff-namespace.ts';
import {
  makeReplays,
  makeRunProgresses,
  makeWhatIfs,
  openRiskThreads,
  type Replays,
  type RiskUseCases,
  type WhatIfs,
} from './risk/index.ts';
import type { World } from './world.ts';

const REPLAY = 'replay';
const WHAT_IF = 'what-if';
const ReplayJob = z.object({ replayId: z.string() });
const WhatIfJob = z.object({ whatIfId: z.string() });
const LOOK_MS = 2_000;

export interface Risk {
  readonly replays: Replays;
  readonly scenarios: Omit<Scenarios, 'startWorking' | 'stop'>;
  readonly whatIfs: WhatIfs;
  /** After the last work. */
  stop(): Promise<void>;
  startWorking(): (() => Promise<void>)[];
  /** `/v1/risk` on a gateway's sockets; returns how to stop telling of runs there. */
  openDoor(io: Server, parts: Omit<StaffNamespaceDeps, 'messagesPerSecond' | 'log'>): () => void;
}

/** What the risk team asks for: begun by a gateway, worked on by a worker. */
export function composeRisk(world: World, jobs: Pick<ReturnType<typeof makeJobs>, 'arm' | 'startLooking'>): Risk {
  const { queue, config, clock, log, metrics } = world;
  const threads = openRiskThreads(config.RISK_THREADS);
  const progresses = makeRunProgresses(world);
  const onStarted = (replayId: string) => jobs.arm({ name: REPLAY, id: replayId, payload: { replayId } });
  const replays = makeReplays({ ...world, threads, onStarted, tell: progresses.tell });
  const whatIfs = makeWhatIfs({
    ...world,
    threads,
    onStarted: (whatIfId) => jobs.arm({ name: WHAT_IF, id: whatIfId, payload: { whatIfId } }),
    tell: progresses.tell,
  });
  const scenarios = composeScenarios(world, jobs, progresses.tell);
  const { scenarioRuns } = scenarios;
  const useCases: RiskUseCases = {
    'replay.start': (request, by) => replays.start(request, by.username),
    'replay.get': ({ replayId }) => replays.find(replayId),
    'replay.cancel': ({ replayId }, by) => replays.cancel(replayId, by.username),
    'scenario.start': (request, by) => scenarioRuns.start(request, by.username),
    'scenario.get': ({ runId }) => scenarioRuns.find(runId),
    'scenario.cancel': ({ runId }, by) => scenarioRuns.cancel(runId, by.username),
    'whatIf.start': (request, by) => whatIfs.start(request, by.username),
    'whatIf.get': ({ whatIfId }) => whatIfs.find(whatIfId),
    'whatIf.cancel': ({ whatIfId }, by) => whatIfs.cancel(whatIfId, by.username),
  };
  return {
    replays,
    scenarios,
    whatIfs,
    async stop() {
      await Promise.all([threads.stop(), scenarios.stop()]);
    },
    startWorking() {
      queue.process(REPLAY, (payload) => replays.work(ReplayJob.parse(payload).replayId));
      queue.process(WHAT_IF, (payload) => whatIfs.work(WhatIfJob.parse(payload).whatIfId));
      const looking = [replays, whatIfs].map(({ takeUp }) => jobs.startLooking(takeUp, { ms: LOOK_MS }));
      return [...looking, ...scenarios.startWorking()];
    },
    openDoor(io, parts) {
      const tellSockets = attachRiskGateway(io, {
        ...parts,
        useCases,
        messagesPerSecond: config.SOCKET_MESSAGES_PER_SECOND,
        clock,
        log,
        onSockets: (change) => metrics.sockets.inc(change),
      });
      return progresses.onProgress(tellSockets);
    },
  };
}
