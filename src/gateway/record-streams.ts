import { recordAudit } from '../audit/index.ts';
import type { Clock } from '../platform/clock.ts';
import type { Database } from '../platform/database/database.ts';
import type { ClientSocket } from './client-socket.ts';

/**
 * What a connection is shown is its account's events from one number to another, so that two lines of the audit log say
 * which prices were put before whom. A connection that cannot be recorded is not greeted (AU-01).
 */
export function recordStream(
  { db, clock }: { readonly db: Database; readonly clock: Clock },
  { data }: ClientSocket,
  { action, ...shown }: StreamStep,
): Promise<void> {
  const { user, accountId, address } = data;
  const { userId, role, entry } = user;
  const by = entry?.kind === 'apiKey' ? { apiKey: entry.keyId } : { session: entry?.sessionId ?? '' };
  return recordAudit(db, {
    at: clock.now(),
    actor: { kind: 'user', id: userId, role, via: { ...by, ip: address } },
    action,
    object: { type: 'stream', id: accountId },
    accountId,
    details: shown,
  });
}

/** Numbers are of the account's events: the first that is shown comes after `afterSeq`, the last is `toSeq`. */
type StreamStep =
  | { readonly action: 'stream.open' | 'stream.resume'; readonly afterSeq: number }
  | { readonly action: 'stream.close'; readonly toSeq: number };
