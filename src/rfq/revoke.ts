import { createHash } from 'node:crypto';
import type { DeskNotice } from '../contracts/desk-socket.ts';
import type { Clock } from '../platform/clock.ts';
import type { Database } from '../platform/database/database.ts';
import type { IdSource } from '../platform/ids.ts';
import type { Announce } from './records.ts';
import { type Answers, type Ending, judgeStanding, type Ruling, type Standing } from './revoke-judge.ts';
import { creditUsedByAccount, listStanding, readStanding, type Stood } from './revoke-read.ts';
import { type Ended, writeEndings } from './revoke-write.ts';

export interface RevokeDeps {
  readonly db: Database;
  readonly clock: Clock;
  readonly ids: IdSource;
  readonly announce: Announce;
  readonly tellDesk: (notices: readonly DeskNotice[]) => void;
  readonly onItem: (rfqId: string) => void;
  /** Whether a client of the account is connected to this process. */
  readonly isConnected: (accountId: string) => boolean;
}

/** What was judged under one ruling, by RFQ: the version that stood. It is not judged again under the same. */
export type Judged = Map<string, number>;

export interface Revoked {
  /** Live quotes. */
  readonly revoked: number;
  /** Requests that waited for a person. */
  readonly closed: number;
  readonly byRule: Readonly<Record<string, number>>;
}

export interface Sweep {
  readonly ruling: Ruling;
  readonly judged: Judged;
  /** Asked between pages: a newer ruling ends the sweep under this one. */
  readonly superseded: () => boolean;
}

const PAGE = 250;
/** One is judged while another is written. */
const PAGES_AT_ONCE = 2;

/**
 * Judges everything that stands and has not been judged under this ruling, and ends what no longer may be (PA-03, PA-12).
 * Any number of processes may do it at once: each begins with the accounts whose clients are connected to it, goes on with
 * the others in an order of its own, and leaves out what is locked or ended. What was locked, has moved, or was being
 * written is left for the next call.
 */
export async function revokeStanding(deps: RevokeDeps, { ruling, judged, superseded }: Sweep): Promise<Revoked> {
  const listed = await listStanding(deps.db, ruling.now);
  const fresh = listed.filter(({ rfqId, version }) => judged.get(rfqId) !== version);
  if (fresh.length === 0) return countOf([]);
  const credit = await creditUsedByAccount(deps.db, ruling.now);
  const answers: Answers = new Map();
  const endPage = (rfqIds: readonly string[]) => revokePage(deps, { rfqIds, ruling, judged, credit, answers });
  const sweepId = deps.ids('swp');
  const here = fresh.filter(({ accountId }) => deps.isConnected(accountId));
  const endings = await endPages(deps, { pages: pagesOf(here, sweepId), endPage, superseded });
  const elsewhere = fresh.filter(({ accountId }) => !deps.isConnected(accountId));
  // Meanwhile others have worked on theirs.
  const [pages, left] = [pagesOf(elsewhere, sweepId), here.length === 0 ? fresh : await stillStanding(deps)];
  endings.push(...(await endPages(deps, { pages: stillIn(pages, left), endPage, superseded })));
  return countOf(endings);
}

interface Pages {
  readonly pages: readonly (readonly string[])[];
  readonly endPage: (
    rfqIds: readonly string[],
  ) => Promise<{ readonly stood: number; readonly ended: readonly Ending[] }>;
  readonly superseded: () => boolean;
}

