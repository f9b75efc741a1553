import { Router } from 'express';
import { hidesHolds, may, requireStaff } from '../clients/index.ts';
import { DecisionsRequest } from '../contracts/decision.ts';
import { parse } from '../contracts/parse.ts';
import { ok } from '../contracts/result.ts';
import type { Database } from '../platform/database/database.ts';
import { listDecisions } from '../rfq/index.ts';
import { toPage } from './pages.ts';
import { send, userOf } from './respond.ts';

/** Why a request, a quote or an acceptance was let pass or refused, with the versions of the rules that said so. */
export function decisionRoutes({ db }: { readonly db: Database }): Router {
  const router = Router();
  router.get('/decisions', async (req, res) => {
    const user = userOf(res);
    const staff = requireStaff(user, 'viewDesk');
    if (!staff.ok) return send(res, staff);
    const query = parse(DecisionsRequest, req.query);
    if (!query.ok) return send(res, query);
    const { limit } = query.value;
    const found = await listDecisions(db, { ...query.value, limit: limit + 1 });
    // Rule CL-13: whoever may not know of a hold is not told by its rule either.
    const shown = may(user, 'viewHolds') ? found : found.map((one) => ({ ...one, failures: hidesHolds(one.failures) }));
    send(res, ok(toPage(shown, limit, ({ decisionId }) => decisionId)));
  });
  return router;
}
