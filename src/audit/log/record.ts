import { sql } from 'kysely';
import { toInstant } from '../../platform/clock.ts';
import type { Executor } from '../../platform/database/database.ts';

/** Who did it. `via` is how they came in, where it is known. */
export type AuditActor =
  | {
      readonly kind: 'user';
      /** A user id; the username of somebody who could not sign in. */
      readonly id: string;
      readonly role?: string;
      readonly via?: { readonly session?: string; readonly apiKey?: string; readonly ip?: string };
    }
  | { readonly kind: 'system'; readonly id: string };

/** One entry of the audit log. What is left out is not said; nothing secret belongs into it. */
export interface AuditEntry {
  /** By the server's clock; UTC epoch ms. */
  readonly at: number;
  readonly actor: AuditActor;
  /** What was done, as `object.verb`: `session.signIn`, `limit.override`, `switch.pull`. */
  readonly action: string;
  readonly object: { readonly type: string; readonly id: string; readonly version?: number };
  /** Whose business it was, for filters and retention. */
  readonly accountId?: string | null;
  /** Correlates with the request for a quote and all that followed from it. */
  readonly rfqId?: string | null;
  readonly onBehalfOf?: string;
  readonly reason?: string;
  /** What it was before and is after. Changed rows are recorded by themselves; this is for what no row shows. */
  readonly before?: unknown;
  readonly after?: unknown;
  /** Rules asked, with what they answered. */
  readonly rules?: readonly unknown[];
  /** Approval versions that it rests on. */
  readonly approvals?: readonly { readonly approvalId: string; readonly version: number }[];
  readonly snapshotId?: string;
  readonly modelVersion?: string;
  readonly details?: Readonly<Record<string, unknown>>;
}

/**
 * Writes entries of the audit log inside the caller's transaction: what they tell commits with them or not at all
 * (AU-01). They are sealed into the hash chain within a second of the commit.
 */
export async function recordAudit(tx: Executor, ...entries: readonly AuditEntry[]): Promise<void> {
  if (entries.length === 0) return;
  const rows = entries.map(({ at, ...entry }) => ({
    key: entry.object.id,
    rfq_id: entry.rfqId ?? null,
    body: { ...entry, at: toInstant(at) },
  }));
  await sql`/* prepared: record_audit */
    insert into audit_pending (source, key, rfq_id, body)
    select 'entry', key, rfq_id, body
    from json_to_recordset(${JSON.stringify(rows)}::json) as x(key text, rfq_id text, body jsonb)`.execute(tx);
}

/** Somebody of the staff looks at prices with their passports. */
export function deskViewed(
  by: { readonly userId: string; readonly role: string },
  object: AuditEntry['object'],
  at: number,
): AuditEntry {
  return { at, actor: { kind: 'user', id: by.userId, role: by.role }, action: 'desk.view', object };
}
