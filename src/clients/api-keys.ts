import { createHmac, timingSafeEqual } from 'node:crypto';
import { type AuditEntry, recordAudit } from '../audit/index.ts';
import type { AddApiKeyRequest, ApiKeyView, KeyScope } from '../contracts/api-keys.ts';
import { ok, type Result, reject } from '../contracts/result.ts';
import { addressMatcher } from '../platform/addresses.ts';
import type { Clock } from '../platform/clock.ts';
import type { Database, Executor } from '../platform/database/database.ts';
import type { IdSource } from '../platform/ids.ts';
import { openedSecret, randomSecret, type SecretBox } from '../platform/secrets.ts';
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
  /** What the signature covers besides time and nonce: the namespace of a socket, or what `httpSubject` says of a request. */
  readonly namespace: string;
  /** Where it came from. */
  readonly address: string;
}

export interface NewApiKey {
  readonly apiKey: string;
  /** Shown once; the service keeps it sealed. */
  readonly secret: string;
}

/** Hex HMAC-SHA256(secret, `${timestamp}.${nonce}.${namespace}`). */
export function signHandshake(
  secret: string,
  { timestamp, nonce, namespace }: Pick<Signed, 'timestamp' | 'nonce' | 'namespace'>,
): string {
  return createHmac('sha256', secret).update(`${timestamp}.${nonce}.${namespace}`).digest('hex');
}

/** What the signature of an HTTP request covers in place of a namespace: `${METHOD}.${path with query}.${hex SHA-256 of the body}`. */
export function httpSubject({ method, path, bodyHash }: { method: string; path: string; bodyHash: string }): string {
  return `${method}.${path}.${bodyHash}`;
}

export interface ApiKeyTerms extends Omit<AddApiKeyRequest, 'username'> {
  readonly userId: string;
  readonly createdBy: string;
}

export async function insertApiKey(
  db: Executor,
  terms: ApiKeyTerms,
  { ids, box, clock }: { ids: IdSource; box: SecretBox; clock: Clock },
): Promise<NewApiKey> {
  const apiKey = ids('key');
  const secret = randomSecret();
  await db
    .insertInto('api_key')
    .values({
      key_id: apiKey,
      user_id: terms.userId,
      secret_sealed: box.seal(secret),
      created_at: new Date(clock.now()),
      revoked_at: null,
      name: terms.name,
      scopes: JSON.stringify([...new Set(terms.scopes)]),
      max_order_usd: terms.maxOrderUsd ?? null,
      max_day_usd: terms.maxDayUsd ?? null,
      expires_at: terms.expiresAt === undefined ? null : new Date(terms.expiresAt),
      addresses: JSON.stringify(terms.addresses),
      created_by: terms.createdBy,
    })
    .execute();
  return { apiKey, secret };
}

/** Checks a signature: fresh, genuine, from where the key may be used, and its nonce used once across all nodes. */
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
    const row = await readKey(db, signed.apiKey, now);
    // A key that nobody has is nobody's failure: strangers could fill the audit log with them.
    if (row === undefined) return reject('UNAUTHENTICATED', WRONG_KEY);
    const user = toUser(row);
    const refused = async (code: 'UNAUTHENTICATED' | 'FORBIDDEN', reason: string) => {
      await recordAudit(db, refusedKey(signed, user, { at: now, reason }));
      return reject(code, reason);
    };
    if (!isGenuine(signed, openedSecret(box, row.secret_sealed))) {
      return refused('UNAUTHENTICATED', WRONG_KEY);
    }
    // Only after the signature: nobody else learns where the key may be used.
    if (!mayComeFrom(row.addresses as readonly string[], signed.address)) {
      return refused('FORBIDDEN', `the API key may not be used from ${signed.address}`);
    }
    if (!(await useNonce(db, signed, now))) return refused('UNAUTHENTICATED', 'the nonce was used before');
    return ok({
      ...user,
      entry: {
        kind: 'apiKey',
        keyId: signed.apiKey,
        scopes: row.scopes as KeyScope[],
        maxOrderUsd: row.max_order_usd,
        maxDayUsd: row.max_day_usd,
      },
    });
  };
}

function isGenuine(signed: Signed, secret: string | null): boolean {
  return secret !== null && sameText(signHandshake(secret, signed), signed.signature);
}

/** From anywhere, when nothing is said. */
function mayComeFrom(addresses: readonly string[], address: string): boolean {
  return addresses.length === 0 || addressMatcher(addresses)(address);
}

const WRONG_KEY = 'the API key or the signature is wrong';

function refusedKey(
  { apiKey, namespace, address }: Signed,
  { userId, role, accountId }: User,
  { at, reason }: { readonly at: number; readonly reason: string },
): AuditEntry {
  return {
    at,
    // Who holds the key, not who sent this.
    actor: { kind: 'user', id: userId, role, via: { apiKey, ip: address } },
    action: 'apiKey.refused',
    object: { type: 'apiKey', id: apiKey },
    accountId,
    reason,
    details: { namespace },
  };
}

function readKey(db: Database, apiKey: string, now: number) {
  return standingKeys(db, now)
    .selectAll('app_user')
    .select(['secret_sealed', 'scopes', 'addresses', 'max_order_usd', 'max_day_usd'])
    .where('key_id', '=', apiKey)
    .executeTakeFirst();
}

function standingKeys(db: Database, now: number) {
  return db
    .selectFrom('api_key')
    .innerJoin('app_user', 'app_user.user_id', 'api_key.user_id')
    .where('revoked_at', 'is', null)
    .where('disabled', '=', false)
    .where((where) => where.or([where('expires_at', 'is', null), where('expires_at', '>', new Date(now))]));
}

/** Those of the keys that still stand, with the role they stand for. */
export async function readStandingKeys(
  db: Database,
  { keyIds, now }: { readonly keyIds: readonly string[]; readonly now: number },
): Promise<Map<string, string>> {
  if (keyIds.length === 0) return new Map();
  const rows = await standingKeys(db, now).select(['key_id', 'role']).where('key_id', 'in', keyIds).execute();
  return new Map(rows.map((row) => [row.key_id, row.role]));
}

const KEYS_MAX = 5_000;

/** Keys of one user, or all; revoked ones too, the newest first. */
export async function listApiKeys(
  db: Executor,
  of: { readonly userId?: string; readonly username?: string; readonly apiKey?: string },
): Promise<ApiKeyView[]> {
  let keys = db
    .selectFrom('api_key')
    .innerJoin('app_user', 'app_user.user_id', 'api_key.user_id')
    .selectAll('api_key')
    .select(['username', 'account_id'])
    .orderBy('api_key.created_at', 'desc')
    .limit(KEYS_MAX);
  if (of.userId !== undefined) keys = keys.where('api_key.user_id', '=', of.userId);
  if (of.username !== undefined) keys = keys.where('username', '=', of.username);
  if (of.apiKey !== undefined) keys = keys.where('key_id', '=', of.apiKey);
  return (await keys.execute()).map((row) => ({
    apiKey: row.key_id,
    name: row.name,
    username: row.username,
    accountId: row.account_id,
    scopes: row.scopes as KeyScope[],
    maxOrderUsd: row.max_order_usd,
    maxDayUsd: row.max_day_usd,
    addresses: row.addresses as string[],
    createdAt: row.created_at.toISOString(),
    createdBy: row.created_by,
    expiresAt: row.expires_at?.toISOString() ?? null,
    revokedAt: row.revoked_at?.toISOString() ?? null,
  }));
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
