import { setTimeout } from 'node:timers/promises';
import { sql } from 'kysely';
import type { AuditFault, AuditProgress, AuditVerification } from '../../contracts/audit.ts';
import { type Clock, toInstant } from '../../platform/clock.ts';
import type { Database } from '../../platform/database/database.ts';
import type { Block } from './chain.ts';
import { chainInDatabase, rangeOf, readDeletions, WHOLE_PAGE } from './chain-store.ts';
import { checkFacts, findUnrecorded } from './check-facts.ts';
import { type DailyRoot, readRootFiles } from './roots.ts';
import { type CheckedPage, WHOLE_CHAIN, walkChain } from './walk-chain.ts';

export interface VerifyDeps {
  readonly db: Database;
  readonly clock: Clock;
  /** Where this process keeps the daily roots. */
  readonly rootsFolder: string;
  /** Awaited between small pages where the process has other work, which goes first; large pages at full speed without it. */
  readonly giveWay?: () => Promise<void>;
  /** Monotonic, ms. */
  readonly elapsed?: () => number;
}

export interface VerifyRequest {
  /** Only what was sealed from then to then: UTC epoch ms, half-open. The whole chain when there is none. */
  readonly range: { readonly from: number; readonly to: number } | null;
  readonly onProgress?: (progress: AuditProgress) => void;
}

const FAULTS_MAX = 1_000;

/** A page is checked in one go: beside quotes it may take some 10 ms, by itself it may save questions to the database. */
const BESIDE = { chain: { events: 200, blocks: 50 }, rfqs: 50 };
const ALONE = { chain: WHOLE_PAGE, rfqs: 500 };

/**
 * Checks every block, every event, and every row of a fact that events tell of, against hashes that were sealed; then
 * the daily roots, and of the whole chain that no fact is without its event. Reads only.
 */
export async function verifyLog(deps: VerifyDeps, { range, onProgress }: VerifyRequest): Promise<AuditVerification> {
  const { db, clock, rootsFolder } = deps;
  const page = deps.giveWay === undefined ? ALONE : BESIDE;
  const rest = restAfterPages(deps);
  const startedAt = toInstant(clock.now());
  const roots = new Map(readRootFiles(rootsFolder).map((root): [number, KeptRoot] => [root.block, root]));
  const tally = newTally();
  const source = await chainInDatabase(db, page.chain);
  for await (const checked of walkChain(source, range === null ? WHOLE_CHAIN : await rangeOf(db, range))) {
    const { facts, findings } = await checkFacts(db, checked.events);
    tally.add(checked.findings, findings, compareRoots(checked.blocks, roots));
    tally.count(checked, facts, roots);
    onProgress?.(tally.progress());
    await rest();
  }
  if (range === null) {
    tally.add([...roots.values()].filter(({ seen }) => seen !== true).map(rootFault));
    for await (const findings of findUnrecorded(db, { excused: await deletedRfqs(db), most: page.rfqs })) {
      tally.add(findings);
      await rest();
    }
  }
  const { seq: toSeq, faults: faultCount, ...counts } = tally.progress();
  return {
    startedAt,
    endedAt: toInstant(clock.now()),
    whole: range === null,
    ok: faultCount === 0,
    ...counts,
    toSeq,
    lastBlock: tally.last(),
    unsealed: await countUnsealed(db),
    faultCount,
    faults: tally.faults,
  };
}

/** Rests as long as the page took, so that at least half of the process is left to others, and longer while quotes are being ended. */
function restAfterPages({ giveWay, elapsed = () => performance.now() }: VerifyDeps): () => Promise<void> {
  if (giveWay === undefined) return async () => undefined;
  let since = elapsed();
  return async () => {
    await setTimeout(elapsed() - since);
    await giveWay();
    since = elapsed();
  };
}

type KeptRoot = DailyRoot & { seen?: boolean };

/** Faults of the daily roots whose blocks these are; marks each as seen. */
function compareRoots(blocks: readonly Block[], roots: ReadonlyMap<number, KeptRoot>): AuditFault[] {
  return blocks.flatMap(({ number, hash }) => {
    const root = roots.get(number);
    if (root === undefined) return [];
    root.seen = true;
    return root.hash === hash ? [] : [rootFault(root)];
  });
}

function rootFault({ day, block }: DailyRoot): AuditFault {
  const message = `block ${block} is not the one that was exported as the root of ${day}: the chain was rewritten`;
  return { fault: 'rootDiffers', seq: null, block, message };
}

function newTally() {
  const faults: AuditFault[] = [];
  const seen = { blocks: 0, events: 0, facts: 0, roots: 0, faults: 0 };
  let last: Block | null = null;
  return {
    faults,
    add(...lists: readonly (readonly AuditFault[])[]) {
      for (const fault of lists.flat()) {
        seen.faults += 1;
        if (faults.length < FAULTS_MAX) faults.push(fault);
      }
    },
    count({ blocks, events }: CheckedPage, facts: number, roots: ReadonlyMap<number, KeptRoot>) {
      seen.blocks += blocks.length;
      seen.events += events.length;
      seen.facts += facts;
      seen.roots = [...roots.values()].filter((root) => root.seen === true).length;
      last = blocks.at(-1) ?? last;
    },
    progress: (): AuditProgress => ({ ...seen, seq: last?.toSeq ?? 0 }),
    last: () => (last === null ? null : { number: last.number, hash: last.hash, sealedAt: last.sealedAt }),
  };
}

/** How many rows wait to be sealed. */
export async function countUnsealed(db: Database): Promise<number> {
  const { rows } = await sql<{ n: number }>`select count(*)::integer as n from audit_pending`.execute(db);
  return rows[0]?.n ?? 0;
}

/** Requests whose events were deleted after their retention. */
async function deletedRfqs(db: Database): Promise<Set<string>> {
  return new Set((await readDeletions(db)).flatMap(({ rfqIds }) => rfqIds));
}
