import type { ColumnType, Generated } from 'kysely';
import type { AccessSchema } from './schema-access.ts';
import type { AuditSchema } from './schema-audit.ts';
import type { ClientSchema } from './schema-clients.ts';
import type { ConfirmationSchema } from './schema-confirmations.ts';
import type { ControlSchema } from './schema-controls.ts';
import type { DeskSchema } from './schema-desk.ts';
import type { PolicySchema } from './schema-policies.ts';
import type { RiskSchema } from './schema-risk.ts';
import type { TradeSchema } from './schema-trades.ts';
import type { WhatIfSchema } from './schema-what-ifs.ts';

/** `timestamptz`: a Date either way. */
type Timestamp = ColumnType<Date, Date | string, Date | string>;
/** `numeric`: decimal text either way, never a double. */
type Numeric = ColumnType<string, string, string>;
/** `jsonb`: written as JSON text, read as a value. */
type Json<T = unknown> = ColumnType<T, string, string>;

export interface Schema
  extends AccessSchema,
    AuditSchema,
    ClientSchema,
    ConfirmationSchema,
    ControlSchema,
    DeskSchema,
    PolicySchema,
    RiskSchema,
    TradeSchema,
    WhatIfSchema {
  account: {
    account_id: string;
    name: string;
    client_class: string;
    tier: string;
    status: string;
    credit_limit_usd: Numeric;
    last_seq: Generated<number>;
    /** At least what trades and live quotes use of the credit; null while nobody has counted. */
    credit_bound_usd: ColumnType<string | null, string | null | undefined, string | null>;
    /** How many acceptances have won. */
    acceptances: Generated<number>;
    created_at: Timestamp;
  };
  approval: {
    approval_id: string;
    version: number;
    status: string;
    terms: Json;
    /** Of the terms: what approvers sign. */
    content_hash: string;
    proposed_by: string;
    submitted_by: string | null;
    approved_by: Json<{ by: string; role: string }[]>;
    created_at: Timestamp;
    submitted_at: Timestamp | null;
    approved_at: Timestamp | null;
    /** Null until it is approved, where the terms say "on approval". */
    effective_from: Timestamp | null;
    ends_at: Timestamp;
    superseded_by: string | null;
    changed_by: string;
    reason: string;
    recorded_at: Timestamp;
    epoch: number;
  };
  approval_signature: {
    approval_id: string;
    version: number;
    step: string;
    signed_by: string;
    role: string;
    content_hash: string;
    reason: string;
    evidence: Json;
    signed_at: Timestamp;
  };
  market_part: { part_id: string; body: string };
  market_recording: {
    segment_id: string;
    kind: string;
    path: string;
    from_at: Timestamp;
    until_at: Timestamp;
    ticks: number;
    dropped: number;
    bytes: number;
    sha256: string;
  };
  market_snapshot: { snapshot_id: string; as_of: Timestamp; source: string; body: string };
  rfq: {
    rfq_id: string;
    account_id: string;
    client_rfq_id: string;
    request_hash: string;
    request: Json;
    state: string;
    quote_id: string | null;
    quote_version: number | null;
    valid_until: Timestamp | null;
    error: Json | null;
    created_by: string;
    created_at: Timestamp;
    updated_at: Timestamp;
    channel: ColumnType<string | null, string | null | undefined, string | null>;
    /** By which session or key; null of what was before this was kept. */
    entry: ColumnType<unknown, string | null | undefined, string | null>;
    /** Null of what was before this was kept. */
    terms_hash: ColumnType<string | null, string | null | undefined, string | null>;
    /** TR-08: the request that it repeats; null when it repeats none. */
    duplicate_of: ColumnType<string | null, string | null | undefined, string | null>;
  };
  quote: {
    quote_id: string;
    version: number;
    rfq_id: string;
    account_id: string;
    bid: Numeric | null;
    offer: Numeric | null;
    quantity: Numeric;
    premium_currency: string;
    valid_until: Timestamp;
    created_at: Timestamp;
    snapshot_id: string;
    policy_version: string;
    model_version: string;
    epoch: number;
    view: Json;
    passport: Json;
    inputs: Json | null;
  };
  decision: {
    decision_id: string;
    rfq_id: string;
    account_id: string;
    point: string;
    allowed: boolean;
    failures: Json;
    approvals: Json;
    epoch: number;
    at: Timestamp;
    /** The client's side of it: versions and inputs; null of decisions from before there were client files. */
    client: Json | null;
    /** Failures that an exception let pass; null of decisions before there were exceptions. */
    overridden: Json | null;
    /** What a release was held to under a band on mark-ups; null without one. */
    mark_up: Json | null;
  };
  acceptance: {
    account_id: string;
    client_accept_id: string;
    request_hash: string;
    rfq_id: string;
    quote_id: string;
    /** The version traded on; of a refusal the one named. */
    quote_version: number;
    requested_version: number | null;
    requested_price: Numeric | null;
    slippage_tolerance: Numeric | null;
    side: string;
    accepted: boolean;
    trade_id: string | null;
    credit_use_usd: Numeric;
    /** The exposure ends with the last leg's expiry. */
    credit_until: Timestamp;
    /** The trade that the accepted one closes, wholly or in part. */
    unwinds: string | null;
    /** The whole answer as JSON text: a retry gets the same bytes. */
    answer: string;
    received_at: Timestamp;
    accepted_by: string;
    acknowledged_warning_id: string | null;
    /** That the dealer acts as principal, as the client confirmed it. */
    principal_consent: Json | null;
    /** By which session or key; null of what was before this was kept. */
    entry: ColumnType<unknown, string | null | undefined, string | null>;
  };
  quote_stream: { rfq_id: string; owner: string; leased_until: Timestamp };
  sub_account: { sub_account_id: string; account_id: string; name: string; active: boolean; created_at: Timestamp };
  session_safety: {
    connection_id: string;
    user_id: string;
    account_id: string;
    cancel_grace_ms: number | null;
    disconnected_at: Timestamp | null;
    dead_man_ms: number | null;
    dead_man_at: Timestamp | null;
    seen_at: Timestamp;
  };
  replay_run: {
    replay_id: string;
    request: Json;
    state: string;
    total: number;
    summary: Json;
    quotes: Json;
    cursor: Json | null;
    /** How often the cursor was moved. */
    steps: Generated<number>;
    error: string | null;
    started_by: string;
    started_at: Timestamp;
    touched_at: Timestamp;
    ended_at: Timestamp | null;
  };
  risk_limit: {
    limit_id: string;
    version: number;
    status: string;
    scope: Json;
    per: string;
    measure: string;
    max: Numeric | null;
    reason: string;
    proposed_by: string;
    proposed_at: Timestamp;
    decided_by: string | null;
    decided_at: Timestamp | null;
    tightens: boolean;
  };
  gate_override: {
    override_id: string;
    rule: string;
    account_id: string;
    rfq_id: string | null;
    reason: string;
    expires_at: Timestamp;
    proposed_by: string;
    proposed_at: Timestamp;
    granted_by: string | null;
    granted_at: Timestamp | null;
    ended_by: string | null;
    ended_at: Timestamp | null;
    end_reason: string | null;
  };
  exposure: {
    rfq_id: string;
    account_id: string;
    trader: string | null;
    underlying: string;
    kind: string;
    until: Timestamp;
    /** The sides that may come about, or the one that did. */
    side: string;
    credit_buy_usd: Numeric;
    credit_sell_usd: Numeric;
    notional_usd: number;
    delta_usd: number;
    gamma_usd: number;
    vega_usd: number;
    traded: boolean;
    traded_at: Timestamp | null;
    /** At which it was measured; dollars. */
    spot: number;
    /** The records of the register that it rests on. */
    approval_ids: string[];
  };
  event: { account_id: string; seq: number; type: string; rfq_id: string | null; at: Timestamp; data: Json };
}
