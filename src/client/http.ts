import { z } from 'zod';
import {
  type ApprovalChangeRequest,
  ApprovalView,
  type ApproveApprovalRequest,
  type DraftApprovalRequest,
  type ReinstateApprovalRequest,
  type ReviseApprovalRequest,
} from '../contracts/approval.ts';
import {
  type ApprovalDecisionsRequest,
  ApprovalDecisionsView,
  type ApprovalImpactRequest,
  ApprovalImpactView,
} from '../contracts/approval-answers.ts';
import { InvariantReport } from '../contracts/audit.ts';
import { Confirmation } from '../contracts/confirmation.ts';
import { DeskRequestView, TradersView } from '../contracts/desk.ts';
import { DESK_REQUESTS, type DeskAnswer, type DeskRequestInput } from '../contracts/desk-socket.ts';
import { type MarketChainRequest, MarketChainView } from '../contracts/market-chain.ts';
import { type PlayScenarioRequest, ScenarioView } from '../contracts/market-scenario.ts';
import { MarketStatusView } from '../contracts/market-status.ts';
import { ok, type Result, reject } from '../contracts/result.ts';
import { RfqView } from '../contracts/rfq.ts';
import { SessionView, type SignInRequest } from '../contracts/session.ts';
import { ResolveTradeAnswer, type ResolveTradeRequest, TradeView } from '../contracts/trade.ts';
import { readAnswer } from './answer.ts';
import { type DeskHttpName, deskRoute } from './desk-routes.ts';

export interface PageRequest {
  readonly limit?: number;
  /** `nextCursor` of the page before. */
  readonly cursor?: string;
}

export interface Page<T> {
  readonly items: T[];
  readonly nextCursor: string | null;
}

/** What each step of an approval's life has to say. */
export interface ApprovalChanges {
  readonly submit: ApprovalChangeRequest;
  readonly approve: ApproveApprovalRequest;
  readonly reject: ApprovalChangeRequest;
  readonly suspend: ApprovalChangeRequest;
  readonly reinstate: ReinstateApprovalRequest;
  readonly revoke: ApprovalChangeRequest;
}

export interface HttpClient {
  getTrades(page?: PageRequest): Promise<Result<Page<TradeView>>>;
  getTrade(tradeId: string): Promise<Result<TradeView>>;
  getConfirmation(tradeId: string): Promise<Result<Confirmation>>;
  /** The same document as a PDF. */
  getConfirmationPdf(tradeId: string): Promise<Result<Uint8Array>>;
  resolveTrade(request: ResolveTradeRequest): Promise<Result<ResolveTradeAnswer>>;
  getInvariants(): Promise<Result<InvariantReport>>;
  getRfqs(page?: PageRequest): Promise<Result<Page<RfqView>>>;
  /** The whole register, at an instant of the past if one is given. */
  getApprovals(query?: { readonly asOf?: string }): Promise<Result<Page<ApprovalView>>>;
  getApproval(approvalId: string): Promise<Result<ApprovalView>>;
  /** Oldest first, each with the signatures on it. */
  getApprovalVersions(approvalId: string): Promise<Result<Page<ApprovalView>>>;
  /** What was allowed, and which versions said so. */
  getApprovalDecisions(query: ApprovalDecisionsRequest): Promise<Result<ApprovalDecisionsView>>;
  /** What a step would do, without taking it. */
  getApprovalImpact(approvalId: string, request: ApprovalImpactRequest): Promise<Result<ApprovalImpactView>>;
  draftApproval(request: DraftApprovalRequest): Promise<Result<ApprovalView>>;
  reviseApproval(approvalId: string, request: ReviseApprovalRequest): Promise<Result<ApprovalView>>;
  changeApproval<C extends keyof ApprovalChanges>(
    approvalId: string,
    change: C,
    request: ApprovalChanges[C],
  ): Promise<Result<ApprovalView>>;
  /** For staff: venues, composites, surfaces, and what halts quoting. */
  getMarketStatus(): Promise<Result<MarketStatusView>>;
  /** For staff: the market's bids and asks that the surface in use was fitted to, by strike. */
  getMarketChain(query: MarketChainRequest): Promise<Result<MarketChainView>>;
  /** What is played on the simulated market. */
  getScenario(): Promise<Result<ScenarioView>>;
  playScenario(request: PlayScenarioRequest): Promise<Result<ScenarioView>>;
  /** A request of the desk, by the name that it has on `/v1/desk`. */
  desk<N extends DeskHttpName>(name: N, payload: DeskRequestInput<N>): Promise<Result<DeskAnswer<N>>>;
  /** @param opening Of the page that asks again and again: under one, a view of a quote is recorded once. */
  getDeskRequest(rfqId: string, opening?: string): Promise<Result<DeskRequestView>>;
  /** Those whom a request may be handed over to. */
  getTraders(): Promise<Result<TradersView>>;
  /** A file that a route of `/api/v1` answers with, in full. */
  getFile(path: string): Promise<Result<Uint8Array>>;
  /** Any other route of `/api/v1`, its answer read by `data`. */
  send<S extends z.ZodType>(of: {
    readonly method: 'GET' | 'POST' | 'DELETE';
    /** Behind `/api/v1`, with its query. */
    readonly path: string;
    readonly body?: unknown;
    readonly data: S;
  }): Promise<Result<z.output<S>>>;
  signOut(): Promise<Result<unknown>>;
}

