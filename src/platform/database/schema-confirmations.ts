import type { ColumnType } from 'kysely';

type Timestamp = ColumnType<Date, Date | string, Date | string>;
type Json = ColumnType<unknown, string, string>;
/** Null where it is written as null. */
type JsonOrNull = ColumnType<unknown, string | null, string | null>;

/** What confirmations say of both parties, the confirmations, and what was said of these. */
export interface ConfirmationSchema {
  firm: { id: number; profile: Json; changed_by: string; changed_at: Timestamp };
  account_terms: { account_id: string; terms: Json; changed_by: string; changed_at: Timestamp };
  confirmation: { trade_id: string; version: number; body: string; body_hash: string; issued_at: Timestamp };
  /** What was said of a confirmation, in this order. */
  trade_affirmation: {
    trade_id: string;
    step: number;
    action: string;
    version: number;
    recorded_by: string;
    via: JsonOrNull;
    at: Timestamp;
    reason: string | null;
  };
  /** What was decided and done of a trade's report to the repository, in this order. */
  trade_report: {
    trade_id: string;
    step: number;
    action: string;
    recorded_by: string;
    via: JsonOrNull;
    at: Timestamp;
    reason: string | null;
    reference: string | null;
  };
  contract_note: {
    trade_id: string;
    body: string | null;
    body_hash: string | null;
    /** Why none was issued. */
    opt_out: JsonOrNull;
    issued_at: Timestamp;
  };
}
