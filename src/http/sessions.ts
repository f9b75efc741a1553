import { Router } from 'express';
import { RateLimiterMemory, RateLimiterRes } from 'rate-limiter-flexible';
import type { Sessions } from '../clients/index.ts';
import { parse } from '../contracts/parse.ts';
import { ok, type Result, reject } from '../contracts/result.ts';
import { SignInRequest } from '../contracts/session.ts';
import { requireSession, send, tokenOf } from './respond.ts';

export interface SessionRoutesDeps {
  readonly sessions: Sessions;
  /** Passwords are guessed slowly: so many tries a minute from one address. */
  readonly signInsPerMinute: number;
}

export function sessionRoutes({ sessions, signInsPerMinute }: SessionRoutesDeps): Router {
  const router = Router();
  const limiter = new RateLimiterMemory({ points: signInsPerMinute, duration: 60 });

  router.post('/sessions', async (req, res) => {
    const rate = await withinRate(limiter, req.ip ?? 'unknown');
    if (!rate.ok) return send(res, rate);
    const request = parse(SignInRequest, req.body);
    send(res, request.ok ? await sessions.signIn(request.value) : request, 201);
  });

  router.delete('/sessions/current', requireSession(sessions.find), async (req, res) => {
    await sessions.signOut(tokenOf(req) ?? '');
    send(res, ok({ signedOut: true }));
  });

  return router;
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
