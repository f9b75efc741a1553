import { type Request, type Response, Router } from 'express';
import { requireAccount, type User } from '../clients/index.ts';
import { AcceptQuoteRequest, type AcceptReceipt } from '../contracts/accept.ts';
import type { CatalogueView } from '../contracts/catalogue.ts';
import { parse } from '../contracts/parse.ts';
import { type Result, reject } from '../contracts/result.ts';
import { type CreateRfqAnswer, CreateRfqRequest } from '../contracts/rfq.ts';
import { UnwindTradeRequest } from '../contracts/trade.ts';
import type { Clock } from '../platform/clock.ts';
import type { Caller } from '../rfq/index.ts';
import { send, userOf } from './respond.ts';

export interface TradingRoutesDeps {
  readonly clock: Clock;
  readonly createRfq: (
    request: CreateRfqRequest,
    caller: Caller,
    receivedAt: number,
  ) => Promise<Result<CreateRfqAnswer>>;
  readonly acceptQuote: (
    request: AcceptQuoteRequest,
    caller: Caller,
    receivedAt: number,
  ) => Promise<Result<AcceptReceipt>>;
  readonly unwindTrade: (
    request: UnwindTradeRequest & { readonly tradeId: string },
    caller: Caller,
    receivedAt: number,
  ) => Promise<Result<CreateRfqAnswer>>;
  readonly catalogueFor: (accountId: string) => Promise<Result<CatalogueView>>;
  readonly withinRate: (accountId: string, name: string) => Promise<Result<void>>;
}

/** The same use cases as the sockets', for programs that ask over HTTP. */
export function tradingRoutes(deps: TradingRoutesDeps): Router {
  const { clock, createRfq, acceptQuote, catalogueFor, withinRate } = deps;
  const router = Router();

  router.get('/catalogue', async (_req, res) => {
    const account = requireAccount(userOf(res), 'viewOwn');
    send(res, account.ok ? await catalogueFor(account.value) : account);
  });

  router.post('/rfqs', async (req, res) => {
    const receivedAt = clock.now();
    const user = userOf(res);
    const account = requireAccount(user, 'trade');
    if (!account.ok) return send(res, account);
    const rate = await withinRate(account.value, 'rfq.create');
    if (!rate.ok) return send(res, rate);
    const request = parse(CreateRfqRequest, req.body);
    if (!request.ok) return send(res, request);
    send(res, await createRfq(request.value, callerOf(user, account.value, req), receivedAt), 201);
  });

  router.post('/quotes/:quoteId/accept', async (req, res) => {
    const receivedAt = clock.now();
    const user = userOf(res);
    const account = requireAccount(user, 'trade');
    if (!account.ok) return send(res, account);
    const rate = await withinRate(account.value, 'quote.accept');
    if (!rate.ok) return send(res, rate);
    const request = parse(AcceptQuoteRequest, { quoteId: req.params.quoteId, ...req.body });
    if (!request.ok) return send(res, request);
    const { quoteId } = req.params;
    if (request.value.quoteId !== quoteId) {
      return send(
        res,
        reject('VALIDATION_FAILED', `quoteId must be ${quoteId} as in the path, was ${request.value.quoteId}`),
      );
    }
    send(res, await acceptQuote(request.value, callerOf(user, account.value, req), receivedAt));
  });

  router.post('/trades/:id/unwind', unwind(deps));

  return router;
}

/** Counts as an `rfq.create`, which it is. */
function unwind({ clock, unwindTrade, withinRate }: TradingRoutesDeps) {
  return async (req: Request<{ id: string }>, res: Response): Promise<void> => {
    const receivedAt = clock.now();
    const user = userOf(res);
    const account = requireAccount(user, 'trade');
    if (!account.ok) return send(res, account);
    const rate = await withinRate(account.value, 'rfq.create');
    if (!rate.ok) return send(res, rate);
    const request = parse(UnwindTradeRequest, req.body);
    if (!request.ok) return send(res, request);
    const closing = { ...request.value, tradeId: req.params.id };
    send(res, await unwindTrade(closing, callerOf(user, account.value, req), receivedAt), 201);
  };
}

function callerOf({ userId, entry }: User, accountId: string, { ip }: Pick<Request, 'ip'>): Caller {
  const came = { ...(entry === undefined ? {} : { entry }), ...(ip === undefined ? {} : { address: ip }) };
  return { userId, accountId, channel: 'http', ...came };
}
