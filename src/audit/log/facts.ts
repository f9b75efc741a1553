import { CompiledQuery } from 'kysely';
import type { Executor } from '../../platform/database/database.ts';

/** A table whose rows are facts: written once, and sealed as they were written. */
interface FactTable {
  /** Finds the row of a key `p.key`, whose parts are joined by `/`. */
  readonly join: string;
  /** The key of a row, in the same form. */
  readonly key: string;
  /** What is hashed, by format: a column that is added later makes a new format, so that old hashes stay. */
  readonly formats: readonly (readonly string[])[];
  /** Columns that change in the course of business. What changes them is recorded as events of its own. */
  readonly moving: readonly string[];
  /** What an event says of the row, beside its hash: columns by the name they are shown under. */
  readonly shown: Readonly<Record<string, string>>;
}

const one = (column: string) => `t.${column} = p.key`;
const two = (first: string, second: string) =>
  `t.${first} = split_part(p.key, '/', 1) and t.${second} = split_part(p.key, '/', 2)::integer`;

const RFQ_COLUMNS = [
  'rfq_id',
  'account_id',
  'client_rfq_id',
  'request_hash',
  'request',
  'channel',
  'created_by',
  'created_at',
] as const;
const DECISION_COLUMNS = [
  'decision_id',
  'rfq_id',
  'account_id',
  'point',
  'allowed',
  'failures',
  'approvals',
  'client',
  'overridden',
  'epoch',
  'at',
] as const;
const ACCEPTANCE_COLUMNS = [
  'account_id',
  'client_accept_id',
  'request_hash',
  'rfq_id',
  'quote_id',
  'quote_version',
  'requested_version',
  'requested_price',
  'slippage_tolerance',
  'side',
  'accepted',
  'trade_id',
  'unwinds',
  'answer',
  'received_at',
  'accepted_by',
  'acknowledged_warning_id',
  'principal_consent',
] as const;

