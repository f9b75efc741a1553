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

const NOTHING: Committed = { creditUsedUsd: '0', open: [] };
const RECENT_MS = 1_000;

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
  const seen = new Map<string, { readonly committed: Committed; readonly at: number }>();
  let fresh: { readonly exposure: Exposure; readonly at: number }[] = [];
  const reading = new Map<string, Promise<Committed>>();

  const read = async (accountId: string, limits: readonly Limit[]): Promise<Committed> => {
    const at = elapsed();
    const committed = await readCommitted(db, { accountId, limits, except: null, now: clock.now() });
    seen.set(accountId, { committed, at });
    return committed;
  };
  const readOnce = (accountId: string, limits: readonly Limit[]) => {
    const under = reading.get(accountId);
    if (under !== undefined) return under;
    const started = read(accountId, limits).finally(() => reading.delete(accountId));
    reading.set(accountId, started);
    return started;
  };

  return {
    read,
    async recent(accountId, limits) {
      const last = seen.get(accountId);
      if (addingUp({ limits, accountId }).length === 0) return last?.committed ?? NOTHING;
      if (last === undefined || elapsed() - last.at >= RECENT_MS) return readOnce(accountId, limits);
      const since = fresh.filter(({ at }) => at > last.at).map(({ exposure }) => ({ ...exposure, certain: false }));
      return { ...last.committed, open: [...last.committed.open, ...since] };
    },
    released(exposure) {
      const at = elapsed();
      fresh = fresh.filter((one) => at - one.at < RECENT_MS);
      fresh.push({ exposure, at });
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
  const used = await creditUsedUsd(db, asked.accountId, asked.now);
  const reserved = await reservedUsd(db, asked);
  return { creditUsedUsd: new Decimal(used).plus(reserved).toFixed(), open: await readOpen(db, asked) };
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

function addingUp({ limits, accountId }: ForAccount): readonly Limit[] {
  return limits.filter(({ scope, per }) => per !== 'trade' && (scope.accountId ?? accountId) === accountId);
}

function beyondAccount(of: ForAccount): boolean {
  return addingUp(of).some(({ per }) => per !== 'client');
}
