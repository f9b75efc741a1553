import { join } from 'node:path';
import { auditNote, makeDailyAudit, makeSealer, type WatchDeps } from './audit/index.ts';
import {
  findLateReports,
  listAgeing,
  makeAgeingWatch,
  makeIssueNotes,
  type makeJobs,
  makeReportWatch,
} from './booking/index.ts';
import { listActivity, makeActivityWatch } from './rfq/index.ts';
import type { World } from './world.ts';

/** How long a committed row waits to be sealed, at most, while the sealer keeps up. */
const SEAL_PAUSE_MS = 500;
/** So long a block, or a page of a verification, waits for quotes to be ended, at most: a sweep of thousands is over by then. */
const GIVE_WAY_MS = 250;

/** Between two looks for trades without a contract note, which have two business days. */
const NOTES_PAUSE_MS = 30_000;

/** The audit log's own work: sealing what is committed, each day the root and the verification; what waits too long, and who only asks. */
export function composeAudit(world: World, jobs: Pick<ReturnType<typeof makeJobs>, 'startLooking'>) {
  const { db, precedence, metrics } = world;
  const giveWay = () => precedence.giveWay(GIVE_WAY_MS);
  const seal = makeSealer({ ...world, giveWay });
  const sealAndCount = async () => metrics.auditSealed.inc(await seal());
  const deps: WatchDeps = {
    ...world,
    giveWay,
    rootsFolder: join(world.config.DATA_DIR, 'audit-roots'),
    onVerified: ({ faultCount }) => metrics.auditFaults.set(faultCount),
    onUnsealed: (rows) => metrics.auditUnsealed.set(rows),
  };
  const lookDaily = makeDailyAudit(deps);
  const issueNotes = makeIssueNotes(world);
  const lookForAgeing = makeAgeingWatch({ ...world, list: (now) => listAgeing(db, now) });
  const lookForLateReports = makeReportWatch({ ...world, find: (now) => findLateReports(db, now) });
  const lookAtActivity = makeActivityWatch({ ...world, list: (asked) => listActivity(db, asked) });
  return {
    deps,
    startWorking: () => [
      jobs.startLooking(sealAndCount, { ms: SEAL_PAUSE_MS }),
      jobs.startLooking(lookDaily),
      jobs.startLooking(issueNotes, { ms: NOTES_PAUSE_MS }),
      jobs.startLooking(lookForAgeing),
      jobs.startLooking(lookForLateReports),
      jobs.startLooking(lookAtActivity),
    ],
    async notes(): Promise<Record<string, string>> {
      const audit = await auditNote({ db });
      return audit === null ? {} : { audit };
    },
  };
}
