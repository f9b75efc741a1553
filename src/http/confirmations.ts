import { Router } from 'express';
import { findConfirmation, readParties, saveAccountTerms, saveFirmProfile } from '../booking/index.ts';
import { readScope, requireStaff } from '../clients/index.ts';
import { AccountTerms, FirmProfile } from '../contracts/confirmation.ts';
import { parse } from '../contracts/parse.ts';
import { ok, type Result, reject } from '../contracts/result.ts';
import { type ResolveTradeAnswer, ResolveTradeRequest } from '../contracts/trade.ts';
import type { Clock } from '../platform/clock.ts';
import type { Database } from '../platform/database/database.ts';
import { confirmationPdf } from './confirmation-pdf.ts';
import { send, userOf } from './respond.ts';

export interface ConfirmationRoutesDeps {
  readonly db: Database;
  readonly clock: Clock;
  readonly resolveTrade: (request: ResolveTradeRequest, userId: string) => Promise<Result<ResolveTradeAnswer>>;
}

/** Confirmations as JSON or PDF, by the Accept header; what they say of both parties; and the end of held trades. */
export function confirmationRoutes({ db, clock, resolveTrade }: ConfirmationRoutesDeps): Router {
  const router = Router();

  router.get('/trades/:id/confirmation', async (req, res) => {
    const scope = readScope(userOf(res));
    if (!scope.ok) return send(res, scope);
    const { id } = req.params;
    const confirmation = await findConfirmation(db, id, scope.value);
    if (confirmation === null) return send(res, reject('NOT_FOUND', `trade ${id} has no confirmation`));
    if (req.accepts(['json', 'pdf']) !== 'pdf') return send(res, ok(confirmation));
    res.type('pdf').set('Content-Disposition', `inline; filename="confirmation-${id}.pdf"`);
    res.send(await confirmationPdf(confirmation));
  });

  router.post('/trades/:id/resolve', async (req, res) => {
    const staff = requireStaff(userOf(res), 'resolveTrades');
    if (!staff.ok) return send(res, staff);
    const request = parse(ResolveTradeRequest, { ...req.body, tradeId: req.params.id });
    send(res, request.ok ? await resolveTrade(request.value, staff.value.userId) : request);
  });

  router.get('/firm', async (_req, res) => {
    const staff = requireStaff(userOf(res), 'viewAll');
    send(res, staff.ok ? ok({ profile: (await readParties(db, '')).firm }) : staff);
  });

  router.put('/firm', async (req, res) => {
    const staff = requireStaff(userOf(res), 'changeTerms');
    if (!staff.ok) return send(res, staff);
    const profile = parse(FirmProfile, req.body);
    if (!profile.ok) return send(res, profile);
    await saveFirmProfile(db, profile.value, { userId: staff.value.userId, at: new Date(clock.now()) });
    send(res, ok({ profile: profile.value }));
  });

  router.get('/accounts/:id/terms', async (req, res) => {
    const staff = requireStaff(userOf(res), 'viewAll');
    send(res, staff.ok ? ok({ terms: (await readParties(db, req.params.id)).terms }) : staff);
  });

  router.put('/accounts/:id/terms', async (req, res) => {
    const staff = requireStaff(userOf(res), 'changeTerms');
    if (!staff.ok) return send(res, staff);
    const terms = parse(AccountTerms, req.body);
    if (!terms.ok) return send(res, terms);
    const { id } = req.params;
    const saved = await saveAccountTerms(db, id, {
      terms: terms.value,
      userId: staff.value.userId,
      at: new Date(clock.now()),
    });
    send(res, saved ? ok({ terms: terms.value }) : reject('NOT_FOUND', `account ${id} was not found`));
  });

  return router;
}
