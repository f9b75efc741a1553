import { Router } from 'express';
import { requireStaff } from '../clients/index.ts';
import { parse } from '../contracts/parse.ts';
import { ReplayRequest } from '../contracts/replay.ts';
import type { Replays } from '../risk/index.ts';
import { send, userOf } from './respond.ts';

export interface ReplayRoutesDeps {
  readonly replays: Pick<Replays, 'start' | 'find' | 'cancel'>;
}

const CREATED = 201;

/** Past prices computed again, digit by digit. */
export function replayRoutes({ replays }: ReplayRoutesDeps): Router {
  const router = Router();
  router.post('/replays', async (req, res) => {
    const staff = requireStaff(userOf(res), 'replayPrices');
    if (!staff.ok) return send(res, staff);
    const request = parse(ReplayRequest, req.body);
    send(res, request.ok ? await replays.start(request.value, staff.value.username) : request, CREATED);
  });
  router.get('/replays/:id', async (req, res) => {
    const staff = requireStaff(userOf(res), 'replayPrices');
    send(res, staff.ok ? await replays.find(req.params.id) : staff);
  });
  router.post('/replays/:id/cancel', async (req, res) => {
    const staff = requireStaff(userOf(res), 'replayPrices');
    send(res, staff.ok ? await replays.cancel(req.params.id, staff.value.username) : staff);
  });
  return router;
}
