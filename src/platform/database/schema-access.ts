import type { ColumnType, Generated } from 'kysely';

type Timestamp = ColumnType<Date, Date | string, Date | string>;
/** Written as a number or as text that is one. */
type Whole = ColumnType<string, number | string | undefined, number | string>;
type Json = ColumnType<unknown, string | undefined, string>;
type Optional<T> = ColumnType<T, T | undefined, T>;

/** Who may come in, how they proved it, and what their programs may do. */
export interface AccessSchema {
  app_user: {
    user_id: string;
    username: string;
    password_hash: string;
    role: string;
    account_id: string | null;
    disabled: Generated<boolean>;
    created_at: Timestamp;
    password_changed_at: Timestamp;
    created_by: string;
  };
  second_factor: {
    user_id: string;
    secret_sealed: string;
    created_at: Timestamp;
    confirmed_at: Timestamp | null;
    /** Time step of the newest code that was used. */
    last_step: Whole;
  };
  access_proposal: {
    user_id: string;
    change: string;
    /** Canonical JSON of what both administrators must ask for alike. */
    content: string;
    reason: string;
    proposed_by: string;
    proposed_at: Timestamp;
    ends_at: Timestamp;
  };
  recovery_code: { token_hash: string; user_id: string; used_at: Timestamp | null };
  session: {
    token_hash: string;
    session_id: string;
    user_id: string;
    created_at: Timestamp;
    expires_at: Timestamp;
    seen_at: Timestamp;
    cookie: Generated<boolean>;
    /** May do nothing until the user has enrolled a second factor. */
    enrolling: Generated<boolean>;
    address: string | null;
  };
  api_key: {
    key_id: string;
    user_id: string;
    secret_sealed: string;
    created_at: Timestamp;
    revoked_at: Timestamp | null;
    name: Generated<string>;
    scopes: Json;
    max_order_usd: Optional<string | null>;
    max_day_usd: Optional<string | null>;
    expires_at: Optional<Date | null>;
    /** CIDR ranges; empty for anywhere. */
    addresses: Json;
    created_by: Generated<string>;
    revoked_by: Optional<string | null>;
  };
  api_nonce: { key_id: string; nonce: string; expires_at: Timestamp };
  api_key_use: { key_id: string; client_accept_id: string; used_at: Timestamp; notional_usd: string };
  /** The rate limiter's own. */
  sign_in_failure: { key: string; points: Generated<number>; expire: Whole | null };
}
