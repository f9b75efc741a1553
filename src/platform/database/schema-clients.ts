import type { ColumnType } from 'kysely';

type Timestamp = ColumnType<Date, Date | string, Date | string>;
type Json = ColumnType<unknown, string, string>;

/** Files of clients, and the policy they are judged by. */
export interface ClientSchema {
  client_file: {
    account_id: string;
    version: number;
    file: Json;
    proposed_by: string;
    approved_by: string | null;
    reason: string;
    recorded_at: Timestamp;
    epoch: number;
  };
  client_file_proposal: {
    proposal_id: string;
    account_id: string;
    base_version: number;
    changes: Json;
    reason: string;
    status: string;
    proposed_by: string;
    proposed_at: Timestamp;
    decided_by: string | null;
    decided_at: Timestamp | null;
    decision_reason: string | null;
  };
  conduct_policy: { policy_version: string; body: string; effective_from: Timestamp; created_by: string };
}
