import { type Approval, loadApprovals, readEpoch } from '../approvals/index.ts';
import { type Account, loadAccounts } from '../clients/index.ts';
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
  readonly policy: VersionedPolicy;
  readonly desk: VersionedDeskPolicy;
}

export interface Rulebooks {
  /** The newest that this process has read; who writes proves its epoch in the same transaction. */
  current(): Rulebook;
  /** The one of this epoch: from memory, or read inside the transaction that has locked the epoch. */
  at(tx: Executor, epoch: number): Promise<Rulebook>;
  /** Reads the epoch and, if it moved, the rules. */
  refresh(): Promise<Rulebook>;
}

/** @throws Error when the database has no rules to start from. */
export async function openRulebooks({ db, clock }: { db: Database; clock: Clock }): Promise<Rulebooks> {
  const load = async (executor: Executor, epoch: number): Promise<Rulebook> => ({
    epoch,
    approvals: await loadApprovals(executor),
    accounts: await loadAccounts(executor),
    policy: await loadSpreadPolicy(executor, clock.now()),
    desk: await loadDeskPolicy(executor, clock.now()),
  });
  // The epoch is read with the rules in one transaction that holds changes off: they belong together.
  const loadNow = () => db.transaction().execute(async (tx) => load(tx, await readEpoch(tx, { share: true })));

  let newest = await loadNow();
  const keep = (rulebook: Rulebook) => {
    if (rulebook.epoch > newest.epoch) newest = rulebook;
    return rulebook;
  };

  return {
    current: () => newest,
    async at(tx, epoch) {
      return newest.epoch === epoch ? newest : keep(await load(tx, epoch));
    },
    async refresh() {
      const epoch = await readEpoch(db, { share: false });
      return epoch === newest.epoch ? newest : keep(await loadNow());
    },
  };
}
