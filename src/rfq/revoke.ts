import { creditUsedUsd } from '../clients/index.ts';
import type { DeskNotice } from '../contracts/desk-socket.ts';
import type { Clock } from '../platform/clock.ts';
import type { Database, Tx } from '../platform/database/database.ts';
import type { IdSource } from '../platform/ids.ts';
import type { Announce } from './records.ts';
import { type Ending, judgeStanding, type Ruling } from './revoke-judge.ts';
import { claimStanding, type Ended, listStanding, writeEndings } from './revoke-store.ts';

export interface RevokeDeps {
  readonly db: Database;
  readonly clock: Clock;
  readonly ids: IdSource;
  readonly announce: Announce;
  readonly tellDesk: (notices: readonly DeskNotice[]) => void;
  readonly onItem: (rfqId: string) => void;
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

const PAGE = 500;

/**
 * Judges everything that stands and has not been judged under this ruling, and ends what no longer may be (PA-03, PA-12).
 * Any number of processes may do it at once: each page is locked, and who finds rows locked goes on to the next. What was
 * locked, or was being written, is left for the next call.
 */
export async function revokeStanding(deps: RevokeDeps, { ruling, judged, superseded }: Sweep): Promise<Revoked> {
  const standing = await listStanding(deps.db, ruling.now);
  const fresh = standing.filter(({ rfqId, version }) => judged.get(rfqId) !== version).map(({ rfqId }) => rfqId);
  const creditSeen = new Map<string, string>();
  const endings: Ending[] = [];
  for (let from = 0; from < fresh.length && !superseded(); from += PAGE) {
    const page = { rfqIds: fresh.slice(from, from + PAGE), ruling, judged, creditSeen };
    endings.push(...(await revokePage(deps, page)));
  }
  return countOf(endings);
}

interface Page {
  readonly rfqIds: readonly string[];
  readonly ruling: Ruling;
  readonly judged: Judged;
  /** By account, as first read in this sweep. */
  readonly creditSeen: Map<string, string>;
}

async function revokePage(deps: RevokeDeps, page: Page): Promise<readonly Ending[]> {
  const now = deps.clock.now();
  const done = await deps.db.transaction().execute(async (tx) => {
    const claimed = await claimStanding(tx, { rfqIds: page.rfqIds, now });
    const judgements: { rfqId: string; version: number; ending: Ending | null }[] = [];
    for (const standing of claimed) {
      // Judged by rules older than its own it would pass untried: it waits for newer ones.
      if (standing.epoch > page.ruling.rulebook.epoch) continue;
      const { rfqId, accountId, state, quoteVersion } = standing.rfq;
      const used = await creditOf(tx, page, accountId);
      const ending = judgeStanding(standing, { ...page.ruling, creditUsedUsd: used });
      judgements.push({ rfqId, version: state === 'quoted' ? (quoteVersion ?? 0) : 0, ending });
    }
    const endings = judgements.flatMap(({ ending }) => ending ?? []);
    return { judgements, endings, ended: await writeEndings(tx, endings, { now, ids: deps.ids }) };
  });
  for (const { rfqId, version } of done.judgements) page.judged.set(rfqId, version);
  say(deps, done.ended);
  return done.endings;
}

async function creditOf(tx: Tx, { creditSeen, ruling }: Page, accountId: string): Promise<string> {
  const seen = creditSeen.get(accountId);
  if (seen !== undefined) return seen;
  const used = await creditUsedUsd(tx, accountId, ruling.now);
  creditSeen.set(accountId, used);
  return used;
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
