import { type AccountEvent, appendEvents, type NewEvent } from '../audit/index.ts';
import { ok, type Rejection, type Result, rejection } from '../contracts/result.ts';
import type { ResolveTradeAnswer, ResolveTradeRequest } from '../contracts/trade.ts';
import { endExposure } from '../limits/index.ts';
import type { Clock } from '../platform/clock.ts';
import type { Database, Tx } from '../platform/database/database.ts';
import { type Announce, nextRfqState, type RfqRow, readRfq } from '../rfq/index.ts';
import { readAccepted } from './accepted.ts';
import { completeBooking } from './complete-booking.ts';

export interface ResolveTradeDeps {
  readonly db: Database;
  readonly clock: Clock;
  readonly announce: Announce;
  readonly onResolved: (state: 'booked' | 'rejected') => void;
}

interface Outcome {
  readonly result: Result<ResolveTradeAnswer>;
  readonly events: readonly AccountEvent[];
}

const CLIENT_WORDS = 'The trade could not be booked. The desk will contact you.';

/**
 * Two people end a held trade (BK-01): the first proposes to book or to reject it, a second one asks for the same and
 * it is done. Whoever proposed may change the proposal but never confirm it; a different action by the second person
 * replaces the proposal and waits for a second person again.
 */
export function makeResolveTrade(deps: ResolveTradeDeps) {
  return async function resolveTrade(
    request: ResolveTradeRequest,
    userId: string,
  ): Promise<Result<ResolveTradeAnswer>> {
    const { result, events } = await deps.db
      .transaction()
      .execute((tx) => decide(tx, { request, userId, at: new Date(deps.clock.now()) }));
    setImmediate(() => deps.announce(events));
    if (result.ok && (result.value.state === 'booked' || result.value.state === 'rejected')) {
      deps.onResolved(result.value.state);
    }
    return result;
  };
}

interface Ask {
  readonly request: ResolveTradeRequest;
  readonly userId: string;
  readonly at: Date;
}

async function decide(tx: Tx, ask: Ask): Promise<Outcome> {
  const { tradeId, action, reason } = ask.request;
  const known = await tx.selectFrom('trade').select('rfq_id').where('trade_id', '=', tradeId).executeTakeFirst();
  const rfq = known === undefined ? null : await readRfq(tx, known.rfq_id, { lock: true });
  if (rfq === null) return refused(rejection('NOT_FOUND', `trade ${tradeId} was not found`));
  const next = nextRfqState(rfq.state, action);
  if (!next.ok || rfq.state !== 'held') {
    return refused(rejection('ILLEGAL_TRANSITION', `cannot ${action} trade ${tradeId}: it is ${rfq.state}, not held`));
  }
  const open = await tx
    .selectFrom('trade_resolution')
    .selectAll()
    .where('trade_id', '=', tradeId)
    .where('confirmed_by', 'is', null)
    .executeTakeFirst();
  if (open === undefined || open.action !== action || open.proposed_by === ask.userId) {
    await propose(tx, ask);
    return { result: ok({ tradeId, state: 'held', action, waitsFor: 'second person', reason }), events: [] };
  }
  await tx
    .updateTable('trade_resolution')
    .set({ confirmed_by: ask.userId, confirmed_at: ask.at })
    .where('trade_id', '=', tradeId)
    .where('confirmed_by', 'is', null)
    .execute();
  const event = action === 'book' ? await bookHeld(tx, rfq, ask.at) : await rejectHeld(tx, rfq, ask.at);
  const events = await appendEvents(tx, [event]);
  const state = action === 'book' ? 'booked' : 'rejected';
  return { result: ok({ tradeId, state, action, waitsFor: null, reason: open.reason }), events };
}

function refused(refusal: Rejection): Outcome {
  return { result: { ok: false, rejection: refusal }, events: [] };
}

/** One open proposal a trade: a new one takes the place of the old. */
async function propose(tx: Tx, { request: { tradeId, action, reason }, userId, at }: Ask): Promise<void> {
  await tx.deleteFrom('trade_resolution').where('trade_id', '=', tradeId).where('confirmed_by', 'is', null).execute();
  await tx
    .insertInto('trade_resolution')
    .values({ trade_id: tradeId, action, reason, proposed_by: userId, proposed_at: at })
    .execute();
}

async function bookHeld(tx: Tx, rfq: RfqRow, at: Date): Promise<NewEvent> {
  await moveRfq(tx, rfq, { to: 'booked', at });
  const row = await tx
    .updateTable('trade')
    .set({ state: 'booked', booked_at: at, held_reason: null })
    .where('rfq_id', '=', rfq.rfqId)
    .where('state', '=', 'held')
    .returningAll()
    .executeTakeFirstOrThrow();
  return completeBooking(tx, { row, accepted: await readAccepted(tx, rfq), at });
}

/** The exposure that the acceptance reserved ends with the trade. */
async function rejectHeld(tx: Tx, rfq: RfqRow, at: Date): Promise<NewEvent> {
  await moveRfq(tx, rfq, { to: 'rejected', at });
  await tx
    .updateTable('trade')
    .set({ state: 'rejected' })
    .where('rfq_id', '=', rfq.rfqId)
    .where('state', '=', 'held')
    .executeTakeFirstOrThrow();
  await tx
    .updateTable('acceptance')
    .set({ credit_until: at })
    .where('rfq_id', '=', rfq.rfqId)
    .where('accepted', '=', true)
    .execute();
  await endExposure(tx, rfq.rfqId);
  const error = rejection('TRADER_PASSED', CLIENT_WORDS, { rfqId: rfq.rfqId });
  return { accountId: rfq.accountId, rfqId: rfq.rfqId, at: at.getTime(), type: 'rfq.rejected', data: { error } };
}

async function moveRfq(tx: Tx, rfq: RfqRow, { to, at }: { to: 'booked' | 'rejected'; at: Date }): Promise<void> {
  const { numUpdatedRows } = await tx
    .updateTable('rfq')
    .set({ state: to, updated_at: at })
    .where('rfq_id', '=', rfq.rfqId)
    .where('state', '=', 'held')
    .executeTakeFirst();
  if (numUpdatedRows !== 1n) throw new Error(`RFQ ${rfq.rfqId} moved while it was locked`);
}
