import { type Response, Router } from 'express';
import {
  askDeletion,
  askHold,
  confirmDeletion,
  confirmHold,
  endRelationship,
  type HoldDeps,
  readRetention,
  releaseHold,
} from '../audit/index.ts';
import { requireStaff } from '../clients/index.ts';
import { AuditDeletionRequest, LegalHoldRequest, ReasonRequest, RelationshipEndRequest } from '../contracts/audit.ts';
import { parse } from '../contracts/parse.ts';
import { ok, type Result } from '../contracts/result.ts';
import { send, userOf } from './respond.ts';

interface AuditRetentionDeps {
  readonly auditLog: HoldDeps;
}

/** How long the audit log is kept: legal holds, and deletion of what is past its time, each by two people (AU-05). */
export function auditRetentionRoutes({ auditLog }: AuditRetentionDeps): Router {
  const router = Router();
  const keeper = (res: Response) => requireStaff(userOf(res), 'changeRetention');

  router.get('/audit/retention', async (_req, res) => {
    const staff = requireStaff(userOf(res), 'viewAudit');
    send(res, staff.ok ? ok(await readRetention(auditLog)) : staff);
  });

  router.post('/audit/holds', async (req, res) => {
    const staff = keeper(res);
    const request = staff.ok ? parse(LegalHoldRequest, req.body) : staff;
    if (!request.ok) return send(res, request);
    send(res, await askHold(auditLog, request.value, userOf(res)), 201);
  });

  router.post('/audit/holds/:id/confirm', async (req, res) => {
    const staff: Result<unknown> = keeper(res);
    send(res, staff.ok ? await confirmHold(auditLog, req.params.id, userOf(res)) : staff);
  });

  router.post('/audit/holds/:id/release', async (req, res) => {
    const staff = keeper(res);
    const request = staff.ok ? parse(ReasonRequest, req.body) : staff;
    if (!request.ok) return send(res, request);
    send(res, await releaseHold(auditLog, { holdId: req.params.id, ...request.value }, userOf(res)));
  });

  router.post('/audit/relationship-ends', async (req, res) => {
    const staff = keeper(res);
    const request = staff.ok ? parse(RelationshipEndRequest, req.body) : staff;
    if (!request.ok) return send(res, request);
    send(res, await endRelationship(auditLog, request.value, userOf(res)), 201);
  });

  router.post('/audit/deletions', async (req, res) => {
    const staff = keeper(res);
    const request = staff.ok ? parse(AuditDeletionRequest, req.body) : staff;
    if (!request.ok) return send(res, request);
    send(res, await askDeletion(auditLog, request.value, userOf(res)), 201);
  });

  router.post('/audit/deletions/:id/confirm', async (req, res) => {
    const staff: Result<unknown> = keeper(res);
    send(res, staff.ok ? await confirmDeletion(auditLog, req.params.id, userOf(res)) : staff);
  });

  return router;
}
