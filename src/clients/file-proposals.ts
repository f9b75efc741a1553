import type { Selectable } from 'kysely';
import type { ClientFileChanges, ClientFileProposal } from '../contracts/client-answers.ts';
import type { Executor, Tx } from '../platform/database/database.ts';
import type { Schema } from '../platform/database/schema.ts';

/** A change of a file that waits for its second person, or did. */
export interface Proposal extends Omit<ClientFileProposal, 'changes'> {
  readonly changes: ClientFileChanges;
}

export async function insertProposal(tx: Tx, proposal: Proposal): Promise<void> {
  await tx
    .insertInto('client_file_proposal')
    .values({
      proposal_id: proposal.proposalId,
      account_id: proposal.accountId,
      base_version: proposal.baseVersion,
      changes: JSON.stringify(proposal.changes),
      reason: proposal.reason,
      status: proposal.status,
      proposed_by: proposal.proposedBy,
      proposed_at: proposal.proposedAt,
    })
    .execute();
}

export async function findProposal(db: Executor, proposalId: string): Promise<Proposal | null> {
  const row = await db
    .selectFrom('client_file_proposal')
    .selectAll()
    .where('proposal_id', '=', proposalId)
    .executeTakeFirst();
  return row === undefined ? null : toProposal(row);
}

/** The one that waits. */
export async function findPending(db: Executor, accountId: string): Promise<Proposal | null> {
  const [pending = null] = await listPending(db, accountId);
  return pending;
}

/** Those that wait: of one client, or with null of all. */
export async function listPending(db: Executor, accountId: string | null): Promise<Proposal[]> {
  let query = db.selectFrom('client_file_proposal').selectAll().where('status', '=', 'pending');
  if (accountId !== null) query = query.where('account_id', '=', accountId);
  return (await query.execute()).map(toProposal);
}

export async function decideProposal(
  tx: Tx,
  { proposalId }: Proposal,
  how: { status: 'approved' | 'declined'; decidedBy: string; decidedAt: string; reason: string },
): Promise<void> {
  await tx
    .updateTable('client_file_proposal')
    .set({
      status: how.status,
      decided_by: how.decidedBy,
      decided_at: how.decidedAt,
      decision_reason: how.reason,
    })
    .where('proposal_id', '=', proposalId)
    .where('status', '=', 'pending')
    .execute();
}

function toProposal(row: Selectable<Schema['client_file_proposal']>): Proposal {
  return {
    proposalId: row.proposal_id,
    accountId: row.account_id,
    baseVersion: row.base_version,
    changes: row.changes as ClientFileChanges,
    reason: row.reason,
    status: row.status as Proposal['status'],
    proposedBy: row.proposed_by,
    proposedAt: row.proposed_at.toISOString(),
    decidedBy: row.decided_by,
    decidedAt: row.decided_at?.toISOString() ?? null,
  };
}
