import {
  catalogueEntries,
  makeChangeApproval,
  makeDraftApproval,
  makeReviseApproval,
  strategyEntries,
} from './approvals/index.ts';
import { afterwards } from './compose-controls.ts';
import type { CatalogueView, SubAccountView } from './contracts/catalogue.ts';
import { ok, type Result, reject } from './contracts/result.ts';
import { toInstant } from './platform/clock.ts';
import type { Rulebook } from './rfq/index.ts';
import type { World } from './world.ts';

/** What people do to the register; `changed` is told once it is durable. */
export function composeApprovals({ db, clock, ids }: World, changed: () => void) {
  return {
    draftApproval: makeDraftApproval({ db, clock, ids }),
    reviseApproval: makeReviseApproval({ db, clock }),
    changeApproval: afterwards(makeChangeApproval({ db, clock }), changed),
  };
}

/** What an account may ask for now: exactly what the register allows. */
export function catalogueOf(
  { accounts, approvals }: Rulebook,
  { accountId, now, subAccounts }: { accountId: string; now: number; subAccounts: SubAccountView[] },
): Result<CatalogueView> {
  const account = accounts.get(accountId);
  if (account === undefined) return reject('FORBIDDEN', `account ${accountId} is not known`);
  const asker = { accountId, clientClass: account.clientClass, now };
  const entries = catalogueEntries(approvals, asker);
  const strategies = strategyEntries(approvals, asker);
  return ok({ asOf: toInstant(now), entries, strategies, warnings: [], subAccounts });
}
