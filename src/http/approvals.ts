import { type Response, Router } from 'express';
import type { z } from 'zod';
import {
  type Actor,
  type ApprovalChange,
  type ChangeApproval,
  type Changed,
  decisionsAt,
  loadApprovals,
  loadSignatures,
  loadVersions,
  readImpact,
  statusAt,
  toApprovalView,
} from '../approvals/index.ts';
import { type Account, clientClassAt, loadAccounts, type Permission, requireStaff } from '../clients/index.ts';
import {
  ApprovalChangeRequest,
  type ApprovalView,
  ApproveApprovalRequest,
  DraftApprovalRequest,
  ReinstateApprovalRequest,
  ReviseApprovalRequest,
} from '../contracts/approval.ts';
import {
  ApprovalDecisionsRequest,
  type ApprovalDecisionsView,
  ApprovalImpactRequest,
  ApprovalListRequest,
} from '../contracts/approval-answers.ts';
import { parse } from '../contracts/parse.ts';
import { ok, type Result, reject } from '../contracts/result.ts';
import { type Clock, toInstant } from '../platform/clock.ts';
import type { Database } from '../platform/database/database.ts';
import { send, userOf } from './respond.ts';

export interface ApprovalRoutesDeps {
  readonly db: Database;
  readonly clock: Clock;
  readonly draftApproval: (request: DraftApprovalRequest, by: Actor) => Promise<Result<Changed>>;
  readonly reviseApproval: (
    request: ReviseApprovalRequest & { readonly approvalId: string },
    by: Actor,
  ) => Promise<Result<Changed>>;
  readonly changeApproval: (change: ChangeApproval) => Promise<Result<Changed>>;
}

/** Who may take a step, and what has to be said with it. */
const STEPS = {
  submit: { permission: 'draftApprovals', schema: ApprovalChangeRequest },
  approve: { permission: 'signApprovals', schema: ApproveApprovalRequest },
  reject: { permission: 'signApprovals', schema: ApprovalChangeRequest },
  suspend: { permission: 'suspendApprovals', schema: ApprovalChangeRequest },
  reinstate: { permission: 'signApprovals', schema: ReinstateApprovalRequest },
  revoke: { permission: 'revokeApprovals', schema: ApprovalChangeRequest },
} as const satisfies Record<ApprovalChange, { permission: Permission; schema: z.ZodType }>;

export function approvalRoutes(deps: ApprovalRoutesDeps): Router {
  const router = Router();
  readRoutes(router, deps);
  draftRoutes(router, deps);
  for (const change of Object.keys(STEPS) as ApprovalChange[]) {
    const { permission, schema } = STEPS[change];
    router.post(`/approvals/:id/${change}`, async (req, res) => {
      const staff = requireStaff(userOf(res), permission);
      if (!staff.ok) return send(res, staff);
      const request = parse(schema, req.body);
      if (!request.ok) return send(res, request);
      const changed = await deps.changeApproval({
        ...request.value,
        approvalId: req.params.id,
        change,
        by: staff.value,
      });
      send(res, viewOf(changed, deps.clock));
    });
  }
  return router;
}

