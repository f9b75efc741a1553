import { type Request, type Response, Router } from 'express';
import type { OwnAccess, Sessions, User } from '../clients/index.ts';
import { parse } from '../contracts/parse.ts';
import { ok, type Result } from '../contracts/result.ts';
import { BeginTotpRequest, ChangePasswordRequest, ConfirmTotpRequest, RemoveTotpRequest } from '../contracts/users.ts';
import { setCookie } from './credentials.ts';
import { send, userOf } from './respond.ts';
import { sessionEntry } from './sessions.ts';

export interface MeRoutesDeps {
  readonly ownAccess: OwnAccess;
  readonly sessions: Sessions;
}

/** One's own way in: password and second factor. Each change gives the session a new token and ends the user's others. */
export function meRoutes({ ownAccess, sessions }: MeRoutesDeps): Router {
  const router = Router();

  /** Says what came of it, with the new token. */
  const answer = async (req: Request, res: Response, done: Result<object>): Promise<void> => {
    const entry = sessionEntry(userOf(res));
    if (!done.ok || !entry.ok) return send(res, done);
    const fresh = await sessions.rotate(entry.value.sessionId);
    if (fresh !== null && entry.value.cookie) setCookie(req, res, fresh);
    send(res, ok({ ...done.value, token: entry.value.cookie ? '' : (fresh?.token ?? '') }));
  };
  const own = (work: (req: Request, res: Response, user: User) => Promise<void>) => (req: Request, res: Response) => {
    const entry = sessionEntry(userOf(res));
    return entry.ok ? work(req, res, userOf(res)) : send(res, entry);
  };

  router.post(
    '/me/password',
    own(async (req, res, user) => {
      const request = parse(ChangePasswordRequest, req.body);
      await answer(req, res, request.ok ? await ownAccess.changePassword(user, request.value) : request);
    }),
  );
  router.post(
    '/me/totp',
    own(async (req, res, user) => {
      const request = parse(BeginTotpRequest, req.body);
      send(res, request.ok ? await ownAccess.beginTotp(user, request.value.password) : request);
    }),
  );
  router.post(
    '/me/totp/confirm',
    own(async (req, res, user) => {
      const request = parse(ConfirmTotpRequest, req.body);
      await answer(req, res, request.ok ? await ownAccess.confirmTotp(user, request.value.code) : request);
    }),
  );
  router.post(
    '/me/totp/remove',
    own(async (req, res, user) => {
      const request = parse(RemoveTotpRequest, req.body);
      await answer(req, res, request.ok ? await ownAccess.removeTotp(user, request.value) : request);
    }),
  );

  return router;
}
