import type { ApprovalSignature } from '../contracts/approval.ts';
import type { EvidenceItem } from '../contracts/approval-terms.ts';
import { ok, type Result, reject } from '../contracts/result.ts';
import { type Clock, toInstant } from '../platform/clock.ts';
import type { Database, Tx } from '../platform/database/database.ts';
import type { Approval } from './approval.ts';
import { type Actor, SIGNERS_NEEDED, signingFault, suspenderOf } from './dual-control.ts';
import { type ApprovalStep, nextApprovalStatus } from './lifecycle.ts';
import { findApproval, insertApproval, loadVersions, raiseEpoch } from './register.ts';
import { insertSignature, loadSignatures } from './signatures.ts';
import { submissionFault } from './submission.ts';
import { endSuperseded } from './supersede.ts';

export interface ChangeDeps {
  readonly db: Database;
  readonly clock: Clock;
}

/** The steps that people take once there is a draft. */
export type ApprovalChange = Exclude<ApprovalStep, 'revise' | 'expire'>;
export const APPROVAL_CHANGES = [
  'submit',
  'approve',
  'reject',
  'suspend',
  'reinstate',
  'revoke',
] as const satisfies readonly ApprovalChange[];

export interface ChangeApproval {
  readonly approvalId: string;
  readonly change: ApprovalChange;
  readonly reason: string;
  readonly by: Actor;
  /** Of what an approver has read. */
  readonly contentHash?: string;
  /** That the cause of a suspension is gone. */
  readonly evidence?: readonly EvidenceItem[];
}

export interface Changed {
  readonly approval: Approval;
  /** On the newest version: those of a step that waits for its second person. */
  readonly signatures: readonly ApprovalSignature[];
}

/** Changes of the register one after the other: whoever comes second sees what the first has done. */
export function onRegister<T>({ db }: ChangeDeps, work: (tx: Tx) => Promise<Result<T>>): Promise<Result<T>> {
  return db.transaction().execute(async (tx) => {
    await tx.selectFrom('control').select('epoch').where('id', '=', 1).forUpdate().executeTakeFirstOrThrow();
    return work(tx);
  });
}

/**
 * Takes one step of a record's life: a new version and a higher epoch in one transaction. One person can stop what is in
 * force (PA-10); to approve, to reinstate and to end a denial it takes two, whose signatures are on one content hash.
 */
export function makeChangeApproval(deps: ChangeDeps) {
  return (request: ChangeApproval): Promise<Result<Changed>> =>
    onRegister(deps, async (tx) => {
      const current = await findApproval(tx, request.approvalId);
      if (current === null) return reject('NOT_FOUND', `approvalId ${request.approvalId} is not in the register`);
      const status = nextApprovalStatus(current.status, request.change);
      if (!status.ok) return reject('ILLEGAL_TRANSITION', `${request.approvalId}: ${status.rejection.message}`);
      const at: Step = { deps, tx, current, request, now: deps.clock.now() };
      const next = { ...current, status: status.value };
      return STEPS[request.change](at, next);
    });
}

type Take = (at: Step, next: Approval) => Promise<Result<Changed>> | Result<Changed>;

const STEPS: Readonly<Record<ApprovalChange, Take>> = {
  submit,
  approve: (at, next) => signed(at, 'approve', () => approve(at, next)),
  reject: rejectSubmission,
  suspend,
  reinstate: (at, next) => signed(at, 'reinstate', () => record(at, next)),
  revoke: (at, next) =>
    at.current.terms.effect === 'deny' ? signed(at, 'revoke', () => record(at, next)) : record(at, next),
};

interface Step {
  readonly deps: ChangeDeps;
  readonly tx: Tx;
  readonly current: Approval;
  readonly request: ChangeApproval;
  readonly now: number;
}

function submit(at: Step, next: Approval): Promise<Result<Changed>> | Result<Changed> {
  const { current, request, now } = at;
  const { username } = request.by;
  if (username !== current.proposedBy) {
    return reject('FORBIDDEN', `${username} may not submit ${current.approvalId}: ${current.proposedBy} proposed it`);
  }
  const fault = submissionFault(current.terms, now);
  if (fault !== null) return { ok: false, rejection: fault };
  return record(at, { ...next, submittedBy: username, submittedAt: now });
}

/** A denial is ended, never suspended: a suspension would open what it closes. */
function suspend(at: Step, next: Approval): Promise<Result<Changed>> | Result<Changed> {
  if (at.current.terms.effect === 'allow') return record(at, next);
  return reject(
    'ILLEGAL_TRANSITION',
    `${at.current.approvalId} denies: it is not suspended but revoked, by two people`,
  );
}

function rejectSubmission(at: Step, next: Approval): Promise<Result<Changed>> | Result<Changed> {
  const { current, request } = at;
  if (request.by.username !== current.proposedBy) return record(at, next);
  return reject(
    'FORBIDDEN',
    `PA-07 DUAL_CONTROL: ${request.by.username} already acted as proposer of ${current.approvalId}`,
  );
}

/** In force from its own instant, or from this commit where that is later; what it replaces ends there. */
async function approve(at: Step, next: Approval): Promise<Result<Changed>> {
  const { tx, current, now } = at;
  const effectiveFrom = Math.max(current.effectiveFrom ?? now, now);
  if (!(current.endsAt > effectiveFrom)) {
    return reject(
      'ILLEGAL_TRANSITION',
      `${current.approvalId} ends at ${toInstant(current.endsAt)}, before it takes effect`,
    );
  }
  const refusal = await endSuperseded(tx, { successor: { ...next, effectiveFrom }, by: at.request.by, now });
  if (refusal !== null) return refusal;
  const approvers = await loadSignatures(tx, current);
  const approvedBy = approvers.filter(({ step }) => step === 'approve').map(({ by, role }) => ({ by, role }));
  return record(at, { ...next, approvedAt: now, effectiveFrom, approvedBy });
}

async function record({ tx, request, current, now }: Step, next: Approval): Promise<Result<Changed>> {
  const { reason, by } = request;
  const written = { ...next, version: current.version + 1, changedBy: by.username, reason, recordedAt: now };
  await insertApproval(tx, written, await raiseEpoch(tx));
  return ok({ approval: written, signatures: [] });
}

/** Keeps this signature; with the second one the step is taken. */
async function signed(
  { tx, current, request, now }: Step,
  step: ApprovalSignature['step'],
  take: () => Promise<Result<Changed>>,
): Promise<Result<Changed>> {
  const { by: signer, reason, evidence = [], contentHash = current.contentHash } = request;
  if (contentHash !== current.contentHash) {
    const details = { path: 'contentHash', value: contentHash, version: current.version };
    return reject(
      'VALIDATION_FAILED',
      `contentHash must be ${current.contentHash}, of version ${current.version}, was ${contentHash}`,
      details,
    );
  }
  const earlier = (await loadSignatures(tx, current)).filter((signature) => signature.step === step);
  const suspendedBy = suspenderOf(await loadVersions(tx, current.approvalId));
  const fault = signingFault({ step, signer, earlier, approval: current, suspendedBy });
  if (fault !== null) return reject('FORBIDDEN', fault);
  const signature = {
    step,
    by: signer.username,
    role: signer.role,
    contentHash,
    reason,
    evidence: [...evidence],
    at: toInstant(now),
  };
  await insertSignature(tx, current, signature);
  if (earlier.length + 1 >= SIGNERS_NEEDED) return take();
  await raiseEpoch(tx);
  return ok({ approval: current, signatures: [...earlier, signature] });
}
