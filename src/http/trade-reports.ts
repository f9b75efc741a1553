import { type Request, type Response, Router } from 'express';
import { listReports, type makeDecideReports, type makeFileReports } from '../booking/index.ts';
import { requireStaff } from '../clients/index.ts';
import { parse } from '../contracts/parse.ts';
import { ok, type Result } from '../contracts/result.ts';
import { DecideReportsRequest, FileReportsRequest, TradeReportsRequest } from '../contracts/trade-report.ts';
import type { Clock } from '../platform/clock.ts';
import type { Database } from '../platform/database/database.ts';
import { toPage } from './pages.ts';
import { send, userOf } from './respond.ts';

export interface TradeReportRoutesDeps {
  readonly db: Database;
  readonly clock: Clock;
  readonly decideReports: ReturnType<typeof makeDecideReports>;
  readonly fileReports: ReturnType<typeof makeFileReports>;
}

/** Which trades are reportable to the trade repository, and which were reported (BK-04). */
export function tradeReportRoutes({ db, clock, decideReports, fileReports }: TradeReportRoutesDeps): Router {
  const router = Router();

  router.get('/trade-reports', async (req, res) => {
    const staff = requireStaff(userOf(res), 'viewDesk');
    if (!staff.ok) return send(res, staff);
    const query = parse(TradeReportsRequest, req.query);
    if (!query.ok) return send(res, query);
    const found = await listReports(db, query.value, clock.now());
    send(res, ok(toPage(found, query.value.limit, ({ tradeId }) => tradeId)));
  });

  router.post('/trade-reports/decide', async (req, res) => {
    const by = reporterOf(req, res);
    if (!by.ok) return send(res, by);
    const request = parse(DecideReportsRequest, req.body);
    send(res, request.ok ? await decideReports(request.value, by.value) : request);
  });

  router.post('/trade-reports/file', async (req, res) => {
    const by = reporterOf(req, res);
    if (!by.ok) return send(res, by);
    const request = parse(FileReportsRequest, req.body);
    send(res, request.ok ? await fileReports(request.value, by.value) : request);
  });

  return router;
}

function reporterOf(
  { ip }: Pick<Request, 'ip'>,
  res: Response,
): Result<Parameters<TradeReportRoutesDeps['decideReports']>[1]> {
  const staff = requireStaff(userOf(res), 'reportTrades');
  if (!staff.ok) return staff;
  const { userId, entry } = staff.value;
  return ok({ userId, ...(entry && { entry }), ...(ip !== undefined && { address: ip }) });
}