function readRoutes(router: Router, { db, clock }: ApprovalRoutesDeps): void {
  router.get('/approvals', async (req, res) => {
    const query = forStaff(res, () => parse(ApprovalListRequest, pageless(req.query)));
    if (!query.ok) return send(res, query);
    const { asOf, status } = query.value;
    const at = asOf === undefined ? clock.now() : Date.parse(asOf);
    const approvals = await loadApprovals(db, { asOf: at });
    const items = approvals.filter((one) => status === undefined || statusAt(one, at) === status);
    send(res, ok({ items: items.map((one) => toApprovalView(one, at)), nextCursor: null }));
  });
  router.get('/approvals/decisions', async (req, res) => {
    const query = forStaff(res, () => parse(ApprovalDecisionsRequest, req.query));
    send(res, query.ok ? await decisions({ db, clock }, query.value) : query);
  });
  router.get('/approvals/:id', async (req, res) => {
    const staff = forStaff(res, () => ok(null));
    if (!staff.ok) return send(res, staff);
    const approval = (await loadVersions(db, req.params.id)).at(-1);
    if (approval === undefined) return send(res, unknown(req.params.id));
    const signatures = await loadSignatures(db, approval);
    send(res, ok({ ...toApprovalView(approval, clock.now()), signatures }));
  });
  router.get('/approvals/:id/versions', async (req, res) => {
    const staff = forStaff(res, () => ok(null));
    if (!staff.ok) return send(res, staff);
    const versions = await loadVersions(db, req.params.id);
    if (versions.length === 0) return send(res, unknown(req.params.id));
    const items = await Promise.all(
      versions.map(async (one) => ({ ...toApprovalView(one, clock.now()), signatures: await loadSignatures(db, one) })),
    );
    send(res, ok({ items, nextCursor: null }));
  });
  router.post('/approvals/:id/impact', async (req, res) => {
    const request = forStaff(res, () => parse(ApprovalImpactRequest, req.body));
    if (!request.ok) return send(res, request);
    const accounts = [...(await loadAccounts(db)).values()];
    const { change } = request.value;
    send(res, await readImpact(db, { approvalId: req.params.id, change, accounts, now: clock.now() }));
  });
}

function draftRoutes(router: Router, { draftApproval, reviseApproval, clock }: ApprovalRoutesDeps): void {
  router.post('/approvals', async (req, res) => {
    const staff = requireStaff(userOf(res), 'draftApprovals');
    if (!staff.ok) return send(res, staff);
    const request = parse(DraftApprovalRequest, req.body);
    if (!request.ok) return send(res, request);
    send(res, viewOf(await draftApproval(request.value, staff.value), clock), 201);
  });
  router.post('/approvals/:id/revise', async (req, res) => {
    const staff = requireStaff(userOf(res), 'draftApprovals');
    if (!staff.ok) return send(res, staff);
    const request = parse(ReviseApprovalRequest, req.body);
    if (!request.ok) return send(res, request);
    const revised = await reviseApproval({ ...request.value, approvalId: req.params.id }, staff.value);
    send(res, viewOf(revised, clock));
  });
}

async function decisions(
  { db, clock }: Pick<ApprovalRoutesDeps, 'db' | 'clock'>,
  { asOf, account, clientClass, ...filter }: ApprovalDecisionsRequest,
): Promise<Result<ApprovalDecisionsView>> {
  const named = account === undefined ? undefined : (await loadAccounts(db)).get(account);
  if (account !== undefined && named === undefined) return reject('NOT_FOUND', `account ${account} was not found`);
  const at = asOf === undefined ? clock.now() : Date.parse(asOf);
  const asked = named === undefined ? clientClass : await classThen(db, named, at);
  if (asked === undefined) {
    return reject('VALIDATION_FAILED', 'account or clientClass must be given', { path: 'account' });
  }
  const who = { clientClass: asked, at, ...(named === undefined ? {} : { accountId: named.accountId }) };
  return ok({ asOf: toInstant(at), items: decisionsAt(await loadApprovals(db, { asOf: at }), who, filter) });
}

/** What the account was then, not what it has become. */
async function classThen(db: Database, { accountId, clientClass }: Account, at: number) {
  return (await clientClassAt(db, accountId, at)) ?? clientClass;
}

function forStaff<T>(res: Response, read: () => Result<T>): Result<T> {
  const staff = requireStaff(userOf(res), 'viewApprovals');
  return staff.ok ? read() : staff;
}

/** The whole register is one page: what asks for a page is understood, and answered with all of it. */
function pageless({ limit: _limit, cursor: _cursor, ...query }: Record<string, unknown>): Record<string, unknown> {
  return query;
}

function unknown(approvalId: string): Result<never> {
  return reject('NOT_FOUND', `approvalId ${approvalId} is not in the register`);
}

function viewOf(changed: Result<Changed>, clock: Clock): Result<ApprovalView> {
  if (!changed.ok) return changed;
  const { approval, signatures } = changed.value;
  return ok({ ...toApprovalView(approval, clock.now()), signatures: [...signatures] });
}
