import { type Approval, loadApprovals, readEpoch } from '../approvals/index.ts';
import {
  type Account,
  loadAccounts,
  loadClientFiles,
  loadConductPolicy,
  type VersionedConductPolicy,
} from '../clients/index.ts';
import type { ClientFileVersion } from '../contracts/client.ts';
import { loadSwitches, type PulledSwitch } from '../controls/index.ts';
import { approvalLimits, type Limit, loadLimits, loadOverrides, type Override } from '../limits/index.ts';
import type { Clock } from '../platform/clock.ts';
import type { Database, Executor } from '../platform/database/database.ts';
import { loadSpreadPolicy, type VersionedPolicy } from '../quoting/index.ts';
import type { VersionedDeskPolicy } from './desk/policy.ts';
import { loadDeskPolicy } from './desk/policy-store.ts';

/** Everything the gates and the spread read, as it stood at one control epoch. */
export interface Rulebook {
  readonly epoch: number;
  readonly approvals: readonly Approval[];
  readonly accounts: ReadonlyMap<string, Account>;
  /** By account; one without a file is refused. */
  readonly clientFiles: ReadonlyMap<string, ClientFileVersion>;
  readonly conduct: VersionedConductPolicy;
  readonly policy: VersionedPolicy;
  readonly desk: VersionedDeskPolicy;
  /** Those of the house, and what the approvals bound. */
  readonly limits: readonly Limit[];
  /** Those that have not ended; their own `expiresAt` still decides. */
  readonly overrides: readonly Override[];
  readonly switches: readonly PulledSwitch[];
}

export interface Rulebooks {
  /** The newest that this process has read; who writes proves its epoch in the same transaction. */
  current(): Rulebook;
  /** The one of this epoch: from memory, or read inside the transaction that has locked the epoch. */
  at(tx: Executor, epoch: number): Promise<Rulebook>;
  /** Reads the epoch and, if it moved, the rules. */
  refresh(): Promise<Rulebook>;
  /** For a statement that compares the epoch: to be called before it, and the answer once it has found the same. */
  proving(epoch: number): () => void;
  /** When the newest reading that succeeded began, by `elapsed`: since then nothing is known of the rules. */
  readAt(): number;
}

/** @throws Error when the database has no rules to start from. */
export async function openRulebooks({
  db,
  clock,
  elapsed = () => performance.now(),
}: {
  readonly db: Database;
  readonly clock: Clock;
  /** Monotonic, ms: a clock that is set has no say in how old a reading is. */
  readonly elapsed?: () => number;
}): Promise<Rulebooks> {
  const load = async (executor: Executor, epoch: number): Promise<Rulebook> => {
    const approvals = await loadApprovals(executor);
    return {
      epoch,
      approvals,
      accounts: await loadAccounts(executor),
      clientFiles: await loadClientFiles(executor),
      conduct: await loadConductPolicy(executor),
      policy: await loadSpreadPolicy(executor),
      desk: await loadDeskPolicy(executor),
      limits: [...(await loadLimits(executor)), ...approvalLimits(approvals, clock.now())],
      overrides: await loadOverrides(executor, clock.now()),
      switches: await loadSwitches(executor),
    };
  };
  // The epoch is read with the rules in one transaction that holds changes off: they belong together.
  const loadNow = () => db.transaction().execute(async (tx) => load(tx, await readEpoch(tx, { share: true })));

  let readAt = elapsed();
  let newest = await loadNow();
  const keep = (rulebook: Rulebook) => {
    if (rulebook.epoch > newest.epoch) newest = rulebook;
    return rulebook;
  };

  return {
    current: () => newest,
    async at(tx, epoch) {
      // The caller holds the epoch: it is a reading like any other, and cannot grow old before the commit.
      readAt = Math.max(readAt, elapsed());
      return newest.epoch === epoch ? newest : keep(await load(tx, epoch));
    },
    async refresh() {
      const began = elapsed();
      const epoch = await readEpoch(db, { share: false });
      const rulebook = epoch === newest.epoch ? newest : keep(await loadNow());
      readAt = Math.max(readAt, began);
      return rulebook;
    },
    proving(epoch) {
      const began = elapsed();
      return () => {
        if (epoch === newest.epoch) readAt = Math.max(readAt, began);
      };
    },
    readAt: () => readAt,
  };
}