async function endPages(deps: RevokeDeps, { pages: all, endPage, superseded }: Pages): Promise<Ending[]> {
  const endings: Ending[] = [];
  let pages = [...all];
  let failed = false;
  const workOn = async () => {
    while (!failed && !superseded()) {
      const rfqIds = pages.shift();
      if (rfqIds === undefined) return;
      const { stood, ended } = await endPage(rfqIds);
      endings.push(...ended);
      // Somebody else was here: what they have ended is looked for once, not page by page.
      if (stood > 0 || pages.length === 0) continue;
      const left = await stillStanding(deps);
      pages = stillIn(pages, left);
    }
  };
  const untilFailed = () =>
    workOn().catch((error: unknown) => {
      failed = true;
      throw error;
    });
  // Both are awaited whatever happens: nothing goes on after the sweep has ended.
  const lanes = await Promise.allSettled(Array.from({ length: PAGES_AT_ONCE }, untilFailed));
  for (const lane of lanes) if (lane.status === 'rejected') throw lane.reason;
  return endings;
}

function stillStanding({ db, clock }: RevokeDeps): Promise<readonly Stood[]> {
  return listStanding(db, clock.now());
}

/** In pages, shuffled by the name of the sweep: processes that work at once seldom meet on a page. */
function pagesOf(stood: readonly Stood[], sweepId: string): string[][] {
  const pages = Array.from({ length: Math.ceil(stood.length / PAGE) }, (_, index) => {
    const page = stood.slice(index * PAGE, (index + 1) * PAGE).map(({ rfqId }) => rfqId);
    return { page, place: fingerprint(`${sweepId} ${index}`) };
  });
  return pages.sort((a, b) => (a.place < b.place ? -1 : 1)).map(({ page }) => page);
}

function stillIn(pages: readonly (readonly string[])[], standing: readonly Stood[]): string[][] {
  const still = new Set(standing.map(({ rfqId }) => rfqId));
  return pages.map((page) => page.filter((rfqId) => still.has(rfqId))).filter((page) => page.length > 0);
}

function fingerprint(name: string): string {
  return createHash('sha256').update(name).digest('hex');
}

interface Page {
  readonly rfqIds: readonly string[];
  readonly ruling: Ruling;
  readonly judged: Judged;
  /** Dollars in use by account. */
  readonly credit: ReadonlyMap<string, string>;
  readonly answers: Answers;
}

/** Two ways to the database: what stands, and the end of what may not. */
async function revokePage(
  deps: RevokeDeps,
  { rfqIds, ruling, judged, credit, answers }: Page,
): Promise<{ readonly stood: number; readonly ended: readonly Ending[] }> {
  const now = deps.clock.now();
  const standing = await readStanding(deps.db, { rfqIds, now });
  const endings: Ending[] = [];
  for (const one of standing) {
    // Judged by rules older than its own it would pass untried: it waits for newer ones.
    if (one.epoch > ruling.rulebook.epoch) continue;
    const ending = judgeStanding(one, { ...ruling, creditUsedUsd: credit.get(one.rfq.accountId) ?? '0', answers });
    if (ending === null) noteJudged(judged, one);
    else endings.push(ending);
  }
  const ended = await writeEndings(deps.db, endings, { now: deps.clock.now(), ids: deps.ids });
  say(deps, ended);
  const done = endings.filter(({ standing: { rfq } }) => ended.rfqIds.has(rfq.rfqId));
  for (const ending of done) noteJudged(judged, ending.standing);
  return { stood: standing.length, ended: done };
}

function noteJudged(judged: Judged, { rfq: { rfqId, state, quoteVersion } }: Standing): void {
  judged.set(rfqId, state === 'quoted' ? (quoteVersion ?? 0) : 0);
}

/** After the commit, never before. */
function say({ announce, tellDesk, onItem }: RevokeDeps, { events, notices, onDesk }: Ended): void {
  announce(events);
  tellDesk(notices);
  for (const rfqId of onDesk) onItem(rfqId);
}

function countOf(endings: readonly Ending[]): Revoked {
  const byRule: Record<string, number> = {};
  for (const { deciding } of endings) byRule[deciding.rule] = (byRule[deciding.rule] ?? 0) + 1;
  const revoked = endings.filter(({ to }) => to === 'revoked').length;
  return { revoked, closed: endings.length - revoked, byRule };
}
