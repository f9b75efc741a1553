import { type Request, type RequestHandler, Router } from 'express';
import { listTraders, requireStaff } from '../clients/index.ts';
import { DESK_REQUESTS } from '../contracts/desk-socket.ts';
import { parse } from '../contracts/parse.ts';
import { ok, type Result, reject } from '../contracts/result.ts';
import type { MarketFeed } from '../market/index.ts';
import type { Database } from '../platform/database/database.ts';
import {
  type DeskUseCaseName,
  type DeskUseCases,
  findDeskItem,
  type LimitPreviews,
  readDeskActions,
  readWatched,
  requireDesk,
  type ValueForDesk,
} from '../rfq/index.ts';
import { send, userOf } from './respond.ts';

export interface DeskRoutesDeps {
  readonly db: Database;
  readonly market: Pick<MarketFeed, 'current'>;
  readonly deskUseCases: DeskUseCases;
  readonly valueForDesk: ValueForDesk;
  readonly limitPreviews: LimitPreviews;
  readonly withinRate: (userId: string, name: string) => Promise<Result<void>>;
}

/** The desk's use cases for programs that ask over HTTP; what it hears of itself is on `/v1/desk`. */
export function deskRoutes(deps: DeskRoutesDeps): Router {
  const router = Router();
  const step = (name: DeskUseCaseName, id?: 'rfqId' | 'quoteId') => stepOf(deps, name, id);

  router.get('/desk/queue', step('desk.queue'));
  router.get('/desk/traders', async (_req, res) => {
    const staff = requireStaff(userOf(res), 'workDesk');
    send(res, staff.ok ? ok({ items: await listTraders(deps.db), nextCursor: null }) : staff);
  });
  router.get('/desk/rfqs/:id', oneRequest(deps));
  router.post('/desk/rfqs/:id/pick-up', step('rfq.pickUp', 'rfqId'));
  router.post('/desk/rfqs/:id/hold', step('rfq.hold', 'rfqId'));
  router.post('/desk/rfqs/:id/release', step('rfq.release', 'rfqId'));
  router.post('/desk/rfqs/:id/hand-over', step('rfq.handOver', 'rfqId'));
  router.post('/desk/rfqs/:id/reject', step('rfq.reject', 'rfqId'));
  router.post('/desk/rfqs/:id/quotes', step('quote.send', 'rfqId'));
  router.post('/desk/quotes/:id/withdraw', step('quote.withdraw', 'quoteId'));
  router.post('/desk/quotes/:id/approve', step('quote.approve', 'quoteId'));
  router.post('/desk/quotes/:id/decline', step('quote.decline', 'quoteId'));
  router.get('/switches', step('switch.status'));
  router.post('/switches/pull', step('switch.pull'));
  router.post('/switches/rearm', step('switch.rearm'));

  return router;
}

function stepOf(deps: DeskRoutesDeps, name: DeskUseCaseName, id?: 'rfqId' | 'quoteId'): RequestHandler {
  return async (req, res) => {
    const staff = requireDesk(userOf(res), name);
    if (!staff.ok) return send(res, staff);
    const rate = await deps.withinRate(staff.value.userId, name);
    if (!rate.ok) return send(res, rate);
    const request = readStep(req, name, id);
    if (!request.ok) return send(res, request);
    // The table pairs each name with its own schema, which the compiler cannot follow through a variable name.
    const work = deps.deskUseCases[name] as (request: unknown, by: unknown) => Promise<Result<unknown>>;
    send(res, await work(request.value, staff.value));
  };
}

/** The id of the path is the one that counts: a body that names another is refused. */
function readStep(req: Request, name: DeskUseCaseName, id?: 'rfqId' | 'quoteId'): Result<unknown> {
  const body = (req.body ?? {}) as Record<string, unknown>;
  if (id === undefined) return parse(DESK_REQUESTS[name].request, body);
  const inPath = req.params['id'];
  if (body[id] !== undefined && body[id] !== inPath) {
    return reject('VALIDATION_FAILED', `${id} must be ${inPath} as in the path, was ${JSON.stringify(body[id])}`);
  }
  return parse(DESK_REQUESTS[name].request, { ...body, [id]: inPath });
}

/** One request with what it is worth now, and everything that people did with it. */
function oneRequest({ db, market, valueForDesk, limitPreviews }: DeskRoutesDeps): RequestHandler<{ id: string }> {
  return async (req, res) => {
    const staff = requireStaff(userOf(res), 'viewDesk');
    if (!staff.ok) return send(res, staff);
    const { id } = req.params;
    const watched = await readWatched(db, id);
    if (watched === null) return send(res, reject('NOT_FOUND', `rfqId ${id} was not found`));
    const current = market.current();
    const valuation = current === null ? null : valueForDesk(watched, current);
    const reference = valuation?.price?.reference;
    send(
      res,
      ok({
        item: await findDeskItem(db, id),
        valuation,
        limits: reference === undefined ? [] : await limitPreviews.ofRequest(watched, reference),
        actions: await readDeskActions(db, id),
      }),
    );
  };
}
