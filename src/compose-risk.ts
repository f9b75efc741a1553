import { z } from 'zod';
import type { makeJobs } from './booking/index.ts';
import { makeReplays, openModels, type Replays } from './risk/index.ts';
import type { World } from './world.ts';

const REPLAY = 'replay';
const ReplayJob = z.object({ replayId: z.string() });
const LOOK_MS = 2_000;

/** What the risk team asks for: begun by a gateway, worked on by a worker. */
export function composeRisk(
  world: World,
  jobs: Pick<ReturnType<typeof makeJobs>, 'arm' | 'startLooking'>,
): { readonly replays: Replays; startWorking(): (() => Promise<void>)[] } {
  const { queue } = world;
  const onStarted = (replayId: string) => jobs.arm({ name: REPLAY, id: replayId, payload: { replayId } });
  const replays = makeReplays({ ...world, models: openModels(), onStarted });
  return {
    replays,
    startWorking() {
      queue.process(REPLAY, (payload) => replays.work(ReplayJob.parse(payload).replayId));
      return [jobs.startLooking(replays.takeUp, { ms: LOOK_MS })];
    },
  };
}
