import { makeChangeApproval, makeDraftApproval, makeReviseApproval } from './approvals/index.ts';
import { afterwards } from './compose-controls.ts';
import type { CatalogueView, SubAccountView } from './contracts/catalogue.ts';
import { ok, type Result, reject } from './contracts/result.ts';
import { toInstant } from './platform/clock.ts';
import { clientCatalogue, type Rulebook } from './rfq/index.ts';
import type { World } from './world.ts';

/** What people do to the register; `changed` is told once it is durable. */
export function composeApprovals({ db, clock, ids }: World, changed: () => void) {
  return {
    draftApproval: makeDraftApproval({ db, clock, ids }),
    reviseApproval: makeReviseApproval({ db, clock }),
    changeApproval: afterwards(makeChangeApproval({ db, clock }), changed),
  };
}

/** What an account may ask for now: what the register allows, as far as the client's own rules let it. */
export function catalogueOf(
  rulebook: Rulebook,
  { accountId, now, subAccounts }: { accountId: string; now: number; subAccounts: SubAccountView[] },
): Result<CatalogueView> {
  const account = rulebook.accounts.get(accountId);
  if (account === undefined) return reject('FORBIDDEN', `account ${accountId} is not known`);
  return ok({ asOf: toInstant(now), ...clientCatalogue({ rulebook, account, now }), subAccounts });
}
