import { type Request, type Response, Router } from 'express';
import { readRfqEvents } from '../audit/index.ts';
import { findTrade, listPositions, listTrades } from '../booking/index.ts';
import { readScope, requireStaff } from '../clients/index.ts';
import { parse } from '../contracts/parse.ts';
import { ok, reject } from '../contracts/result.ts';
import type { Database } from '../platform/database/database.ts';
import { findQuote, findRfq, listRfqs, type PageQuery } from '../rfq/index.ts';
import { PageRequest, toPage } from './pages.ts';
import { send, userOf } from './respond.ts';

export interface ReadRoutesDeps {
  readonly db: Database;
}

const RFQ_EVENTS_MAX = 1_000;

/** Clients read their own account's, staff read all; what is not theirs looks like what is not there. */
export function readRoutes({ db }: ReadRoutesDeps): Router {
  const router = Router();

  router.get('/rfqs', (req, res) =>
    sendPage(req, res, { list: (page) => listRfqs(db, page), idOf: (rfq) => rfq.rfqId }),
  );
  router.get('/rfqs/:id', (req, res) => sendOne(req, res, (id, accountId) => findRfq(db, id, accountId)));
  router.get('/rfqs/:id/events', (req, res) =>
    sendOne(req, res, async (id, accountId) => {
      const rfq = await findRfq(db, id, accountId);
      return rfq === null ? null : { items: await readRfqEvents(db, id, RFQ_EVENTS_MAX), nextCursor: null };
    }),
  );
  router.get('/quotes/:id', (req, res) => sendOne(req, res, (id, accountId) => findQuote(db, id, accountId)));
  router.get('/trades', (req, res) =>
    sendPage(req, res, { list: (page) => listTrades(db, page), idOf: (trade) => trade.tradeId }),
  );
  router.get('/trades/:id', (req, res) => sendOne(req, res, (id, accountId) => findTrade(db, id, accountId)));

  router.get('/positions', async (_req, res) => {
    const scope = readScope(userOf(res));
    send(res, scope.ok ? ok({ items: await listPositions(db, scope.value), nextCursor: null }) : scope);
  });

  router.get('/market/snapshots/:id', async (req, res) => {
    const staff = requireStaff(userOf(res), 'viewSnapshots');
    if (!staff.ok) return send(res, staff);
    const { id } = req.params;
    const row = await db.selectFrom('market_snapshot').selectAll().where('snapshot_id', '=', id).executeTakeFirst();
    if (row === undefined) return send(res, reject('NOT_FOUND', `snapshot ${id} was not found`));
    send(
      res,
      ok({
        snapshotId: id,
        asOf: row.as_of.toISOString(),
        source: row.source,
        snapshot: JSON.parse(row.body) as unknown,
      }),
    );
  });

  return router;
}

async function sendPage<T>(
  req: Request,
  res: Response,
  { list, idOf }: { list: (page: PageQuery) => Promise<T[]>; idOf: (item: T) => string },
): Promise<void> {
  const scope = readScope(userOf(res));
  if (!scope.ok) return send(res, scope);
  const query = parse(PageRequest, req.query);
  if (!query.ok) return send(res, query);
  const { cursor, limit } = query.value;
  const items = await list({ accountId: scope.value, cursor: cursor ?? null, limit: limit + 1 });
  send(res, ok(toPage(items, limit, idOf)));
}

async function sendOne<T>(
  req: Request<{ id: string }>,
  res: Response,
  find: (id: string, accountId: string | null) => Promise<T | null>,
): Promise<void> {
  const scope = readScope(userOf(res));
  if (!scope.ok) return send(res, scope);
  const found = await find(req.params.id, scope.value);
  send(res, found === null ? reject('NOT_FOUND', `${req.params.id} was not found`) : ok(found));
}
