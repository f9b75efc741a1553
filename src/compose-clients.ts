import { raiseEpoch } from './approvals/index.ts';
import { findClient, listClients, loadConductPolicy, makeChangeClientFile, makeOpenClient } from './clients/index.ts';
import { afterwards } from './compose-controls.ts';
import type { ClientCatalogueView } from './contracts/client-answers.ts';
import { ok, type Result, reject } from './contracts/result.ts';
import { toInstant } from './platform/clock.ts';
import { explainCatalogue, type Rulebooks } from './rfq/index.ts';
import type { World } from './world.ts';

/** Clients and their files: read by staff, changed by compliance; `changed` is told of a change once it is durable. */
export function composeClients(
  { db, clock, ids }: World,
  { rulebooks, changed }: { readonly rulebooks: Rulebooks; readonly changed: () => void },
) {
  const files = makeChangeClientFile({ db, clock, ids, raiseEpoch });
  return {
    clients: {
      list: () => listClients(db, clock.now()),
      find: (accountId: string, who: { readonly seesHolds: boolean }) =>
        findClient(db, accountId, { ...who, now: clock.now() }),
      async conduct() {
        const { effectiveFrom, ...rest } = await loadConductPolicy(db);
        return { ...rest, effectiveFrom: toInstant(effectiveFrom.getTime()) };
      },
      open: afterwards(makeOpenClient({ db, clock, ids, raiseEpoch }), changed),
      change: afterwards(files.change, changed),
      approve: afterwards(files.approve, changed),
      decline: files.decline,
      async explain(accountId: string, who: { readonly seesHolds: boolean }): Promise<Result<ClientCatalogueView>> {
        const rulebook = await rulebooks.refresh();
        const account = rulebook.accounts.get(accountId);
        if (account === undefined) return reject('NOT_FOUND', `account ${accountId} was not found`);
        return ok(explainCatalogue({ rulebook, account, now: clock.now() }, who));
      },
    },
  };
}
