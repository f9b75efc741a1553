import { Router } from 'express';
import { listAgeing, toAgeingList } from '../booking/index.ts';
import { hidesHolds, may, requireStaff } from '../clients/index.ts';
import { ActivityRequest } from '../contracts/activity.ts';
import { DecisionsRequest } from '../contracts/decision.ts';
import { parse } from '../contracts/parse.ts';
import { ok } from '../contracts/result.ts';
import type { Clock } from '../platform/clock.ts';
import type { Database } from '../platform/database/database.ts';
import { listActivity, listDecisions } from '../rfq/index.ts';
import { toPage } from './pages.ts';
import { send, userOf } from './respond.ts';

/**
 * Why a request, a quote or an acceptance was let pass or refused, with the versions of the rules that said so; the trades
 * that wait longer than they may; and what clients asked for.
 */
export function decisionRoutes({ db, clock }: { readonly db: Database; readonly clock: Clock }): Router {
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
  router.get('/ageing', async (_req, res) => {
    const staff = requireStaff(userOf(res), 'viewDesk');
    if (!staff.ok) return send(res, staff);
    const now = clock.now();
    send(res, ok(toAgeingList(await listAgeing(db, now), now)));
  });
  router.get('/activity', async (req, res) => {
    const staff = requireStaff(userOf(res), 'viewDesk');
    if (!staff.ok) return send(res, staff);
    const query = parse(ActivityRequest, req.query);
    if (!query.ok) return send(res, query);
    send(res, ok(await listActivity(db, { hours: query.value.hours, now: clock.now() })));
  });
  return router;
}
