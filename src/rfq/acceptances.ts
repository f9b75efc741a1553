import type { AccountEvent } from '../audit/index.ts';
import type { AcceptQuoteRequest, AcceptReceipt } from '../contracts/accept.ts';
import { type Result, toAnswer } from '../contracts/result.ts';
import { lastExpiryOf } from '../limits/index.ts';
import { toInstant } from '../platform/clock.ts';
import type { Tx } from '../platform/database/database.ts';
import type { LiveQuote } from './accept-checks.ts';
import { type Caller, type RfqRow, viaOf } from './records.ts';

export interface Attempt {
  readonly request: AcceptQuoteRequest;
  readonly requestHash: string;
  readonly caller: Caller;
  /** By the server's clock, when the request arrived; UTC epoch ms. */
  readonly receivedAt: number;
}

export interface AcceptOutcome {
  readonly result: Result<AcceptReceipt>;
  /** What is to be said of it; none when nothing was accepted by it. */
  readonly events: readonly AccountEvent[];
}

interface NewAcceptance {
  readonly attempt: Attempt;
  readonly quote: LiveQuote;
  readonly result: Result<AcceptReceipt>;
  readonly tradeId: string | null;
  readonly creditUse: string;
  /** Null for a refusal, which uses no credit. */
  readonly rfq: RfqRow | null;
}

/** Rule TR-14: by accepting this quote, which says so, the client agreed that the dealer is the other side of the trade. */
function principalConsent({ caller, receivedAt }: Attempt, { quoteId, version, capacity }: LiveQuote) {
  return { capacity, quoteId, version, by: caller.userId, at: toInstant(receivedAt) };
}

/** As its columns: JSON as values, times as instants. */
export function toAcceptanceRow({ attempt, quote, result, tradeId, creditUse, rfq }: NewAcceptance) {
  const { request, requestHash, caller, receivedAt } = attempt;
  const lastExpiry = rfq === null ? receivedAt : lastExpiryOf(rfq.request.legs);
  return {
    account_id: caller.accountId,
    client_accept_id: request.clientAcceptId,
    request_hash: requestHash,
    rfq_id: request.rfqId,
    quote_id: quote.quoteId,
    quote_version: result.ok ? quote.version : request.version,
    requested_version: request.version,
    requested_price: request.price,
    slippage_tolerance: request.slippage?.tolerance ?? null,
    side: request.side,
    accepted: result.ok,
    trade_id: tradeId,
    credit_use_usd: creditUse,
    credit_until: toInstant(lastExpiry),
    unwinds: rfq?.request.unwinds ?? null,
    answer: JSON.stringify(toAnswer(result)),
    received_at: toInstant(receivedAt),
    accepted_by: caller.userId,
    acknowledged_warning_id: request.acknowledgedWarningId ?? null,
    principal_consent: result.ok ? principalConsent(attempt, quote) : null,
    entry: viaOf(caller),
  };
}

/** A final answer under its clientAcceptId: given again as it is. */
export async function insertAcceptance(tx: Tx, acceptance: NewAcceptance): Promise<void> {
  const { principal_consent: consent, entry, ...columns } = toAcceptanceRow(acceptance);
  await tx
    .insertInto('acceptance')
    .values({ ...columns, principal_consent: jsonOrNull(consent), entry: jsonOrNull(entry) })
    .execute();
}

function jsonOrNull(value: object | null): string | null {
  return value === null ? null : JSON.stringify(value);
}

/** Of the account that the caller holds: who has read its credit without holding it finds that it moved. */
export async function countAcceptance(tx: Tx, accountId: string): Promise<void> {
  await tx
    .updateTable('account')
    .set((eb) => ({ acceptances: eb('acceptances', '+', 1) }))
    .where('account_id', '=', accountId)
    .execute();
}
