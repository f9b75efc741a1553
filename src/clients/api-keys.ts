import { createHmac, timingSafeEqual } from 'node:crypto';
import { ok, type Result, reject } from '../contracts/result.ts';
import type { Clock } from '../platform/clock.ts';
import type { Database, Executor } from '../platform/database/database.ts';
import type { IdSource } from '../platform/ids.ts';
import { randomSecret, type SecretBox } from '../platform/secrets.ts';
import { toUser, type User } from './users.ts';

/** How far the client's clock may be from ours, either way. */
const TIMESTAMP_WINDOW_MS = 30_000;
/** Nonces are kept while their timestamp could still be accepted. */
const NONCE_KEPT_MS = 2 * TIMESTAMP_WINDOW_MS;

export interface Signed {
  readonly apiKey: string;
  readonly timestamp: number;
  readonly nonce: string;
  readonly signature: string;
  readonly namespace: string;
}

export interface NewApiKey {
  readonly apiKey: string;
  /** Shown once; the service keeps it sealed. */
  readonly secret: string;
}

/** Hex HMAC-SHA256(secret, `${timestamp}.${nonce}.${namespace}`). */
export function signHandshake(
  secret: string,
  { timestamp, nonce, namespace }: Omit<Signed, 'apiKey' | 'signature'>,
): string {
  return createHmac('sha256', secret).update(`${timestamp}.${nonce}.${namespace}`).digest('hex');
}

export async function insertApiKey(
  db: Executor,
  { userId, ids, box, clock }: { userId: string; ids: IdSource; box: SecretBox; clock: Clock },
): Promise<NewApiKey> {
  const apiKey = ids('key');
  const secret = randomSecret();
  await db
    .insertInto('api_key')
    .values({
      key_id: apiKey,
      user_id: userId,
      secret_sealed: box.seal(secret),
      created_at: new Date(clock.now()),
      revoked_at: null,
    })
    .execute();
  return { apiKey, secret };
}

/** Checks a signed handshake: fresh, genuine, and its nonce used once across all nodes. */
export function makeVerifySignature({ db, clock, box }: { db: Database; clock: Clock; box: SecretBox }) {
  return async function verifySignature(signed: Signed): Promise<Result<User>> {
    const now = clock.now();
    const offMs = Math.abs(now - signed.timestamp);
    if (!(offMs <= TIMESTAMP_WINDOW_MS)) {
      return reject(
        'UNAUTHENTICATED',
        `timestamp must be within ${TIMESTAMP_WINDOW_MS} ms of the server, was ${offMs} ms off`,
      );
    }
    const row = await db
      .selectFrom('api_key')
      .innerJoin('app_user', 'app_user.user_id', 'api_key.user_id')
      .selectAll('app_user')
      .select('secret_sealed')
      .where('key_id', '=', signed.apiKey)
      .where('revoked_at', 'is', null)
      .where('disabled', '=', false)
      .executeTakeFirst();
    if (row === undefined || !sameText(signHandshake(box.open(row.secret_sealed), signed), signed.signature)) {
      return reject('UNAUTHENTICATED', 'the API key or the signature is wrong');
    }
    return (await useNonce(db, signed, now)) ? ok(toUser(row)) : reject('UNAUTHENTICATED', 'the nonce was used before');
  };
}

async function useNonce(db: Database, signed: Signed, now: number): Promise<boolean> {
  await db
    .deleteFrom('api_nonce')
    .where('key_id', '=', signed.apiKey)
    .where('expires_at', '<', new Date(now))
    .execute();
  const inserted = await db
    .insertInto('api_nonce')
    .values({ key_id: signed.apiKey, nonce: signed.nonce, expires_at: new Date(now + NONCE_KEPT_MS) })
    .onConflict((conflict) => conflict.doNothing())
    .returning('nonce')
    .executeTakeFirst();
  return inserted !== undefined;
}

function sameText(a: string, b: string): boolean {
  const left = Buffer.from(a);
  const right = Buffer.from(b);
  return left.length === right.length && timingSafeEqual(left, right);
}
