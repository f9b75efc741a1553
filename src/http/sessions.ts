import { type Request, type Response, Router } from 'express';
import { RateLimiterMemory, RateLimiterRes } from 'rate-limiter-flexible';
import type { Entry, Sessions, SignIn, User } from '../clients/index.ts';
import { parse } from '../contracts/parse.ts';
import { ok, type Result, reject } from '../contracts/result.ts';
import { SignInRequest } from '../contracts/session.ts';
import { type Identify, isFromOwnPage, setCookie } from './credentials.ts';
import { requireSession, send, userOf } from './respond.ts';

export interface SessionRoutesDeps {
  readonly sessions: Sessions;
  readonly signIn: SignIn;
  readonly identify: Identify;
  /** Told once the end of a session is durable. */
  readonly onSessionEnded: (user: User, sessionId: string) => Promise<void>;
  /** Passwords are guessed slowly: so many tries a minute from one address. */
  readonly signInsPerMinute: number;
}

type SessionEntry = Extract<Entry, { kind: 'session' }>;

export function sessionRoutes(deps: SessionRoutesDeps): Router {
  const { sessions, identify } = deps;
  const router = Router();
  const limiter = new RateLimiterMemory({ points: deps.signInsPerMinute, duration: 60 });

  router.post('/sessions', async (req, res) => {
    const rate = await withinRate(limiter, req.ip ?? 'unknown');
    if (!rate.ok) return send(res, rate);
    const request = parse(SignInRequest, req.body);
    if (!request.ok) return send(res, request);
    await signIn(deps, { req, res, request: request.value });
  });

  router.get('/sessions', requireSession(identify), async (_req, res) => {
    const entry = sessionEntry(userOf(res));
    if (!entry.ok) return send(res, entry);
    const items = await sessions.list(userOf(res).userId);
    const current = entry.value.sessionId;
    send(res, ok({ items: items.map((item) => ({ ...item, current: item.sessionId === current })), nextCursor: null }));
  });

  router.post('/sessions/current/refresh', requireSession(identify), async (req, res) => {
    const entry = sessionEntry(userOf(res));
    if (!entry.ok) return send(res, entry);
    const fresh = await sessions.rotate(entry.value.sessionId);
    if (fresh === null) return send(res, reject('UNAUTHENTICATED', 'the session has ended'));
    if (entry.value.cookie) setCookie(req, res, fresh);
    send(res, ok(entry.value.cookie ? { ...fresh, token: '' } : fresh));
  });

  router.delete('/sessions/current', requireSession(identify), async (req, res) => {
    const entry = sessionEntry(userOf(res));
    if (!entry.ok) return send(res, entry);
    await end(deps, userOf(res), entry.value.sessionId);
    if (entry.value.cookie) setCookie(req, res, null);
    send(res, ok({ signedOut: true }));
  });

  router.delete('/sessions/:id', requireSession(identify), async (req: Request<{ id: string }>, res) => {
    const entry = sessionEntry(userOf(res));
    if (!entry.ok) return send(res, entry);
    const ended = await end(deps, userOf(res), req.params.id);
    send(res, ended ? ok({ signedOut: true }) : reject('NOT_FOUND', `session ${req.params.id} was not found`));
  });

  return router;
}

async function signIn(
  deps: SessionRoutesDeps,
  { req, res, request }: { readonly req: Request; readonly res: Response; readonly request: SignInRequest },
): Promise<void> {
  if (request.cookie === true && !isFromOwnPage(req)) {
    return send(res, reject('FORBIDDEN', "a cookie is given to the service's own pages alone"));
  }
  const opened = await deps.signIn(request, { address: req.ip ?? 'unknown' });
  if (!opened.ok || request.cookie !== true) return send(res, opened, 201);
  setCookie(req, res, opened.value);
  send(res, ok({ ...opened.value, token: '' }), 201);
}

async function end({ sessions, onSessionEnded }: SessionRoutesDeps, user: User, sessionId: string): Promise<boolean> {
  const ended = await sessions.end({ userId: user.userId, sessionId });
  if (ended) await onSessionEnded(user, sessionId);
  return ended;
}

/** What is about sessions is for who came in by one. */
export function sessionEntry({ entry }: User): Result<SessionEntry> {
  return entry?.kind === 'session' ? ok(entry) : reject('FORBIDDEN', 'an API key has no session');
}

async function withinRate(limiter: RateLimiterMemory, address: string): Promise<Result<void>> {
  try {
    await limiter.consume(address);
    return ok(undefined);
  } catch (refused) {
    if (!(refused instanceof RateLimiterRes)) throw refused;
    return reject(
      'RATE_LIMITED',
      `more than ${limiter.points} sign-ins a minute; try again in ${refused.msBeforeNext} ms`,
    );
  }
}