export interface HttpOptions {
  /** Of the service, e.g. `http://127.0.0.1:8080`. */
  readonly url: string;
  /** Default 10 s. */
  readonly timeoutMs?: number;
}

const DEFAULT_TIMEOUT_MS = 10_000;
/** What a page says beside its cookie, which no form of another site can. */
const PAGE_HEADER = { 'x-otc-desk': 'page' };

/** Opens a session; its token is what `httpClient` and a socket's handshake need. */
export function signIn(options: HttpOptions, request: SignInRequest): Promise<Result<SessionView>> {
  return call(options, { method: 'POST', path: '/sessions', body: request, data: SessionView });
}

/**
 * `/api/v1` for one session. A service that is not there or does not answer in time is UNAVAILABLE.
 *
 * @param token Left out by the service's own pages, whose session is in a cookie.
 */
export function httpClient(options: HttpOptions, token?: string): HttpClient {
  const get = <S extends z.ZodType>(path: string, data: S) => call(options, { method: 'GET', path, token, data });
  const post = <S extends z.ZodType>(path: string, body: unknown, data: S) =>
    call(options, { method: 'POST', path, token, body, data });
  return {
    getTrades: (page) => get(`/trades${queryOf(page)}`, pageOf(TradeView)),
    getTrade: (tradeId) => get(`/trades/${encodeURIComponent(tradeId)}`, TradeView),
    getConfirmation: (tradeId) => get(`/trades/${encodeURIComponent(tradeId)}/confirmation`, Confirmation),
    getConfirmationPdf: (tradeId) =>
      fetchFile(options, {
        path: `/trades/${encodeURIComponent(tradeId)}/confirmation`,
        token,
        accept: 'application/pdf',
      }),
    resolveTrade: ({ tradeId, ...body }) =>
      call(options, {
        method: 'POST',
        path: `/trades/${encodeURIComponent(tradeId)}/resolve`,
        token,
        body,
        data: ResolveTradeAnswer,
      }),
    getInvariants: () => get('/audit/invariants', InvariantReport),
    getRfqs: (page) => get(`/rfqs${queryOf(page)}`, pageOf(RfqView)),
    getApprovals: (query) => get(`/approvals${queryOf(query)}`, pageOf(ApprovalView)),
    getApproval: (id) => get(`/approvals/${encodeURIComponent(id)}`, ApprovalView),
    getApprovalVersions: (id) => get(`/approvals/${encodeURIComponent(id)}/versions`, pageOf(ApprovalView)),
    getApprovalDecisions: (query) => get(`/approvals/decisions${queryOf(query)}`, ApprovalDecisionsView),
    getApprovalImpact: (id, body) => post(`/approvals/${encodeURIComponent(id)}/impact`, body, ApprovalImpactView),
    draftApproval: (body) => post('/approvals', body, ApprovalView),
    reviseApproval: (id, body) => post(`/approvals/${encodeURIComponent(id)}/revise`, body, ApprovalView),
    changeApproval: (id, change, body) => post(`/approvals/${encodeURIComponent(id)}/${change}`, body, ApprovalView),
    getMarketStatus: () => get('/market/status', MarketStatusView),
    getMarketChain: (query) => get(`/market/chain${queryOf(query)}`, MarketChainView),
    getScenario: () => get('/market/scenario', ScenarioView),
    playScenario: (request) =>
      call(options, { method: 'POST', path: '/market/scenario', token, body: request, data: ScenarioView }),
    async desk(name, payload) {
      const { method, path } = deskRoute(name, payload);
      const body = method === 'GET' ? undefined : payload;
      const answer = await call(options, { method, path, token, body, data: DESK_REQUESTS[name].answer });
      // Each name is answered by its own schema, which the compiler cannot follow through a variable name.
      return answer as Result<DeskAnswer<typeof name>>;
    },
    getDeskRequest: (rfqId, opening) =>
      get(`/desk/rfqs/${encodeURIComponent(rfqId)}${queryOf({ opening })}`, DeskRequestView),
    getTraders: () => get('/desk/traders', TradersView),
    getFile: (path) => fetchFile(options, { path, token, accept: '*/*' }),
    send: (of) => call(options, { ...of, token }),
    signOut: () => call(options, { method: 'DELETE', path: '/sessions/current', token, data: z.unknown() }),
  };
}

