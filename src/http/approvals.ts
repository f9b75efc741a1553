import { Router } from 'express';
import {
  APPROVAL_CHANGES,
  type Approval,
  type ApprovalChange,
  type ChangeApproval,
  loadApprovals,
  toApprovalView,
} from '../approvals/index.ts';
import { requireStaff } from '../clients/index.ts';
import { ApprovalChangeRequest } from '../contracts/approval.ts';
import { parse } from '../contracts/parse.ts';
import { ok, type Result } from '../contracts/result.ts';
import type { Database } from '../platform/database/database.ts';
import { send, userOf } from './respond.ts';

export interface ApprovalRoutesDeps {
  readonly db: Database;
  readonly changeApproval: (change: ChangeApproval) => Promise<Result<Approval>>;
}

export function approvalRoutes({ db, changeApproval }: ApprovalRoutesDeps): Router {
  const router = Router();

  router.get('/approvals', async (_req, res) => {
    const staff = requireStaff(userOf(res), 'viewApprovals');
    if (!staff.ok) return send(res, staff);
    send(res, ok({ items: (await loadApprovals(db)).map(toApprovalView), nextCursor: null }));
  });

  for (const change of Object.keys(APPROVAL_CHANGES) as ApprovalChange[]) {
    router.post(`/approvals/:id/${change}`, async (req, res) => {
      const staff = requireStaff(userOf(res), 'changeApprovals');
      if (!staff.ok) return send(res, staff);
      const request = parse(ApprovalChangeRequest, req.body);
      if (!request.ok) return send(res, request);
      const by = staff.value.username;
      const changed = await changeApproval({ approvalId: req.params.id, change, reason: request.value.reason, by });
      send(res, changed.ok ? ok(toApprovalView(changed.value)) : changed);
    });
  }

  return router;
}
