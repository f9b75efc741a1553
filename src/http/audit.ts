import { Router } from 'express';
import { checkInvariants } from '../audit/index.ts';
import { requireStaff } from '../clients/index.ts';
import { ok } from '../contracts/result.ts';
import type { Database } from '../platform/database/database.ts';
import { send, userOf } from './respond.ts';

export interface AuditRoutesDeps {
  readonly db: Database;
}

/** What risk and compliance ask to trust the books. */
export function auditRoutes({ db }: AuditRoutesDeps): Router {
  const router = Router();
  router.get('/audit/invariants', async (_req, res) => {
    const staff = requireStaff(userOf(res), 'verifyBooks');
    send(res, staff.ok ? ok({ findings: await checkInvariants(db) }) : staff);
  });
  return router;
}
