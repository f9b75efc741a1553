import type { ClientFile, ClientFileVersion } from '../contracts/client.ts';
import type { ClientSummary, ClientView } from '../contracts/client-answers.ts';
import { toInstant } from '../platform/clock.ts';
import type { Database } from '../platform/database/database.ts';
import { type Account, loadAccounts } from './accounts.ts';
import { listFileVersions, loadClientFiles } from './client-file.ts';
import { findPending, listPending } from './file-proposals.ts';
import { nextFileChangeAt } from './next-change.ts';

/** Every client, with where their file stands. */
export async function listClients(db: Database, now: number): Promise<ClientSummary[]> {
  const [accounts, files, pending] = await Promise.all([loadAccounts(db), loadClientFiles(db), listPending(db, null)]);
  const waiting = new Set(pending.map(({ accountId }) => accountId));
  return [...accounts.values()].map((account) =>
    toSummary(account, { version: files.get(account.accountId), pending: waiting.has(account.accountId), now }),
  );
}

/** One client whole; null when there is none. A hold is left out for who may not know of it. */
export async function findClient(
  db: Database,
  accountId: string,
  { seesHolds, now }: { readonly seesHolds: boolean; readonly now: number },
): Promise<ClientView | null> {
  const account = (await loadAccounts(db)).get(accountId);
  if (account === undefined) return null;
  const versions = await listFileVersions(db, accountId);
  const proposal = await findPending(db, accountId);
  const users = await db
    .selectFrom('app_user')
    .select(['user_id', 'username', 'role'])
    .where('account_id', '=', accountId)
    .orderBy('username')
    .execute();
  const [latest] = versions;
  const shown = (file: ClientFile) => (seesHolds ? file : { ...file, amlHold: null });
  return {
    ...toSummary(account, { version: latest, pending: proposal !== null, now }),
    file: latest === undefined ? null : shown(latest.file),
    proposal: proposal === null || seesHolds ? proposal : withoutHold(proposal),
    // Why a version was made may speak of a hold.
    versions: versions.map(({ version, proposedBy, approvedBy, reason, recordedAt }) => ({
      version,
      proposedBy,
      approvedBy,
      reason: seesHolds ? reason : 'seen by compliance',
      recordedAt,
    })),
    users: users.map(({ user_id, username, role }) => ({ userId: user_id, username, role })),
  };
}

function withoutHold<T extends { readonly changes: { readonly amlHold?: unknown } }>(proposal: T): T {
  const { amlHold: _hidden, ...changes } = proposal.changes;
  return { ...proposal, changes, reason: 'seen by compliance' };
}

function toSummary(
  { accountId, name, tier, status, clientClass }: Account,
  of: { readonly version: ClientFileVersion | undefined; readonly pending: boolean; readonly now: number },
): ClientSummary {
  const next = of.version === undefined ? null : nextFileChangeAt([of.version], of.now);
  return {
    accountId,
    name,
    tier,
    status,
    clientClass,
    fileVersion: of.version?.version ?? null,
    nextChangeAt: next === null ? null : toInstant(next),
    pending: of.pending,
  };
}