function pageOf<S extends z.ZodType>(item: S) {
  return z.object({ items: z.array(item), nextCursor: z.string().nullable() });
}

function queryOf(fields: object = {}): string {
  const given = Object.entries(fields).flatMap(([name, value]) =>
    value === undefined ? [] : [[name, String(value)] as [string, string]],
  );
  return given.length === 0 ? '' : `?${new URLSearchParams(given)}`;
}

interface Call<S extends z.ZodType> {
  readonly method: 'GET' | 'POST' | 'DELETE';
  readonly path: string;
  readonly token?: string | undefined;
  readonly body?: unknown;
  readonly data: S;
}

async function call<S extends z.ZodType>(
  options: HttpOptions,
  { method, path, token, body, data }: Call<S>,
): Promise<Result<z.output<S>>> {
  const answered = await ask(options, { method, path, token, body, accept: 'application/json' });
  return answered.ok ? readJson(answered.value, { options, what: `${method} ${path}`, data }) : answered;
}

/** A file is bytes; a refusal of it is JSON like every other. */
async function fetchFile(
  options: HttpOptions,
  { path, token, accept }: Pick<Asked, 'path' | 'token' | 'accept'>,
): Promise<Result<Uint8Array>> {
  const answered = await ask(options, { method: 'GET', path, token, accept });
  if (!answered.ok) return answered;
  const { status, bytes } = answered.value;
  if (status === 200) return ok(bytes);
  return readJson(answered.value, { options, what: `GET ${path}`, data: z.never() });
}

interface Asked {
  readonly method: 'GET' | 'POST' | 'DELETE';
  readonly path: string;
  readonly token?: string | undefined;
  readonly body?: unknown;
  readonly accept: string;
}

interface Answered {
  readonly status: number;
  readonly bytes: Uint8Array;
}

async function ask(
  { url, timeoutMs = DEFAULT_TIMEOUT_MS }: HttpOptions,
  { method, path, token, body, accept }: Asked,
): Promise<Result<Answered>> {
  try {
    const response = await fetch(`${url}/api/v1${path}`, {
      method,
      headers: {
        accept,
        ...(token === undefined ? PAGE_HEADER : { authorization: `Bearer ${token}` }),
        ...(body === undefined ? {} : { 'content-type': 'application/json' }),
      },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
      signal: AbortSignal.timeout(timeoutMs),
    });
    return ok({ status: response.status, bytes: new Uint8Array(await response.arrayBuffer()) });
  } catch (error) {
    return reject('UNAVAILABLE', `no service at ${url}: ${reasonOf(error)}`);
  }
}

function readJson<S extends z.ZodType>(
  { status, bytes }: Answered,
  { options, what, data }: { readonly options: HttpOptions; readonly what: string; readonly data: S },
): Result<z.output<S>> {
  const raw = parseJson(new TextDecoder().decode(bytes));
  if (raw === undefined) return reject('UNAVAILABLE', `${options.url} answered HTTP ${status}, and not in JSON`);
  return readAnswer(what, data, raw);
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** fetch says "fetch failed" and keeps the reason inside. */
function reasonOf(error: unknown): string {
  const inside = messageOf(isObject(error) && 'cause' in error ? error.cause : undefined);
  return inside ?? messageOf(error) ?? String(error);
}

function messageOf(error: unknown): string | null {
  return isObject(error) && 'message' in error && error.message !== '' ? String(error.message) : null;
}

function isObject(value: unknown): value is object {
  return typeof value === 'object' && value !== null;
}
