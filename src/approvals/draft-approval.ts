import type { DraftApprovalRequest, ReviseApprovalRequest } from '../contracts/approval.ts';
import type { ApprovalTerms } from '../contracts/approval-terms.ts';
import { ok, type Result, reject } from '../contracts/result.ts';
import type { IdSource } from '../platform/ids.ts';
import { type Approval, hashOfTerms } from './approval.ts';
import { type ChangeDeps, type Changed, onRegister } from './change-approval.ts';
import type { Actor } from './dual-control.ts';
import { nextApprovalStatus } from './lifecycle.ts';
import { findApproval, insertApproval, raiseEpoch } from './register.ts';

/** Puts a new draft into the register: it allows nothing until two people have approved it. */
export function makeDraftApproval(deps: ChangeDeps & { readonly ids: IdSource }) {
  return ({ approvalId, terms, reason }: DraftApprovalRequest, by: Actor): Promise<Result<Changed>> =>
    onRegister(deps, async (tx) => {
      const id = approvalId ?? deps.ids('apr');
      if ((await findApproval(tx, id)) !== null) {
        return reject('DUPLICATE_REQUEST', `approvalId ${id} is in the register`, { path: 'approvalId', value: id });
      }
      const unknown = await supersedesFault(tx, terms);
      if (unknown !== null) return unknown;
      const now = deps.clock.now();
      const draft: Approval = {
        approvalId: id,
        version: 1,
        status: 'draft',
        ...contentOf(terms),
        proposedBy: by.username,
        submittedBy: null,
        approvedBy: [],
        createdAt: now,
        submittedAt: null,
        approvedAt: null,
        supersededBy: null,
        changedBy: by.username,
        reason,
        recordedAt: now,
      };
      await insertApproval(tx, draft, await raiseEpoch(tx));
      return ok({ approval: draft, signatures: [] });
    });
}

/** Other terms for a draft, or for one that was rejected: a new version, whose proposer is who wrote it (PA-09). */
export function makeReviseApproval(deps: ChangeDeps) {
  return (
    { approvalId, terms, reason }: ReviseApprovalRequest & { readonly approvalId: string },
    by: Actor,
  ): Promise<Result<Changed>> =>
    onRegister(deps, async (tx) => {
      const current = await findApproval(tx, approvalId);
      if (current === null) return reject('NOT_FOUND', `approvalId ${approvalId} is not in the register`);
      const status = nextApprovalStatus(current.status, 'revise');
      if (!status.ok) return status;
      const unknown = await supersedesFault(tx, terms);
      if (unknown !== null) return unknown;
      const revised: Approval = {
        ...current,
        version: current.version + 1,
        status: status.value,
        ...contentOf(terms),
        proposedBy: by.username,
        submittedBy: null,
        submittedAt: null,
        changedBy: by.username,
        reason,
        recordedAt: deps.clock.now(),
      };
      await insertApproval(tx, revised, await raiseEpoch(tx));
      return ok({ approval: revised, signatures: [] });
    });
}

function contentOf(terms: ApprovalTerms) {
  return {
    terms,
    contentHash: hashOfTerms(terms),
    effectiveFrom: terms.effectiveFrom === null ? null : Date.parse(terms.effectiveFrom),
    endsAt: Date.parse(terms.expiresAt),
  };
}

async function supersedesFault(tx: Parameters<typeof findApproval>[0], { supersedes }: ApprovalTerms) {
  if (supersedes === null || (await findApproval(tx, supersedes)) !== null) return null;
  return reject('NOT_FOUND', `terms.supersedes ${supersedes} is not in the register`, { path: 'terms.supersedes' });
}
