import { type Request, type Response, Router } from 'express';
import { z } from 'zod';
import { readRfqEvents } from '../audit/index.ts';
import { findTrade, listPositions, listTrades } from '../booking/index.ts';
import { readScope, requireStaff } from '../clients/index.ts';
import { parse } from '../contracts/parse.ts';
import { ok, type Result, reject } from '../contracts/result.ts';
import { Instant } from '../contracts/scalars.ts';
import { findSnapshot, findSnapshotAt, type IdentifiedSnapshot } from '../market/index.ts';
import { toInstant } from '../platform/clock.ts';
import type { Database } from '../platform/database/database.ts';
import { findQuote, findRfq, listRfqs, type PageQuery } from '../rfq/index.ts';
import { PageRequest, toPage } from './pages.ts';
import { send, userOf } from './respond.ts';

export interface ReadRoutesDeps {
  readonly db: Database;
}

const RFQ_EVENTS_MAX = 1_000;

/** Query of a snapshot by time. */
const SnapshotTimeRequest = z.strictObject({ at: Instant });

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

  router.get('/market/snapshots', async (req, res) => {
    const staff = requireStaff(userOf(res), 'viewSnapshots');
    if (!staff.ok) return send(res, staff);
    const query = parse(SnapshotTimeRequest, req.query);
    if (!query.ok) return send(res, query);
    const { at } = query.value;
    const found = await findSnapshotAt(db, Date.parse(at));
    send(res, snapshotAnswer(found, `no snapshot was stored at or before ${at}`));
  });
  router.get('/market/snapshots/:id', async (req, res) => {
    const staff = requireStaff(userOf(res), 'viewSnapshots');
    if (!staff.ok) return send(res, staff);
    const { id } = req.params;
    send(res, snapshotAnswer(await findSnapshot(db, id), `snapshot ${id} was not found`));
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

function snapshotAnswer(found: IdentifiedSnapshot | null, missing: string): Result<object> {
  if (found === null) return reject('NOT_FOUND', missing);
  const { id, snapshot, parts } = found;
  return ok({
    snapshotId: id,
    asOf: toInstant(snapshot.asOf),
    source: snapshot.source,
    parts: parts.map((part) => part.id),
    snapshot,
  });
}
