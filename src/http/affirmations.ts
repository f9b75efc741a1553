import { type Request, type Response, Router } from 'express';
import {
  type AffirmTrade,
  type DisputeTrade,
  findContractNote,
  type ResolveDispute,
  readAffirmation,
  toAffirmationView,
} from '../booking/index.ts';
import { readScope, requireAccount, requireStaff } from '../clients/index.ts';
import { AffirmTradeRequest, DisputeTradeRequest, ResolveDisputeRequest } from '../contracts/affirmation.ts';
import { parse } from '../contracts/parse.ts';
import { ok, type Result, reject } from '../contracts/result.ts';
import type { Database } from '../platform/database/database.ts';
import type { Caller } from '../rfq/index.ts';
import { send, userOf } from './respond.ts';

export interface AffirmationRoutesDeps {
  readonly db: Database;
  readonly affirmTrade: AffirmTrade;
  readonly disputeTrade: DisputeTrade;
  readonly resolveDispute: ResolveDispute;
  readonly withinRate: (accountId: string, name: string) => Promise<Result<void>>;
}

/** What is said of a trade's confirmation, and the contract note (BK-03). */
export function affirmationRoutes(deps: AffirmationRoutesDeps): Router {
  const { db, affirmTrade, disputeTrade, resolveDispute } = deps;
  const router = Router();

  router.get('/trades/:id/affirmation', async (req, res) => {
    const scope = readScope(userOf(res));
    if (!scope.ok) return send(res, scope);
    const { id } = req.params;
    const affirmation = await readAffirmation(db, { tradeId: id, accountId: scope.value });
    send(res, affirmation === null ? missing(id, 'confirmation') : ok(toAffirmationView(affirmation)));
  });

  router.get('/trades/:id/contract-note', async (req, res) => {
    const scope = readScope(userOf(res));
    if (!scope.ok) return send(res, scope);
    const { id } = req.params;
    const note = await findContractNote(db, id, scope.value);
    send(res, note === null ? missing(id, 'contract note') : ok(note));
  });

  router.post('/trades/:id/affirm', async (req, res) => {
    const caller = await callerOf(deps, req, { res, name: 'trade.affirm' });
    if (!caller.ok) return send(res, caller);
    const request = parse(AffirmTradeRequest, { ...req.body, tradeId: req.params.id });
    send(res, request.ok ? await affirmTrade(request.value, caller.value) : request);
  });

  router.post('/trades/:id/dispute', async (req, res) => {
    const caller = await callerOf(deps, req, { res, name: 'trade.dispute' });
    if (!caller.ok) return send(res, caller);
    const request = parse(DisputeTradeRequest, { ...req.body, tradeId: req.params.id });
    send(res, request.ok ? await disputeTrade(request.value, caller.value) : request);
  });

  router.post('/trades/:id/dispute/resolve', async (req, res) => {
    const staff = requireStaff(userOf(res), 'resolveDisputes');
    if (!staff.ok) return send(res, staff);
    const request = parse(ResolveDisputeRequest, { ...req.body, tradeId: req.params.id });
    const { userId, entry } = staff.value;
    const by = { userId, ...(entry && { entry }), ...(req.ip !== undefined && { address: req.ip }) };
    send(res, request.ok ? await resolveDispute(request.value, by) : request);
  });

  return router;
}

function missing(tradeId: string, what: string) {
  return reject('NOT_FOUND', `trade ${tradeId} has no ${what}`);
}

async function callerOf(
  { withinRate }: AffirmationRoutesDeps,
  { ip }: Pick<Request, 'ip'>,
  { res, name }: { readonly res: Response; readonly name: string },
): Promise<Result<Caller>> {
  const user = userOf(res);
  const account = requireAccount(user, 'trade');
  if (!account.ok) return account;
  const rate = await withinRate(account.value, name);
  if (!rate.ok) return rate;
  const { userId, entry } = user;
  return ok({
    userId,
    accountId: account.value,
    ...(entry && { entry }),
    ...(ip !== undefined && { address: ip }),
  });
}
