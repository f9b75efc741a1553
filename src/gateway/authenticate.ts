import type { Signed, User } from '../clients/index.ts';
import { parse } from '../contracts/parse.ts';
import { ok, type Result, reject } from '../contracts/result.ts';
import { HandshakeAuth } from '../contracts/session.ts';
import { cookieToken, isOwnOrigin } from '../platform/session-cookie.ts';
import { type HandshakeParts, originOf } from './handshake.ts';

export interface Authenticators {
  readonly findSession: (token: string) => Promise<User | null>;
  readonly verifySignature: (signed: Signed) => Promise<Result<User>>;
  /** Whether this address is a proxy whose word is taken for where a handshake came from. */
  readonly isTrustedProxy: (address: string) => boolean;
}

/** What a client sends to be let in, and how it came. */
export interface Handshake extends HandshakeParts {
  readonly auth: unknown;
}

/** Who is at the other end of a handshake on `namespace`. */
export async function authenticate(
  handshake: Handshake,
  namespace: string,
  ports: Authenticators,
): Promise<Result<User>> {
  const given = parse(HandshakeAuth, handshake.auth);
  if (!given.ok) return reject('UNAUTHENTICATED', 'auth must be { token } or { apiKey, timestamp, nonce, signature }');
  const origin = originOf(handshake, ports.isTrustedProxy);
  if ('apiKey' in given.value) return ports.verifySignature({ ...given.value, namespace, address: origin.address });
  const cookie = 'cookie' in given.value;
  // A browser sends a page's cookie with the handshake of any site; which site it was, it does not let scripts say.
  if (cookie && !isOwnOrigin(header(origin.headers, 'origin'), origin.own)) {
    return reject('FORBIDDEN', "a page's handshake must come from the service's own origin");
  }
  const token =
    'token' in given.value ? given.value.token : cookieToken(header(origin.headers, 'cookie'), origin.secure);
  const user = token === null ? null : await ports.findSession(token);
  if (user === null || (user.entry?.kind === 'session' && user.entry.cookie !== cookie)) {
    return reject('UNAUTHENTICATED', 'the session token is wrong or has expired');
  }
  return ok(user);
}

function header(headers: Handshake['headers'], name: string): string | undefined {
  const value = headers[name];
  return typeof value === 'string' ? value : undefined;
}
