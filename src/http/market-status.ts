import { Router } from 'express';
import { readScope, requireStaff } from '../clients/index.ts';

import { MarketChainRequest } from '../contracts/market-chain.ts';
import { parse } from '../contracts/parse.ts';
import { ok, reject } from '../contracts/result.ts';
import {
  type MarketFeed,
  type MarketGuards,
  toClientMarketStatusView,
  toMarketChainView,
  toMarketStatusView,
} from '../market/index.ts';
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

  router.get('/market/chain', (req, res) => {
    const staff = requireStaff(userOf(res), 'viewSnapshots');
    if (!staff.ok) return send(res, staff);
    const query = parse(MarketChainRequest, req.query);
    if (!query.ok) return send(res, query);
    const { underlying } = query.value;
    const chain = toMarketChainView(market.status(), { underlying, now: clock.now() });
    send(res, chain === null ? reject('NOT_FOUND', `no surface of ${underlying} is in use`) : ok(chain));
  });

  return router;
}
