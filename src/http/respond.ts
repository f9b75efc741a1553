import type { NextFunction, Request, RequestHandler, Response } from 'express';
import type { User } from '../clients/index.ts';
import { REJECT_CODES } from '../contracts/errors.ts';
import { type Rejection, type Result, reject, rejection, toAnswer } from '../contracts/result.ts';
import { isOutage } from '../platform/database/errors.ts';
import type { Logger } from '../platform/logging.ts';
import type { Identify } from './credentials.ts';

export function send<T>(res: Response, result: Result<T>, okStatus = 200): void {
  res.status(result.ok ? okStatus : REJECT_CODES[result.rejection.code].status).json(toAnswer(result));
}

/** Refuses whoever is not signed in; the user is then `userOf(res)`. */
export function requireSession(identify: Identify): RequestHandler {
  return async (req, res, next) => {
    const user = await identify(req);
    if (!user.ok) {
      if (user.rejection.code === 'UNAUTHENTICATED') res.set('WWW-Authenticate', 'Bearer');
      return send(res, user);
    }
    res.locals['user'] = user.value;
    next();
  };
}

export function userOf(res: Response): User {
  return res.locals['user'] as User;
}

export function notFound(req: Request, res: Response): void {
  send(res, reject('NOT_FOUND', `${req.method} ${req.path} is not part of this API`));
}

/** The one place where what was thrown becomes an answer. Express knows it by its four parameters. */
export function errorHandler(log: Logger) {
  // biome-ignore lint/complexity/useMaxParams: Express tells an error handler by its four parameters.
  return (error: unknown, req: Request, res: Response, next: NextFunction): void => {
    if (res.headersSent) {
      next(error);
      return;
    }
    const refused = bodyFault(error);
    if (refused === null) log.error({ err: error, method: req.method, path: req.path }, 'HTTP request failed');
    send(res, { ok: false, rejection: refused ?? outage(error) });
  };
}

function outage(error: unknown): Rejection {
  return isOutage(error)
    ? rejection('UNAVAILABLE', 'the service cannot answer now; ask again')
    : rejection('INTERNAL', 'internal error');
}

/** A body that cannot be read carries its own 4xx. */
function bodyFault(error: unknown): Rejection | null {
  if (!(error instanceof Error) || !('status' in error) || !('expose' in error)) return null;
  const status = Number(error.status);
  return status >= 400 && status < 500
    ? rejection('VALIDATION_FAILED', `the body cannot be read: ${error.message}`)
    : null;
}
