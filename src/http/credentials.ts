import { createHash } from 'node:crypto';
import type { IncomingMessage } from 'node:http';
import type { Request, Response } from 'express';
import { httpSubject, type Signed, type User } from '../clients/index.ts';
import { parse } from '../contracts/parse.ts';
import { ok, type Result, reject } from '../contracts/result.ts';
import { SignatureHeaders } from '../contracts/session.ts';
import { cookieName, cookieToken, isOwnOrigin } from '../platform/session-cookie.ts';

export interface IdentifyDeps {
  readonly findSession: (token: string) => Promise<User | null>;
  readonly verifySignature: (signed: Signed) => Promise<Result<User>>;
}

export type Identify = (req: Request) => Promise<Result<User>>;

/** A page's requests say this, which no form and no link of another site can. */
const PAGE_HEADER = 'x-otc-desk';
const SAFE_METHODS = new Set(['GET', 'HEAD', 'OPTIONS']);
const HELP =
  'Authorization must be "Bearer <token>" with a token from POST /api/v1/sessions; or a cookie from there, or a signature by an API key';

/** Who sends a request: by a bearer token, by an API key's signature, or by a page's cookie; by one of them. */
export function makeIdentify({ findSession, verifySignature }: IdentifyDeps): Identify {
  return (req) => {
    if (req.headers['x-api-key'] !== undefined) return bySignature(req, verifySignature);
    return req.headers.authorization === undefined ? byCookie(req, findSession) : byBearer(req, findSession);
  };
}

/** A cookie's token is taken from a cookie alone: otherwise whoever learnt it could use it elsewhere. */
async function byBearer(req: Request, findSession: IdentifyDeps['findSession']): Promise<Result<User>> {
  const token = bearerOf(req);
  const user = token === null ? null : await findSession(token);
  return user === null || isCookie(user) ? reject('UNAUTHENTICATED', HELP) : ok(user);
}

function bearerOf(req: Request): string | null {
  return /^Bearer ([\w-]{1,256})$/.exec(req.headers.authorization ?? '')?.[1] ?? null;
}

function isCookie({ entry }: User): boolean {
  return entry?.kind === 'session' && entry.cookie;
}

async function byCookie(req: Request, findSession: IdentifyDeps['findSession']): Promise<Result<User>> {
  const token = cookieToken(req.headers.cookie, req.secure);
  const user = token === null ? null : await findSession(token);
  if (user === null || !isCookie(user)) return reject('UNAUTHENTICATED', HELP);
  return SAFE_METHODS.has(req.method) || isFromOwnPage(req)
    ? ok(user)
    : reject('FORBIDDEN', `a page's request must carry ${PAGE_HEADER} and come from the service's own origin`);
}

async function bySignature(req: Request, verifySignature: IdentifyDeps['verifySignature']): Promise<Result<User>> {
  const { 'x-api-key': apiKey, 'x-timestamp': timestamp, 'x-nonce': nonce, 'x-signature': signature } = req.headers;
  const given = parse(SignatureHeaders, { apiKey, timestamp, nonce, signature });
  if (!given.ok) {
    return reject(
      'UNAUTHENTICATED',
      'X-Api-Key, X-Timestamp, X-Nonce and X-Signature must all be there and well formed',
    );
  }
  const bodyHash = bodyHashes.get(req) ?? sha256('');
  const namespace = httpSubject({ method: req.method, path: req.originalUrl, bodyHash });
  return verifySignature({ ...given.value, namespace, address: req.ip ?? '' });
}

const bodyHashes = new WeakMap<IncomingMessage, string>();

/** For the body parser: what a signature covers is the bytes that came, not what was read out of them. */
export function keepBodyHash(req: IncomingMessage, _res: unknown, body: Buffer): void {
  if (req.headers['x-api-key'] !== undefined) bodyHashes.set(req, sha256(body));
}

function sha256(body: string | Buffer): string {
  return createHash('sha256').update(body).digest('hex');
}

/** Whether a state-changing request was made by a page of this service: another site's can neither set the header nor this origin. */
export function isFromOwnPage(req: Request): boolean {
  return req.headers[PAGE_HEADER] !== undefined && isOwnOrigin(req.headers.origin, `${req.protocol}://${req.host}`);
}

export function setCookie(
  req: Request,
  res: Response,
  session: { readonly token: string; readonly expiresAt: string } | null,
): void {
  const options = { httpOnly: true, secure: req.secure, sameSite: 'strict', path: '/' } as const;
  if (session === null) res.clearCookie(cookieName(req.secure), options);
  else res.cookie(cookieName(req.secure), session.token, { ...options, expires: new Date(session.expiresAt) });
}
