import { appendEvents, type NewEvent, recordAudit } from '../audit/index.ts';
import { ok, type Result, reject } from '../contracts/result.ts';
import type { CancelRfqRequest, PassQuoteRequest, RfqStateAnswer } from '../contracts/rfq.ts';
import type { Clock } from '../platform/clock.ts';
import type { Database, Tx } from '../platform/database/database.ts';
import { nextRfqState, type RfqEvent, statesThatAllow } from './lifecycle.ts';
import { type Announce, type Caller, type RfqRow, readRfq, viaOf } from './records.ts';

export interface CloseRfqDeps {
  readonly db: Database;
  readonly clock: Clock;
  readonly announce: Announce;
}

/** The client takes the request back, quoted or not. */
export function makeCancelRfq(deps: CloseRfqDeps) {
  return ({ rfqId }: CancelRfqRequest, caller: Caller): Promise<Result<RfqStateAnswer>> =>
    closeRfq(deps, caller, {
      rfqId,
      event: 'cancel',
      toEvent: (rfq, at) => ({ accountId: rfq.accountId, type: 'rfq.cancelled', rfqId, at, data: { by: 'client' } }),
    });
}

/** The client will not trade on the live quote. */
export function makePassQuote(deps: CloseRfqDeps) {
  return ({ rfqId, quoteId, reason }: PassQuoteRequest, caller: Caller): Promise<Result<RfqStateAnswer>> =>
    closeRfq(deps, caller, {
      rfqId,
      event: 'pass',
      check: (rfq) =>
        rfq.quoteId === quoteId ? null : reject('QUOTE_SUPERSEDED', `quoteId must be ${rfq.quoteId}, was ${quoteId}`),
      toEvent: (rfq, at) => {
        const data = { quoteId, version: rfq.quoteVersion ?? 1, reason: reason ?? 'passed by the client' };
        return { accountId: rfq.accountId, type: 'quote.passed', rfqId, at, data };
      },
    });
}

interface Closing {
  readonly rfqId: string;
  readonly event: RfqEvent;
  readonly check?: (rfq: RfqRow) => Extract<Result<never>, { ok: false }> | null;
  readonly toEvent: (rfq: RfqRow, at: number) => NewEvent;
}

async function closeRfq(
  { db, clock, announce }: CloseRfqDeps,
  caller: Caller,
  closing: Closing,
): Promise<Result<RfqStateAnswer>> {
  const { result, events } = await db
    .transaction()
    .execute((tx) => decideClose(tx, { caller, closing, now: clock.now() }));
  setImmediate(() => announce(events));
  return result;
}

async function decideClose(tx: Tx, { caller, closing, now }: { caller: Caller; closing: Closing; now: number }) {
  const { rfqId, event, check, toEvent } = closing;
  const refused = (result: Extract<Result<never>, { ok: false }>) => ({ result, events: [] });
  const rfq = await readRfq(tx, rfqId, { lock: true });
  if (rfq === null || rfq.accountId !== caller.accountId)
    return refused(reject('NOT_FOUND', `rfqId ${rfqId} was not found`));
  const next = nextRfqState(rfq.state, event);
  if (!next.ok) {
    // Asked twice, the same answer: a retry must not look like a fault.
    const already = nextRfqState('quoted', event);
    if (already.ok && already.value === rfq.state) return { result: ok({ rfqId, state: rfq.state }), events: [] };
    return refused(next);
  }
  const fault = check?.(rfq) ?? null;
  if (fault !== null) return refused(fault);
  const { numUpdatedRows } = await tx
    .updateTable('rfq')
    .set({ state: next.value, updated_at: new Date(now) })
    .where('rfq_id', '=', rfqId)
    .where('state', 'in', statesThatAllow(event))
    .executeTakeFirst();
  if (numUpdatedRows !== 1n) throw new Error(`RFQ ${rfqId} moved while it was locked`);
  const told = toEvent(rfq, now);
  await recordClose(tx, caller, told);
  return { result: ok({ rfqId, state: next.value }), events: await appendEvents(tx, [told]) };
}

/** For the audit log: the event says what happened, and this who did it. */
async function recordClose(tx: Tx, caller: Caller, { type, rfqId, accountId, at }: NewEvent): Promise<void> {
  const via = viaOf(caller);
  const { userId } = caller;
  await recordAudit(tx, {
    at,
    actor: via === null ? { kind: 'system', id: 'service' } : { kind: 'user', id: userId, via },
    action: type,
    object: { type: 'rfq', id: rfqId ?? '' },
    accountId,
    rfqId,
    ...(via === null && { onBehalfOf: userId }),
  });
}
