import express, { type Express, type RequestHandler, Router } from 'express';
import type { MarketFeed } from '../market/index.ts';
import type { Logger } from '../platform/logging.ts';
import { type AffirmationRoutesDeps, affirmationRoutes } from './affirmations.ts';
import { type ApiKeyRoutesDeps, apiKeyRoutes } from './api-keys.ts';
import { type ApprovalRoutesDeps, approvalRoutes } from './approvals.ts';
import { type AuditRoutesDeps, auditRoutes } from './audit.ts';
import { auditRetentionRoutes } from './audit-retention.ts';
import { type ClientRoutesDeps, clientRoutes } from './clients.ts';
import { type ConfirmationRoutesDeps, confirmationRoutes } from './confirmations.ts';
import { type Identify, keepBodyHash } from './credentials.ts';
import { decisionRoutes } from './decisions.ts';
import { type DeskRoutesDeps, deskRoutes } from './desk.ts';
import { type LimitRoutesDeps, limitRoutes } from './limits.ts';
import { type MarketScenarioRoutesDeps, marketScenarioRoutes } from './market-scenario.ts';
import { type MarketStatusRoutesDeps, marketStatusRoutes } from './market-status.ts';
import { type MeRoutesDeps, meRoutes } from './me.ts';
import { type OperationsDeps, operationsRoutes } from './operations.ts';
import { plainPath } from './plain-path.ts';
import { type PolicyRoutesDeps, policyRoutes } from './policies.ts';
import { type ReadRoutesDeps, readRoutes } from './reads.ts';
import { type ReplayRoutesDeps, replayRoutes } from './replays.ts';
import { errorHandler, notFound, requireSession } from './respond.ts';
import { type ScenarioRoutesDeps, scenarioRoutes } from './scenarios.ts';
import { securityHeaders } from './security-headers.ts';
import { type SessionRoutesDeps, sessionRoutes } from './sessions.ts';
import { type TradeReportRoutesDeps, tradeReportRoutes } from './trade-reports.ts';
import { type TradingRoutesDeps, tradingRoutes } from './trading.ts';
import { type UserRoutesDeps, userRoutes } from './users.ts';
import { type ViewsDeps, viewsRecorded } from './views.ts';
import { webApp } from './web-app.ts';
import { type WelcomePageDeps, welcomePage, welcomeStyle } from './welcome.ts';
import { type WhatIfRoutesDeps, whatIfRoutes } from './what-ifs.ts';

export interface HttpAppDeps
  extends AffirmationRoutesDeps,
    TradeReportRoutesDeps,
    ApiKeyRoutesDeps,
    ApprovalRoutesDeps,
    DeskRoutesDeps,
    AuditRoutesDeps,
    ClientRoutesDeps,
    ConfirmationRoutesDeps,
    LimitRoutesDeps,
    MarketScenarioRoutesDeps,
    MarketStatusRoutesDeps,
    MeRoutesDeps,
    OperationsDeps,
    PolicyRoutesDeps,
    ReadRoutesDeps,
    ReplayRoutesDeps,
    ScenarioRoutesDeps,
    SessionRoutesDeps,
    TradingRoutesDeps,
    UserRoutesDeps,
    ViewsDeps,
    WhatIfRoutesDeps,
    WelcomePageDeps {
  readonly log: Logger;
  readonly identify: Identify;
  /** Whether this address is a proxy whose word is taken for where a request came from. */
  readonly isTrustedProxy: (address: string) => boolean;
  readonly market: Pick<MarketFeed, 'current' | 'status'>;
  readonly onAnswered: (name: string, status: number, seconds: number) => void;
}

const BODY_LIMIT = '64kb';

/** The HTTP edge: `/api/v1` behind a session, and what operators and load balancers ask without one. */
export function httpApp(deps: HttpAppDeps): Express {
  const app = express();
  app.disable('x-powered-by');
  app.set('trust proxy', deps.isTrustedProxy);
  app.use(securityHeaders());
  app.use((req, res, next) => {
    const startedAt = performance.now();
    res.on('finish', () => {
      const route = typeof req.route?.path === 'string' ? `${req.method} ${req.baseUrl}${req.route.path}` : 'unmatched';
      deps.onAnswered(route, res.statusCode, (performance.now() - startedAt) / 1000);
    });
    next();
  });
  app.use(operationsRoutes(deps));
  app.get('/welcome', welcomePage(deps));
  app.get('/welcome.css', welcomeStyle);
  app.use('/api/v1', apiRoutes(deps));
  app.use(webApp());
  app.get('/', welcomePage(deps));
  app.use(notFound);
  app.use(errorHandler(deps.log));
  return app;
}

/** For a process that serves nobody: only what operators and load balancers ask. */
export function operationsApp(deps: OperationsDeps & { readonly log: Logger }): Express {
  const app = express();
  app.disable('x-powered-by');
  app.use(securityHeaders());
  app.use(operationsRoutes(deps));
  app.use(notFound);
  app.use(errorHandler(deps.log));
  return app;
}

/** What is read here is somebody's own: neither a browser nor a proxy keeps it. */
const neverKept: RequestHandler = (_req, res, next) => {
  res.set('Cache-Control', 'no-store');
  next();
};

function apiRoutes(deps: HttpAppDeps): Router {
  const router = Router();
  router.use(plainPath, neverKept);
  router.use(express.json({ limit: BODY_LIMIT, verify: keepBodyHash }));
  router.use(operationsRoutes(deps));
  router.use(sessionRoutes(deps));
  router.use(requireSession(deps.identify));
  router.use(viewsRecorded(deps));
  router.use(meRoutes(deps));
  router.use(userRoutes(deps));
  router.use(apiKeyRoutes(deps));
  router.use(readRoutes(deps));
  router.use(tradingRoutes(deps));
  router.use(approvalRoutes(deps));
  router.use(decisionRoutes(deps));
  router.use(marketScenarioRoutes(deps));
  router.use(marketStatusRoutes(deps));
  router.use(deskRoutes(deps));
  router.use(confirmationRoutes(deps));
  router.use(affirmationRoutes(deps));
  router.use(tradeReportRoutes(deps));
  router.use(auditRoutes(deps));
  router.use(auditRetentionRoutes(deps));
  router.use(clientRoutes(deps));
  router.use(limitRoutes(deps));
  router.use(replayRoutes(deps));
  router.use(scenarioRoutes(deps));
  router.use(whatIfRoutes(deps));
  router.use(policyRoutes(deps));
  return router;
}
