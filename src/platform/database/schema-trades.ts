import type { ColumnType, Generated } from 'kysely';

type Timestamp = ColumnType<Date, Date | string, Date | string>;
/** `numeric`: decimal text either way, never a double. */
type Numeric = ColumnType<string, string, string>;
type Json = ColumnType<unknown, string, string>;

/** What was traded, how held trades ended, and the positions that trades add up to. */
export interface TradeSchema {
  trade: {
    trade_id: string;
    rfq_id: string;
    quote_id: string;
    quote_version: number;
    account_id: string;
    state: string;
    held_reason: string | null;
    side: string;
    legs: Json;
    quantity: Numeric;
    price: Numeric;
    premium_currency: string;
    premium: Numeric;
    credit_use_usd: Numeric;
    market_source: string;
    accepted_at: Timestamp;
    booked_at: Timestamp | null;
    /** The trade that this one closes, wholly or in part. */
    unwinds: Generated<string | null>;
    /** How the client splits it over sub-accounts; null when it does not. */
    allocations: Json | null;
    /** When the client agreed with its confirmation; null while that is open. */
    affirmed_at: Generated<Date | null>;
    /** When its contract note was issued, or found not to be needed. */
    note_settled_at: Generated<Date | null>;
    /** How its report stands; null is pending. */
    report_state: Generated<string | null>;
  };
  trade_resolution: {
    trade_id: string;
    action: string;
    reason: string;
    proposed_by: string;
    proposed_at: Timestamp;
    confirmed_by: string | null;
    confirmed_at: Timestamp | null;
  };
  position: {
    account_id: string;
    instrument_key: string;
    instrument: Json;
    quantity: Numeric;
    updated_at: Timestamp;
  };
}
