import type { Handling } from '../approvals/index.ts';
import type { AccountEvent } from '../audit/index.ts';
import type { Entry } from '../clients/index.ts';
import type { QuoteView } from '../contracts/quote.ts';
import type { CreateRfqRequest, RfqState } from '../contracts/rfq.ts';
import type { Channel } from '../contracts/switch.ts';
import type { IdentifiedSnapshot } from '../market/index.ts';
import { toInstant } from '../platform/clock.ts';
import type { Executor } from '../platform/database/database.ts';
import type { IdSource } from '../platform/ids.ts';
import type { BuiltQuote } from '../quoting/index.ts';
import type { Decision } from './gates.ts';

/** Who asks: a user acting for an account. Who may act for which account was decided before. */
export interface Caller {
  readonly userId: string;
  readonly accountId: string;
  /** By which door; absent for what the service does for them by itself. */
  readonly channel?: Channel;
  /** How they came in; absent for what the service does for them by itself. */
  readonly entry?: Entry;
  /** From where, as the connection shows it. */
  readonly address?: string;
}

/** How a caller came in, as the audit log shows it; null of what the service does by itself. */
export function viaOf({ entry, address }: Pick<Caller, 'entry' | 'address'>) {
  if (entry === undefined) return null;
  const by = entry.kind === 'apiKey' ? { apiKey: entry.keyId } : { session: entry.sessionId };
  return { ...by, ...(address !== undefined && { ip: address }) };
}

/** Told of what has become durable: gateways and the queue hang on this. */
export type Announce = (events: readonly AccountEvent[]) => void;

export interface RfqRow {
  readonly rfqId: string;
  readonly accountId: string;
  readonly clientRfqId: string;
  readonly requestHash: string;
  readonly request: CreateRfqRequest;
  readonly state: RfqState;
  readonly quoteId: string | null;
  readonly quoteVersion: number | null;
  readonly validUntil: number | null;
  readonly error: unknown;
  /** The open or traded request whose terms it repeats (TR-08). */
  readonly duplicateOf: string | null;
  /** Who asked. */
  readonly createdBy: string;
  readonly createdAt: number;
  readonly updatedAt: number;
}

/** A decision as its columns. */
export function toDecisionRow(decision: Decision, of: { rfqId: string; accountId: string; ids: IdSource }) {
  return {
    decision_id: of.ids('dec'),
    rfq_id: of.rfqId,
    account_id: of.accountId,
    ...toFindingColumns(decision),
  };
}

/** What was decided and why, without whose request it was. */
export function toFindingColumns(decision: Decision) {
  return {
    point: decision.point,
    allowed: decision.allowed,
    failures: decision.failures,
    approvals: decision.approvals,
    client: decision.client,
    epoch: decision.epoch,
    at: toInstant(decision.at),
    overridden: decision.overridden,
    mark_up: decision.markUp,
  };
}

export async function insertDecision(
  tx: Executor,
  decision: Decision,
  of: { rfqId: string; accountId: string; ids: IdSource },
): Promise<void> {
  const { failures, approvals, overridden, client, mark_up: markUp, ...columns } = toDecisionRow(decision, of);
  const values = {
    ...columns,
    failures: JSON.stringify(failures),
    approvals: JSON.stringify(approvals),
    client: JSON.stringify(client),
    overridden: JSON.stringify(overridden),
    mark_up: markUp === null ? null : JSON.stringify(markUp),
  };
  await tx.insertInto('decision').values(values).execute();
}

export function toSnapshotRow({ id, text, snapshot }: IdentifiedSnapshot) {
  return { snapshot_id: id, as_of: toInstant(snapshot.asOf), source: snapshot.source, body: text };
}

export function toPartRows({ parts }: IdentifiedSnapshot) {
  return parts.map(({ id, text }) => ({ part_id: id, body: text }));
}

/**
 * What a quote repeats of the request because it goes on working, absent when it was not asked for; and what its
 * approvals say of the mark-up (TR-13).
 */
export function standingTerms(
  { limitPrice, streaming }: CreateRfqRequest,
  handling: Pick<Handling, 'markUp'> | undefined,
) {
  const disclosure = handling?.markUp?.disclosure;
  return {
    ...(disclosure === undefined ? {} : { markUpDisclosure: disclosure }),
    ...(limitPrice === undefined ? {} : { limitPrice }),
    ...(streaming === true ? { streaming } : {}),
  };
}

/** A quote as its columns: what the client saw, and what a replay needs. */
export function toQuoteRow(
  view: QuoteView,
  of: { accountId: string; built: BuiltQuote; policyVersion: string; epoch: number },
) {
  return {
    quote_id: view.quoteId,
    version: view.version,
    rfq_id: view.rfqId,
    account_id: of.accountId,
    bid: view.bid,
    offer: view.offer,
    quantity: view.quantity,
    premium_currency: view.premiumCurrency,
    valid_until: view.validUntil,
    created_at: view.serverTime,
    snapshot_id: view.reference.snapshotId,
    policy_version: of.policyVersion,
    model_version: of.built.modelVersion,
    epoch: of.epoch,
    view,
    passport: of.built.passport,
    inputs: of.built.inputs,
  };
}

/** One row, locked until the transaction ends when `lock` is asked for. */
export async function readRfq(db: Executor, rfqId: string, { lock }: { lock: boolean }): Promise<RfqRow | null> {
  const query = db.selectFrom('rfq').selectAll().where('rfq_id', '=', rfqId);
  const row = await (lock ? query.forUpdate() : query).executeTakeFirst();
  return row === undefined ? null : toRfqRow(row);
}

export function toRfqRow(row: {
  rfq_id: string;
  account_id: string;
  client_rfq_id: string;
  request_hash: string;
  request: unknown;
  state: string;
  quote_id: string | null;
  quote_version: number | null;
  valid_until: Date | null;
  error: unknown;
  duplicate_of: string | null;
  created_by: string;
  created_at: Date;
  updated_at: Date;
}): RfqRow {
  return {
    rfqId: row.rfq_id,
    accountId: row.account_id,
    clientRfqId: row.client_rfq_id,
    requestHash: row.request_hash,
    request: row.request as CreateRfqRequest,
    state: row.state as RfqState,
    quoteId: row.quote_id,
    quoteVersion: row.quote_version,
    validUntil: row.valid_until?.getTime() ?? null,
    error: row.error,
    duplicateOf: row.duplicate_of,
    createdBy: row.created_by,
    createdAt: row.created_at.getTime(),
    updatedAt: row.updated_at.getTime(),
  };
}
