import { Router } from 'express';
import { readScope } from '../clients/index.ts';
import { ok } from '../contracts/result.ts';
import { type MarketFeed, type MarketGuards, toClientMarketStatusView, toMarketStatusView } from '../market/index.ts';
import type { Clock } from '../platform/clock.ts';
import { send, userOf } from './respond.ts';

export interface MarketStatusRoutesDeps {
  readonly market: Pick<MarketFeed, 'current' | 'status'>;
  readonly guards: Pick<MarketGuards, 'halts'>;
  readonly clock: Clock;
}

/** Staff see every figure; a client sees what is paused, in neutral words. */
export function marketStatusRoutes({ market, guards, clock }: MarketStatusRoutesDeps): Router {
  const router = Router();

  router.get('/market/status', (_req, res) => {
    const scope = readScope(userOf(res));
    if (!scope.ok) return send(res, scope);
    const parts = { status: market.status(), current: market.current(), halts: guards.halts(), now: clock.now() };
    send(res, ok(scope.value === null ? toMarketStatusView(parts) : toClientMarketStatusView(parts)));
  });

  return router;
}
