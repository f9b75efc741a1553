import { Router } from 'express';
import { requireStaff } from '../clients/index.ts';
import { PlayScenarioRequest } from '../contracts/market-scenario.ts';
import { parse } from '../contracts/parse.ts';
import { makeScenarioControl, type ScenarioControlDeps } from '../market/index.ts';
import { send, userOf } from './respond.ts';

export type MarketScenarioRoutesDeps = ScenarioControlDeps;

/** What a desk rehearses on, while the market is simulated. */
export function marketScenarioRoutes(deps: MarketScenarioRoutesDeps): Router {
  const router = Router();
  const scenarios = makeScenarioControl(deps);

  router.get('/market/scenario', (_req, res) => {
    const staff = requireStaff(userOf(res), 'viewAll');
    send(res, staff.ok ? scenarios.current() : staff);
  });

  router.post('/market/scenario', (req, res) => {
    const staff = requireStaff(userOf(res), 'rehearseMarket');
    if (!staff.ok) return send(res, staff);
    const request = parse(PlayScenarioRequest, req.body);
    send(res, request.ok ? scenarios.play(request.value, staff.value.username) : request);
  });

  return router;
}
