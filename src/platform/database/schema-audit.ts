import type { ColumnType, Generated } from 'kysely';

type Timestamp = ColumnType<Date, Date | string, never>;
/** `bigint`: read as text. */
type BigInt = ColumnType<string, number, never>;

/** The audit log: what waits to be sealed, and the chain, which is only ever added to. */
export interface AuditSchema {
  audit_pending: {
    id: Generated<string>;
    /** The transaction that wrote it. */
    tx: Generated<string>;
    recorded_at: Generated<Date>;
    /** A fact's table, `change` or `entry`. */
    source: string;
    key: string;
    rfq_id: string | null;
    body: unknown;
  };
  audit_event: {
    seq: BigInt;
    at: Timestamp;
    actor: string;
    action: string;
    object_type: string;
    object_id: string;
    account_id: string | null;
    rfq_id: string | null;
    /** What is sealed: canonical JSON, byte for byte. */
    line: string;
  };
  audit_block: {
    number: BigInt;
    from_seq: BigInt;
    to_seq: BigInt;
    /** SHA-256 of each line, 32 bytes each, in order. */
    leaves: Buffer;
    root: string;
    prev_hash: string;
    hash: string;
    sealed_at: Timestamp;
  };
  retention_policy: { policy_version: string; years: number; effective_from: Timestamp; created_by: string };
  relationship_end: {
    account_id: string;
    ended_at: ColumnType<Date, Date | string, Date | string>;
    reason: string;
    recorded_by: string;
    recorded_at: ColumnType<Date, Date | string, Date | string>;
  };
  legal_hold: {
    hold_id: string;
    account_id: string | null;
    reason: string;
    proposed_by: string;
    proposed_at: Timestamp;
    confirmed_by: string | null;
    confirmed_at: ColumnType<Date | null, null, Date>;
    release_asked_by: string | null;
    release_asked_at: ColumnType<Date | null, null, Date | null>;
    release_reason: string | null;
    released_by: string | null;
    released_at: ColumnType<Date | null, null, Date>;
  };
  /** Deletions after retention: asked for by one, done by another. */
  event_deletion: {
    deletion_id: string;
    before: Timestamp;
    reason: string;
    proposed_by: string;
    proposed_at: Timestamp;
    /** Nobody may confirm it from then on. */
    ends_at: Timestamp;
    confirmed_by: string | null;
    /** When nothing from before was left. */
    done_at: ColumnType<Date | null, null, Date>;
    deleted: Generated<number>;
  };
  /** A view: until when each event is kept (null while the relationship lasts), and what holds it beyond. */
  audit_retention: {
    seq: BigInt;
    at: Timestamp;
    account_id: string | null;
    rfq_id: string | null;
    until: Timestamp | null;
    hold_id: string | null;
  };
}
