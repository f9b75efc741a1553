import type { ColumnType } from 'kysely';

type Timestamp = ColumnType<Date, Date | string, Date | string>;

/** What each policy says, by version, and when which of them came into force. */
export interface PolicySchema {
  spread_policy: { policy_version: string; body: string; effective_from: Timestamp; created_by: string };
  desk_policy: { policy_version: string; body: string; effective_from: Timestamp; created_by: string };
  policy_change: {
    change_id: string;
    kind: string;
    policy_version: string;
    status: string;
    reason: string;
    /** Null: as soon as it is approved. */
    effective_from: Timestamp | null;
    proposed_by: string;
    proposed_at: Timestamp;
    decided_by: string | null;
    decided_at: Timestamp | null;
    decision_reason: string | null;
    in_force_at: Timestamp | null;
    /** The control epoch that it came into force with. */
    epoch: number | null;
  };
}
