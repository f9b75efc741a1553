import { sql } from 'kysely';
import { creditUsedUsd } from '../clients/index.ts';
import {
  type Exposure,
  type Limit,
  lockFirm,
  type OpenExposure,
  openExposuresQuery,
  readOpenExposures,
  reservedUsd,
  toOpenExposure,
} from '../limits/index.ts';
import type { Clock } from '../platform/clock.ts';
import type { Database, Executor } from '../platform/database/database.ts';
import { Decimal } from '../platform/decimal.ts';
import { makeRecently } from './recently.ts';
import { makeTogether } from './together.ts';

/** What is taken already, of an account and of the limits that look beyond it. */
export interface Committed {
  /** Dollars of credit, by trades and by quotes that may still be accepted. */
  readonly creditUsedUsd: string;
  readonly open: readonly OpenExposure[];
}

export interface Commitments {
  /** Not older than a second, or, without limits that add up, as last read: the commit compares the credit anyway. */
  recent(accountId: string, limits: readonly Limit[]): Promise<Committed>;
  /** Told of what this process has released: the next decision counts it before it is read. */
  released(exposure: Exposure): void;
  /** Read now. */
  read(accountId: string, limits: readonly Limit[]): Promise<Committed>;
}

/** For so long a reading may not have seen what was released: as old as one may be, and as long as one may take. */
const UNSEEN_MS = 5_000;
/** What is open of everybody is read once for all accounts. */
const EVERYBODY = '';

/**
 * For the first decision on a request, which is made without waiting for the database: caps are compared with what was
 * open a moment ago, acceptance decides exactly. `elapsed` is monotonic, ms.
 */
export function makeCommitments({
  db,
  clock,
  elapsed = () => performance.now(),
}: {
  readonly db: Database;
  readonly clock: Clock;
  readonly elapsed?: () => number;
}): Commitments {
  const mine = makeRecently<Committed>(elapsed);
  const releases = makeReleases(elapsed);
  /** Of everybody: where limits look beyond the account. */
  const everybody = makeRecently<readonly OpenExposure[]>(elapsed);
  const committedOf = makeTogether((accountIds) => readCommittedOf(db, { accountIds, now: clock.now() }));
  const readMine = (accountId: string) => async (how: { readonly patient: boolean }) =>
    (await committedOf(accountId, how)) ?? NOTHING;
  const readEverybody = () => readOpenExposures(db, { accountId: null, except: null, now: clock.now() });

  return {
    async read(accountId, limits) {
      const of = { limits, accountId };
      const [committed, all] = await Promise.all([
        mine.now(accountId, readMine(accountId)),
        beyondAccount(of) ? everybody.now(EVERYBODY, readEverybody) : null,
      ]);
      return { ...committed.value, ...(all !== null && { open: all.value }) };
    },
    async recent(accountId, limits) {
      const of = { limits, accountId };
      if (addingUp(of).length === 0)
        return { creditUsedUsd: mine.last(accountId)?.value.creditUsedUsd ?? '0', open: [] };
      const [committed, all] = await Promise.all([
        mine.recent(accountId, readMine(accountId)),
        beyondAccount(of) ? everybody.recent(EVERYBODY, readEverybody) : null,
      ]);
      const { creditUsedUsd } = committed.value;
      return all === null
        ? { creditUsedUsd, open: [...committed.value.open, ...releases.since(accountId, committed.at)] }
        : { creditUsedUsd, open: [...all.value, ...releases.since(EVERYBODY, all.at)] };
    },
    released: (exposure) => releases.add({ ...exposure, certain: false, today: true }),
  };
}

const NOTHING: Committed = { creditUsedUsd: '0', open: [] };

interface Release {
  readonly exposure: OpenExposure;
  readonly at: number;
}

