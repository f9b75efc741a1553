import type { ColumnType } from 'kysely';

type Timestamp = ColumnType<Date, Date | string, Date | string>;
/** `numeric`: decimal text either way, never a double. */
type Numeric = ColumnType<string, string, string>;
type Json<T = unknown> = ColumnType<T, string, string>;

/** Work of the sales desk: what waits, what is proposed, what was done. */
export interface DeskSchema {
  desk_task: {
    rfq_id: string;
    account_id: string;
    priority: number;
    reasons: Json;
    notional_usd: Numeric | null;
    policy_version: string;
    queued_at: Timestamp;
    sla_due_at: Timestamp;
    picked_up_by: string | null;
    hold_reason: string | null;
    /** When the queueing, the lock or the hold ends; null while a quote is live. */
    ends_at: Timestamp | null;
    /** When somebody has to look: a warning, the missed answer, or the end. */
    wake_at: Timestamp | null;
    noticed: Json<string[]>;
  };
  quote_proposal: {
    quote_id: string;
    version: number;
    rfq_id: string;
    account_id: string;
    status: string;
    built: Json;
    mid: Numeric;
    tolerance: number;
    ttl_ms: number;
    change: string | null;
    needs: Json;
    snapshot_id: string;
    policy_version: string;
    proposed_by: string;
    proposed_at: Timestamp;
    expires_at: Timestamp;
    decided_by: string | null;
    decided_at: Timestamp | null;
  };
  desk_action: {
    action_id: string;
    rfq_id: string;
    account_id: string;
    action: string;
    actor: string;
    details: Json;
    at: Timestamp;
  };
}
