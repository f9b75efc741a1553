import { sql } from 'kysely';
import { ok, type Result, reject } from '../contracts/result.ts';
import type { Database } from '../platform/database/database.ts';
import { makeTogether } from './together.ts';

export interface OpenRequestsDeps {
  readonly db: Database;
  /** The most requests of one account that may be quoted or with the desk at once. */
  readonly cap: number;
  /** Monotonic, ms. */
  readonly elapsed: () => number;
  /** A count in passing failed; the next one is tried soon. */
  readonly onFailure: (error: unknown) => void;
}

/** Holds a place; to be told once whether the request is open now. */
export type Place = (opened: boolean) => void;

export interface OpenRequests {
  /** A place for one more open request of the account, or RATE_LIMITED naming the cap. */
  take(accountId: string): Promise<Result<Place>>;
}

/** What others opened, here or elsewhere, is seen after so long at the latest. */
const RECOUNT_MS = 1_000;
/** An account at its cap is counted again no more often than this: asking on costs no more than memory. */
const FULL_FOR_MS = 100;

interface Tally {
  /** Open in the database when it was counted last. */
  counted: number;
  countedAt: number;
  /** Opened by this process since that count began. */
  openedSince: number;
  /** Places held by requests that are not decided yet. */
  held: number;
  counting: Promise<void> | null;
}

/**
 * The cap on open requests. What one process opens never passes it: its own are added to the last count, which can only
 * be too many, since some have ended meanwhile; so the database is asked before anything is refused, and otherwise in
 * passing, once a second. Several gateways can together pass it by what they open within that second.
 */
export function makeOpenRequests({ db, cap, elapsed, onFailure }: OpenRequestsDeps): OpenRequests {
  const tallies = new Map<string, Tally>();
  const tallyOf = (accountId: string): Tally => {
    const known = tallies.get(accountId) ?? { ...UNCOUNTED, counted: cap };
    tallies.set(accountId, known);
    return known;
  };

  const countTogether = makeTogether((accountIds) => countOpen(db, { accountIds, most: cap }));
  const count = async (accountId: string, tally: Tally) => {
    const openedBefore = tally.openedSince;
    tally.counted = (await countTogether(accountId, { patient: false })) ?? 0;
    tally.openedSince -= openedBefore;
    tally.countedAt = elapsed();
  };
  const recount = (accountId: string, tally: Tally): Promise<void> => {
    tally.counting ??= count(accountId, tally).finally(() => {
      tally.counting = null;
    });
    return tally.counting;
  };

  return {
    async take(accountId) {
      const tally = tallyOf(accountId);
      const ageMs = elapsed() - tally.countedAt;
      if (upperBound(tally) < cap) {
        if (ageMs > RECOUNT_MS) recount(accountId, tally).catch(onFailure);
      } else if (tally.counted < cap || ageMs > FULL_FOR_MS) await recount(accountId, tally);
      return upperBound(tally) < cap ? ok(hold(tally)) : atCap(cap);
    },
  };
}

/** At the cap, so that the first request waits for the first count. */
const UNCOUNTED = { countedAt: Number.NEGATIVE_INFINITY, openedSince: 0, held: 0, counting: null };

function upperBound({ counted, openedSince, held }: Tally): number {
  return counted + openedSince + held;
}

function hold(tally: Tally): Place {
  tally.held += 1;
  return (opened) => {
    tally.held -= 1;
    if (opened) tally.openedSince += 1;
  };
}

function atCap(cap: number): Extract<Result<never>, { ok: false }> {
  const words = `${cap} requests of the account are open, which is the most at once; ask again when one of them has ended`;
  return reject('RATE_LIMITED', words, { limit: cap, retryAfterMs: FULL_FOR_MS });
}

/** The states are written out as in the partial index `rfq_open`, which is only used for the same words. */
async function countOpen(
  db: Database,
  { accountIds, most }: { readonly accountIds: readonly string[]; readonly most: number },
): Promise<ReadonlyMap<string, number>> {
  const { rows } = await sql<{ account_id: string; open: number }>`/* prepared: count_open */
    select asked.account_id, counted.open from unnest(${accountIds}::text[]) asked (account_id) cross join lateral (
      select count(*)::integer as open from (
        select 1 from rfq where rfq.account_id = asked.account_id
          and state in ('received', 'queued', 'pickedUp', 'onHold', 'quoted')
        limit ${most}
      ) open
    ) counted`.execute(db);
  return new Map(rows.map(({ account_id: accountId, open }) => [accountId, open]));
}