/** What this process has released lately: of each account, and of everybody. */
function makeReleases(elapsed: () => number) {
  /** Each in the order of their times. */
  const lanes = new Map<string, Release[]>();
  const laneOf = (key: string, at: number): Release[] => {
    const lane = lanes.get(key) ?? [];
    const oldest = lane[0]?.at ?? at;
    // Twice as long, so that what is dropped is dropped in one go and not one by one.
    const kept = at - oldest > 2 * UNSEEN_MS ? lane.filter((one) => at - one.at <= UNSEEN_MS) : lane;
    lanes.set(key, kept);
    return kept;
  };
  return {
    add(exposure: OpenExposure) {
      const at = elapsed();
      for (const key of [EVERYBODY, exposure.accountId]) laneOf(key, at).push({ exposure, at });
    },
    /** After a reading that began at `readAt`. */
    since(key: string, readAt: number): OpenExposure[] {
      const lane = lanes.get(key) ?? [];
      return lane.slice(lane.findLastIndex(({ at }) => at <= readAt) + 1).map(({ exposure }) => exposure);
    },
  };
}

/** In two statements for all of these accounts; what is not there has nothing committed. */
async function readCommittedOf(
  db: Executor,
  { accountIds, now }: { readonly accountIds: readonly string[]; readonly now: number },
): Promise<ReadonlyMap<string, Committed>> {
  const [traded, open] = await Promise.all([
    sql<{ account_id: string; used: string }>`/* prepared: credits_traded */
      select account_id, sum(credit_use_usd) as used from acceptance
      where account_id = any(${accountIds}) and accepted and credit_until > ${new Date(now)}
      group by account_id`.execute(db),
    openExposuresQuery({ accountIds, except: [], now }).execute(db),
  ]);
  const used = new Map(traded.rows.map((row) => [row.account_id, new Decimal(row.used)]));
  const opened = new Map<string, OpenExposure[]>();
  for (const row of open.rows) {
    const { account_id: accountId } = row;
    used.set(accountId, (used.get(accountId) ?? new Decimal(0)).plus(row.reserved_usd));
    const others = opened.get(accountId) ?? [];
    others.push(toOpenExposure(row));
    opened.set(accountId, others);
  }
  return new Map(
    [...used].map(([accountId, dollars]) => [
      accountId,
      { creditUsedUsd: dollars.toFixed(), open: opened.get(accountId) ?? [] },
    ]),
  );
}

/** Without what the RFQ `except` itself reserves. */
export async function readCommitted(
  db: Executor,
  asked: {
    readonly accountId: string;
    readonly limits: readonly Limit[];
    readonly except: string | null;
    readonly now: number;
  },
): Promise<Committed> {
  return { creditUsedUsd: await readCredit(db, asked), open: await readOpen(db, asked) };
}

async function readCredit(
  db: Executor,
  asked: { readonly accountId: string; readonly except: string | null; readonly now: number },
): Promise<string> {
  const used = await creditUsedUsd(db, asked.accountId, asked.now);
  const reserved = await reservedUsd(db, asked);
  return new Decimal(used).plus(reserved).toFixed();
}

/**
 * For the decision that binds: no other acceptance that counts toward the same limits can commit before the caller.
 * The caller holds the account; limits beyond one account have a lock of their own, taken after it.
 */
export async function readOpenLocked(tx: Executor, asked: Parameters<typeof readOpen>[1]): Promise<OpenExposure[]> {
  if (beyondAccount(asked)) await lockFirm(tx);
  return readOpen(tx, asked);
}

/** What limits need: nothing, the account's, or everybody's. */
export async function readOpen(
  db: Executor,
  {
    accountId,
    limits,
    except,
    now,
  }: {
    readonly accountId: string;
    readonly limits: readonly Limit[];
    readonly except: string | null;
    readonly now: number;
  },
): Promise<OpenExposure[]> {
  if (addingUp({ limits, accountId }).length === 0) return [];
  return readOpenExposures(db, { accountId: beyondAccount({ limits, accountId }) ? null : accountId, except, now });
}

interface ForAccount {
  readonly limits: readonly Limit[];
  readonly accountId: string;
}

export function addingUp({ limits, accountId }: ForAccount): readonly Limit[] {
  return limits.filter(({ scope, per }) => per !== 'trade' && (scope.accountId ?? accountId) === accountId);
}

export function beyondAccount(of: ForAccount): boolean {
  return addingUp(of).some(({ per }) => per !== 'client');
}
