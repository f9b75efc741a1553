import type { ClientFile, ClientFileVersion } from '../contracts/client.ts';
import type {
  ChangeClientFileRequest,
  ClientFileAnswer,
  ClientFileChanges,
  DecideClientFileRequest,
} from '../contracts/client-answers.ts';
import { ok, type Result, reject } from '../contracts/result.ts';
import { type Clock, toInstant } from '../platform/clock.ts';
import type { Database, Tx } from '../platform/database/database.ts';
import type { IdSource } from '../platform/ids.ts';
import { insertClientFile, loadClientFile } from './client-file.ts';
import { approvedBy, assessmentFault, onlyStops, withChanges } from './file-change.ts';
import { decideProposal, findPending, findProposal, insertProposal, type Proposal } from './file-proposals.ts';
import type { User } from './users.ts';

export interface ChangeFileDeps {
  readonly db: Database;
  readonly clock: Clock;
  readonly ids: IdSource;
  /** Raises the control epoch: the first lock of whoever changes what the gates read. */
  readonly raiseEpoch: (tx: Tx) => Promise<number>;
}

type By = Pick<User, 'username'>;
type Of<T> = T & { readonly accountId: string };

/** The changes of a file: by one person what only stops, by two all else. Each is a new version, at a higher epoch. */
export function makeChangeClientFile(deps: ChangeFileDeps) {
  return {
    change: (request: Of<ChangeClientFileRequest>, by: By) => inTurn(deps, (turn) => change(turn, request, by)),
    approve: (request: Of<DecideClientFileRequest>, by: By) => inTurn(deps, (turn) => approve(turn, request, by)),
    decline: (request: Of<DecideClientFileRequest>, by: By) => inTurn(deps, (turn) => decline(turn, request, by)),
  };
}

interface Turn extends Pick<ChangeFileDeps, 'ids'> {
  readonly tx: Tx;
  readonly epoch: number;
  readonly now: number;
}

/** Changes take turns at the epoch. One that comes to nothing leaves it higher all the same, which harms nobody. */
function inTurn<T>({ db, clock, ids, raiseEpoch }: ChangeFileDeps, work: (turn: Turn) => Promise<T>): Promise<T> {
  return db.transaction().execute(async (tx) => work({ tx, ids, epoch: await raiseEpoch(tx), now: clock.now() }));
}

async function change(turn: Turn, request: Of<ChangeClientFileRequest>, by: By): Promise<Result<ClientFileAnswer>> {
  const { accountId, baseVersion, changes, reason } = request;
  const current = await loadClientFile(turn.tx, accountId);
  if (current === null) return notFound(accountId);
  if (current.version !== baseVersion) return moved(current, baseVersion);
  const fault = assessmentFault(current.file, changes);
  if (fault !== null) return fault;
  if (onlyStops(current.file, changes)) {
    return ok(await apply(turn, current, { changes, reason, proposedBy: by.username, approvedBy: null }));
  }
  const pending = await findPending(turn.tx, accountId);
  if (pending !== null) {
    const { proposalId, proposedBy } = pending;
    return reject('ILLEGAL_TRANSITION', `proposal ${proposalId} of ${proposedBy} waits: decide on it first`, {
      proposalId,
    });
  }
  const proposal: Proposal = {
    proposalId: turn.ids('prp'),
    accountId,
    baseVersion,
    changes,
    reason,
    status: 'pending',
    proposedBy: by.username,
    proposedAt: toInstant(turn.now),
    decidedBy: null,
    decidedAt: null,
  };
  await insertProposal(turn.tx, proposal);
  return ok({ accountId, version: current.version, proposal });
}

async function approve(turn: Turn, request: Of<DecideClientFileRequest>, by: By): Promise<Result<ClientFileAnswer>> {
  const found = await findToDecide(turn, request);
  if (!found.ok) return found;
  const { proposal, current } = found.value;
  if (proposal.proposedBy === by.username) {
    return reject('FORBIDDEN', `CL-03: ${by.username} proposed this change, somebody else must approve it`);
  }
  if (current.version !== proposal.baseVersion) return moved(current, proposal.baseVersion);
  const changes = approvedBy(proposal.changes, by.username);
  if (isRefusal(changes)) return changes;
  await decideProposal(turn.tx, proposal, { status: 'approved', ...decidedBy(turn, request, by) });
  const { proposedBy, reason } = proposal;
  return ok(await apply(turn, current, { changes, reason, proposedBy, approvedBy: by.username }));
}

function isRefusal(changes: ReturnType<typeof approvedBy>): changes is Extract<Result<never>, { ok: false }> {
  return 'ok' in changes;
}

/** The second person says no, or the first takes it back. */
async function decline(turn: Turn, request: Of<DecideClientFileRequest>, by: By): Promise<Result<ClientFileAnswer>> {
  const found = await findToDecide(turn, request);
  if (!found.ok) return found;
  const { proposal, current } = found.value;
  await decideProposal(turn.tx, proposal, { status: 'declined', ...decidedBy(turn, request, by) });
  return ok({ accountId: proposal.accountId, version: current.version, proposal: null });
}

function decidedBy({ now }: Turn, { reason }: DecideClientFileRequest, { username }: By) {
  return { decidedBy: username, decidedAt: toInstant(now), reason };
}

async function findToDecide({ tx }: Turn, { accountId, proposalId }: Of<DecideClientFileRequest>) {
  const current = await loadClientFile(tx, accountId);
  const proposal = await findProposal(tx, proposalId);
  if (current === null) return notFound(accountId);
  if (proposal === null || proposal.accountId !== accountId) {
    return reject('NOT_FOUND', `proposalId ${proposalId} of ${accountId} was not found`);
  }
  return proposal.status === 'pending'
    ? ok({ current, proposal })
    : reject('ILLEGAL_TRANSITION', `proposalId ${proposalId} was ${proposal.status} by ${proposal.decidedBy}`);
}

interface Application {
  readonly changes: ClientFileChanges;
  readonly reason: string;
  readonly proposedBy: string;
  readonly approvedBy: string | null;
}

/** The next version, and with another class the account's own column, which lists and confirmations read. */
async function apply(
  { tx, epoch, now }: Turn,
  current: ClientFileVersion,
  { changes, ...how }: Application,
): Promise<ClientFileAnswer> {
  const { accountId } = current;
  const file: ClientFile = withChanges(current.file, changes);
  const version = current.version + 1;
  await insertClientFile(tx, { accountId, version, file, ...how, recordedAt: toInstant(now) }, epoch);
  if (file.clientClass !== current.file.clientClass) {
    await tx
      .updateTable('account')
      .set({ client_class: file.clientClass })
      .where('account_id', '=', accountId)
      .execute();
  }
  return { accountId, version, proposal: null };
}

function notFound(accountId: string) {
  return reject('NOT_FOUND', `account ${accountId} has no client file`);
}

function moved({ accountId, version }: ClientFileVersion, baseVersion: number) {
  const message = `the file of ${accountId} is at version ${version}, the change was made on ${baseVersion}: read it again`;
  return reject('ILLEGAL_TRANSITION', message, { version });
}
