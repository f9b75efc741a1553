import { creditUsedUsd } from '../clients/index.ts';
import {
  type Exposure,
  type Limit,
  lockFirm,
  type OpenExposure,
  readOpenExposures,
  reservedUsd,
} from '../limits/index.ts';
import type { Clock } from '../platform/clock.ts';
import type { Database, Executor } from '../platform/database/database.ts';
import { Decimal } from '../platform/decimal.ts';
import { makeRecently } from './recently.ts';

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
  const credit = makeRecently<string>(elapsed);
  const exposures = makeRecently<readonly OpenExposure[]>(elapsed);
  /** In the order of their times. */
  let released: { readonly exposure: OpenExposure; readonly at: number }[] = [];

  const readingOf = (accountId: string, limits: readonly Limit[]) => {
    const asked = { accountId, limits, except: null };
    return {
      key: beyondAccount(asked) ? EVERYBODY : accountId,
      credit: () => readCredit(db, { ...asked, now: clock.now() }),
      open: () => readOpen(db, { ...asked, now: clock.now() }),
    };
  };

  return {
    async read(accountId, limits) {
      const reading = readingOf(accountId, limits);
      const [used, open] = await Promise.all([
        credit.now(accountId, reading.credit),
        exposures.now(reading.key, reading.open),
      ]);
      return { creditUsedUsd: used.value, open: open.value };
    },
    async recent(accountId, limits) {
      if (addingUp({ limits, accountId }).length === 0)
        return { creditUsedUsd: credit.last(accountId)?.value ?? '0', open: [] };
      const reading = readingOf(accountId, limits);
      const [used, open] = await Promise.all([
        credit.recent(accountId, reading.credit),
        exposures.recent(reading.key, reading.open),
      ]);
      const since = released.slice(released.findLastIndex(({ at }) => at <= open.at) + 1);
      return { creditUsedUsd: used.value, open: [...open.value, ...since.map(({ exposure }) => exposure)] };
    },
    released(exposure) {
      const at = elapsed();
      const oldest = released[0]?.at ?? at;
      // Twice as long, so that what is dropped is dropped in one go and not one by one.
      if (at - oldest > 2 * UNSEEN_MS) released = released.filter((one) => at - one.at <= UNSEEN_MS);
      released.push({ exposure: { ...exposure, certain: false, today: true }, at });
    },
  };
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
