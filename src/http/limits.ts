import { type RequestHandler, Router } from 'express';
import { z } from 'zod';
import { readScope, requireStaff } from '../clients/index.ts';
import {
  DecideLimitRequest,
  EndOverrideRequest,
  ProposeCreditRequest,
  ProposeLimitRequest,
  ProposeOverrideRequest,
  QuoteLimitsRequest,
} from '../contracts/limits.ts';
import { parse } from '../contracts/parse.ts';
import { ok } from '../contracts/result.ts';
import { AccountId } from '../contracts/scalars.ts';
import { type LimitBooks, listLimits, listOverrides, type Overrides } from '../limits/index.ts';
import type { Clock } from '../platform/clock.ts';
import type { Database } from '../platform/database/database.ts';
import type { LimitPreviews } from '../rfq/index.ts';
import { send, userOf } from './respond.ts';

export interface LimitRoutesDeps {
  readonly db: Database;
  readonly clock: Clock;
  readonly limitBooks: LimitBooks;
  readonly overrides: Overrides;
  readonly limitPreviews: LimitPreviews;
}

/** More exceptions than a desk can know of at once. */
const OVERRIDES_MAX = 500;

const UseQuery = z.strictObject({ accountId: AccountId.optional() });

/** Caps, credit lines and exceptions: read by staff, changed by risk; a client reads what is taken of its own. */
export function limitRoutes(deps: LimitRoutesDeps): Router {
  const router = Router();
  router.get('/limits', async (_req, res) => {
    const staff = requireStaff(userOf(res), 'viewLimits');
    send(res, staff.ok ? ok({ items: await listLimits(deps.db), nextCursor: null }) : staff);
  });
  router.get('/limits/use', useNow(deps));
  router.post('/limits', async (req, res) => {
    const staff = requireStaff(userOf(res), 'changeLimits');
    if (!staff.ok) return send(res, staff);
    const request = parse(ProposeLimitRequest, req.body);
    send(res, request.ok ? await deps.limitBooks.propose(request.value, staff.value.username) : request);
  });
  router.post('/limits/credit', async (req, res) => {
    const staff = requireStaff(userOf(res), 'changeLimits');
    if (!staff.ok) return send(res, staff);
    const request = parse(ProposeCreditRequest, req.body);
    send(res, request.ok ? await deps.limitBooks.proposeCredit(request.value, staff.value.username) : request);
  });
  router.post('/limits/:id/approve', decide(deps, 'approve'));
  router.post('/limits/:id/decline', decide(deps, 'decline'));
  router.get('/quotes/:id/limits', afterQuote(deps));
  router.use(overrideRoutes(deps));
  return router;
}

function useNow({ limitPreviews }: LimitRoutesDeps): RequestHandler {
  return async (req, res) => {
    const scope = readScope(userOf(res));
    if (!scope.ok) return send(res, scope);
    const query = parse(UseQuery, req.query);
    if (!query.ok) return send(res, query);
    // A client's own account whatever it names: it cannot see another's.
    send(
      res,
      await limitPreviews.ofAccount(scope.value ?? query.value.accountId ?? null, { forStaff: scope.value === null }),
    );
  };
}

function decide({ limitBooks }: LimitRoutesDeps, to: 'approve' | 'decline'): RequestHandler<{ id: string }> {
  return async (req, res) => {
    const staff = requireStaff(userOf(res), 'changeLimits');
    if (!staff.ok) return send(res, staff);
    const request = parse(DecideLimitRequest, req.body);
    if (!request.ok) return send(res, request);
    const { version } = request.value;
    send(res, await limitBooks.decide({ limitId: req.params.id, version, to, by: staff.value.username }));
  };
}

function afterQuote({ limitPreviews }: LimitRoutesDeps): RequestHandler<{ id: string }> {
  return async (req, res) => {
    const scope = readScope(userOf(res));
    if (!scope.ok) return send(res, scope);
    const request = parse(QuoteLimitsRequest, { ...req.query, quoteId: req.params.id });
    send(res, request.ok ? await limitPreviews.ofQuote(request.value, scope.value) : request);
  };
}

function overrideRoutes({ db, clock, overrides }: LimitRoutesDeps): Router {
  const router = Router();
  router.get('/overrides', async (_req, res) => {
    const staff = requireStaff(userOf(res), 'viewLimits');
    if (!staff.ok) return send(res, staff);
    const items = await listOverrides(db, { now: clock.now(), limit: OVERRIDES_MAX });
    send(res, ok({ items, nextCursor: null }));
  });
  router.post('/overrides', async (req, res) => {
    const staff = requireStaff(userOf(res), 'proposeOverrides');
    if (!staff.ok) return send(res, staff);
    const request = parse(ProposeOverrideRequest, req.body);
    send(res, request.ok ? await overrides.propose(request.value, staff.value.username) : request, CREATED);
  });
  router.post('/overrides/:id/grant', async (req, res) => {
    const staff = requireStaff(userOf(res), 'grantOverrides');
    send(res, staff.ok ? await overrides.grant(req.params.id, staff.value.username) : staff);
  });
  router.post('/overrides/:id/end', async (req, res) => {
    const staff = requireStaff(userOf(res), 'proposeOverrides');
    if (!staff.ok) return send(res, staff);
    const request = parse(EndOverrideRequest, req.body);
    if (!request.ok) return send(res, request);
    const { reason } = request.value;
    send(res, await overrides.end({ overrideId: req.params.id, reason, by: staff.value.username }));
  });
  return router;
}

const CREATED = 201;
