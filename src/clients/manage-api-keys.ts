import { recordAudit } from '../audit/index.ts';
import type { AddApiKeyRequest, AddedApiKeyView, ApiKeyView } from '../contracts/api-keys.ts';
import { ok, type Result, reject } from '../contracts/result.ts';
import type { Clock } from '../platform/clock.ts';
import type { Database } from '../platform/database/database.ts';
import type { IdSource } from '../platform/ids.ts';
import type { SecretBox } from '../platform/secrets.ts';
import { insertApiKey, listApiKeys } from './api-keys.ts';
import { may } from './permissions.ts';
import { findUser, type User } from './users.ts';

export interface ApiKeyChangeDeps {
  readonly db: Database;
  readonly clock: Clock;
  readonly ids: IdSource;
  readonly box: SecretBox;
  /** Told of each revocation, once it is durable. */
  readonly onChanged: () => void;
}

export interface ApiKeyChanges {
  list(by: User, username?: string): Promise<Result<ApiKeyView[]>>;
  add(request: AddApiKeyRequest, by: User): Promise<Result<AddedApiKeyView>>;
  revoke(apiKey: string, by: User): Promise<Result<ApiKeyView>>;
}

/** Clients manage the keys of their own programs, administrators those of any client; a key manages none. */
export function makeApiKeyChanges(deps: ApiKeyChangeDeps): ApiKeyChanges {
  return {
    async list(by, username) {
      if (may(by, 'viewUsers')) return ok(await listApiKeys(deps.db, username === undefined ? {} : { username }));
      if (!may(by, 'manageOwnKeys')) return forbidden(by);
      return ok(await listApiKeys(deps.db, { userId: by.userId }));
    },
    add: (request, by) => addKey(deps, request, by),
    revoke: (apiKey, by) => revokeKey(deps, apiKey, by),
  };
}

function forbidden(user: User) {
  return reject('FORBIDDEN', `the role ${user.role} may not do this`);
}

async function addKey(deps: ApiKeyChangeDeps, request: AddApiKeyRequest, by: User): Promise<Result<AddedApiKeyView>> {
  const { username = by.username, ...terms } = request;
  if (!may(by, username === by.username ? 'manageOwnKeys' : 'manageKeys')) return forbidden(by);
  const owner = await findUser(deps.db, username);
  if (owner === null) return reject('NOT_FOUND', `user ${username} was not found`);
  if (!may(owner, 'viewOwn')) {
    return reject('VALIDATION_FAILED', `username must be a client's user, was ${owner.username}, ${owner.role}`);
  }
  if (terms.scopes.includes('trade') && !may(owner, 'trade')) {
    return reject('VALIDATION_FAILED', `scopes must not hold trade: ${owner.username} is a ${owner.role}`, {
      path: 'scopes',
    });
  }
  if (terms.expiresAt !== undefined && Date.parse(terms.expiresAt) <= deps.clock.now()) {
    return reject('VALIDATION_FAILED', `expiresAt must be ahead, was ${terms.expiresAt}`, { path: 'expiresAt' });
  }
  return deps.db.transaction().execute(async (tx) => {
    const { apiKey, secret } = await insertApiKey(tx, { ...terms, userId: owner.userId, createdBy: by.username }, deps);
    await recordAudit(tx, {
      at: deps.clock.now(),
      actor: { kind: 'user', id: by.userId, role: by.role },
      action: 'apiKey.add',
      object: { type: 'apiKey', id: apiKey },
      accountId: owner.accountId,
      after: { username, ...terms },
    });
    const [key] = await listApiKeys(tx, { apiKey });
    if (key === undefined) throw new Error(`API key ${apiKey} was added and is not there`);
    return ok({ key, secret });
  });
}

async function revokeKey(deps: ApiKeyChangeDeps, apiKey: string, by: User): Promise<Result<ApiKeyView>> {
  if (!may(by, 'manageKeys') && !may(by, 'manageOwnKeys')) return forbidden(by);
  const revoked = await deps.db.transaction().execute(async (tx) => {
    const [key] = await listApiKeys(tx, { apiKey, ...(may(by, 'manageKeys') ? {} : { userId: by.userId }) });
    if (key === undefined) return reject('NOT_FOUND', `API key ${apiKey.slice(0, 64)} was not found`);
    if (key.revokedAt !== null) return ok(key);
    const at = new Date(deps.clock.now());
    await tx
      .updateTable('api_key')
      .set({ revoked_at: at, revoked_by: by.username })
      .where('key_id', '=', apiKey)
      .where('revoked_at', 'is', null)
      .execute();
    await recordAudit(tx, {
      at: at.getTime(),
      actor: { kind: 'user', id: by.userId, role: by.role },
      action: 'apiKey.revoke',
      object: { type: 'apiKey', id: apiKey },
      accountId: key.accountId,
    });
    return ok({ ...key, revokedAt: at.toISOString() });
  });
  if (revoked.ok) deps.onChanged();
  return revoked;
}