export const FACT_TABLES = {
  rfq: {
    join: one('rfq_id'),
    key: 't.rfq_id',
    formats: [RFQ_COLUMNS, [...RFQ_COLUMNS, 'entry'], [...RFQ_COLUMNS, 'entry', 'terms_hash', 'duplicate_of']],
    moving: ['state', 'quote_id', 'quote_version', 'valid_until', 'error', 'updated_at'],
    shown: {
      at: 'created_at',
      accountId: 'account_id',
      by: 'created_by',
      via: 'entry',
      clientRfqId: 'client_rfq_id',
      channel: 'channel',
    },
  },
  quote: {
    join: two('quote_id', 'version'),
    key: `t.quote_id || '/' || t.version`,
    formats: [
      [
        'quote_id',
        'version',
        'rfq_id',
        'account_id',
        'bid',
        'offer',
        'quantity',
        'premium_currency',
        'valid_until',
        'created_at',
        'snapshot_id',
        'policy_version',
        'model_version',
        'epoch',
        'view',
        'passport',
        'inputs',
      ],
    ],
    moving: [],
    shown: {
      at: 'created_at',
      accountId: 'account_id',
      quoteId: 'quote_id',
      version: 'version',
      bid: 'bid::text',
      offer: 'offer::text',
      quantity: 'quantity::text',
      premiumCurrency: 'premium_currency',
      validUntil: 'valid_until',
      snapshotId: 'snapshot_id',
      policyVersion: 'policy_version',
      modelVersion: 'model_version',
      epoch: 'epoch',
    },
  },
  decision: {
    join: one('decision_id'),
    key: 't.decision_id',
    formats: [DECISION_COLUMNS, [...DECISION_COLUMNS, 'mark_up']],
    moving: [],
    shown: {
      at: 'at',
      accountId: 'account_id',
      point: 'point',
      allowed: 'allowed',
      failures: 'failures',
      approvals: 'approvals',
      client: 'client',
      overridden: 'overridden',
      markUp: 'mark_up',
      epoch: 'epoch',
    },
  },
  acceptance: {
    join: `t.account_id = split_part(p.key, '/', 1) and t.client_accept_id = split_part(p.key, '/', 2)`,
    key: `t.account_id || '/' || t.client_accept_id`,
    formats: [ACCEPTANCE_COLUMNS, [...ACCEPTANCE_COLUMNS, 'entry']],
    moving: ['credit_use_usd', 'credit_until'],
    shown: {
      at: 'received_at',
      accountId: 'account_id',
      by: 'accepted_by',
      via: 'entry',
      clientAcceptId: 'client_accept_id',
      quoteId: 'quote_id',
      version: 'quote_version',
      side: 'side',
      accepted: 'accepted',
      tradeId: 'trade_id',
    },
  },
  desk_action: {
    join: one('action_id'),
    key: 't.action_id',
    formats: [['action_id', 'rfq_id', 'account_id', 'action', 'actor', 'details', 'at']],
    moving: [],
    shown: { at: 'at', accountId: 'account_id', by: 'actor', action: 'action', details: 'details' },
  },
  event: {
    join: two('account_id', 'seq'),
    key: `t.account_id || '/' || t.seq`,
    formats: [['account_id', 'seq', 'type', 'rfq_id', 'at', 'data']],
    moving: [],
    shown: { at: 'at', accountId: 'account_id', seq: 'seq', type: 'type' },
  },
  trade: {
    join: one('trade_id'),
    key: 't.trade_id',
    formats: [
      [
        'trade_id',
        'rfq_id',
        'quote_id',
        'quote_version',
        'account_id',
        'side',
        'legs',
        'quantity',
        'price',
        'premium_currency',
        'premium',
        'credit_use_usd',
        'market_source',
        'accepted_at',
        'unwinds',
        'allocations',
      ],
    ],
    moving: ['state', 'held_reason', 'booked_at', 'affirmed_at', 'note_settled_at', 'report_state'],
    shown: {
      at: 'accepted_at',
      accountId: 'account_id',
      tradeId: 'trade_id',
      side: 'side',
      quantity: 'quantity::text',
      price: 'price::text',
      premiumCurrency: 'premium_currency',
    },
  },
  confirmation: {
    join: two('trade_id', 'version'),
    key: `t.trade_id || '/' || t.version`,
    formats: [['trade_id', 'version', 'body', 'body_hash', 'issued_at']],
    moving: [],
    shown: { at: 'issued_at', tradeId: 'trade_id', version: 'version', bodyHash: 'body_hash' },
  },
} as const satisfies Record<string, FactTable>;
export type FactTableName = keyof typeof FACT_TABLES;

export function isFactTable(name: string): name is FactTableName {
  return Object.hasOwn(FACT_TABLES, name);
}

/** The format that rows are sealed in today. */
export function formatOf(table: FactTableName): number {
  return FACT_TABLES[table].formats.length;
}

export interface FactReading {
  readonly key: string;
  /** SHA-256 of the row's columns, as the database prints them in a JSON array; null when there is no such row. */
  readonly hash: string | null;
  readonly shown: Readonly<Record<string, unknown>>;
}

/**
 * Reads and hashes rows where they are: their content never travels. The session's time zone must be UTC, because the
 * hash is of text.
 */
export async function readFacts(
  tx: Executor,
  { table, format, keys }: { readonly table: FactTableName; readonly format: number; readonly keys: readonly string[] },
): Promise<FactReading[]> {
  const { join, shown, formats } = FACT_TABLES[table] as FactTable;
  const columns = formats[format - 1];
  if (columns === undefined) throw new Error(`format of ${table} must be 1 to ${formats.length}, was ${format}`);
  const hashed = columns.map((column) => `t.${column}`).join(', ');
  const pairs = Object.entries(shown).flatMap(([name, column]) => [`'${name}'`, `t.${column}`]);
  // By its key, one row after another: a join that the planner is free to choose may read the whole table.
  const text = `
    select p.key, row.hash, coalesce(row.shown, '{}'::jsonb) as shown
    from json_array_elements_text($1) as p(key) left join lateral (
      select encode(sha256(convert_to(jsonb_build_array(${hashed})::text, 'UTF8')), 'hex') as hash,
        jsonb_strip_nulls(jsonb_build_object(${pairs.join(', ')})) as shown
      from ${table} t where ${join} limit 1
    ) row on true`;
  const { rows } = await tx.executeQuery<FactReading>(CompiledQuery.raw(text, [JSON.stringify(keys)]));
  return rows;
}
