import type { Signed, User } from '../clients/index.ts';
import { parse } from '../contracts/parse.ts';
import { ok, type Result, reject } from '../contracts/result.ts';
import { HandshakeAuth } from '../contracts/session.ts';

export interface Authenticators {
  readonly findSession: (token: string) => Promise<User | null>;
  readonly verifySignature: (signed: Signed) => Promise<Result<User>>;
}

/** Who is at the other end of a handshake on `namespace`. */
export async function authenticate(
  auth: unknown,
  namespace: string,
  { findSession, verifySignature }: Authenticators,
): Promise<Result<User>> {
  const given = parse(HandshakeAuth, auth);
  if (!given.ok) return reject('UNAUTHENTICATED', 'auth must be { token } or { apiKey, timestamp, nonce, signature }');
  if (!('token' in given.value)) return verifySignature({ ...given.value, namespace });
  const user = await findSession(given.value.token);
  return user === null ? reject('UNAUTHENTICATED', 'the session token is wrong or has expired') : ok(user);
}
