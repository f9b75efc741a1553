import { readEpoch } from '../approvals/index.ts';
import { type AccountEvent, appendEvents, type NewEvent } from '../audit/index.ts';
import type { Side } from '../contracts/scalars.ts';
import type { Clock } from '../platform/clock.ts';
import type { Database, Tx } from '../platform/database/database.ts';
import type { IdSource } from '../platform/ids.ts';
import { type Announce, insertDecision, type RfqRow, type Rulebooks, readRfq } from '../rfq/index.ts';
import { readAccepted } from './accepted.ts';
import { makeBookTogether } from './book-together.ts';
import { completeBooking } from './complete-booking.ts';
import { judgeBooking } from './judge-booking.ts';
import { HELD_WORDS, type NewTrade, tradeRowOf } from './trades.ts';

export interface BookTradeDeps {
  readonly db: Database;
  readonly rulebooks: Rulebooks;
  readonly clock: Clock;
  readonly ids: IdSource;
  readonly announce: Announce;
  /** Told of each trade that became durable. */
  readonly onBooked: (state: 'booked' | 'held') => void;
}

export type BookOutcome = 'booked' | 'held' | 'nothing-to-book';

/**
 * Books the trade of an accepted RFQ: trade, position and state in one transaction. May run any number of times, in
 * any number of processes: the RFQ's row is locked, and only one that is still `accepted` is booked. A trade that the
 * rules no longer allow is held, never dropped (BK-01). What plainly books is booked together with others, in two
 * statements; everything else goes the long way.
 */
export function makeBookTrade(deps: BookTradeDeps) {
  const bookTogether = makeBookTogether(deps);
  return async function bookTrade(rfqId: string): Promise<BookOutcome> {
    const { outcome, events } =
      (await bookTogether(rfqId)) ?? (await deps.db.transaction().execute((tx) => book(deps, tx, rfqId)));
    deps.announce(events);
    if (outcome !== 'nothing-to-book') deps.onBooked(outcome);
    return outcome;
  };
}

async function book(
  deps: BookTradeDeps,
  tx: Tx,
  rfqId: string,
): Promise<{ outcome: BookOutcome; events: readonly AccountEvent[] }> {
  const epoch = await readEpoch(tx, { share: true });
  const rfq = await readRfq(tx, rfqId, { lock: true });
  if (rfq?.state !== 'accepted') return { outcome: 'nothing-to-book', events: [] };
  const accepted = await readAccepted(tx, rfq);
  const heldReason = await reasonToHold(deps, tx, { rfq, side: accepted.side, epoch });
  const outcome = heldReason === null ? 'booked' : 'held';
  const at = new Date(deps.clock.now());
  const { numUpdatedRows } = await tx
    .updateTable('rfq')
    .set({ state: outcome, updated_at: at })
    .where('rfq_id', '=', rfqId)
    .where('state', '=', 'accepted')
    .executeTakeFirst();
  if (numUpdatedRows !== 1n) throw new Error(`RFQ ${rfqId} moved while it was locked`);
  const event = await writeTrade(tx, { rfq, accepted, heldReason, at });
  return { outcome, events: await appendEvents(tx, [event]) };
}

/** The rules of the booking: approval and eligibility as they stand now. Null when they allow it. */
async function reasonToHold(
  deps: BookTradeDeps,
  tx: Tx,
  { rfq, side, epoch }: { rfq: RfqRow; side: Side; epoch: number },
): Promise<string | null> {
  const rulebook = await deps.rulebooks.at(tx, epoch);
  const decision = judgeBooking({ rfq, side, rulebook }, deps.clock);
  if (decision === null) return `account ${rfq.accountId} is in no rulebook`;
  await insertDecision(tx, decision, { rfqId: rfq.rfqId, accountId: rfq.accountId, ids: deps.ids });
  if (decision.allowed) return null;
  return decision.failures.map(({ rule, message }) => `${rule} ${message}`).join('; ');
}

async function writeTrade(tx: Tx, { rfq, accepted, heldReason, at }: NewTrade): Promise<NewEvent> {
  const { legs, allocations, ...columns } = tradeRowOf({ rfq, accepted, heldReason, at });
  const row = await tx
    .insertInto('trade')
    .values({
      ...columns,
      legs: JSON.stringify(legs),
      allocations: allocations === null ? null : JSON.stringify(allocations),
    })
    .returningAll()
    .executeTakeFirstOrThrow();
  if (heldReason === null) return completeBooking(tx, { row, accepted, at });
  const data = { tradeId: accepted.tradeId, reason: HELD_WORDS };
  return { accountId: rfq.accountId, rfqId: rfq.rfqId, at: at.getTime(), type: 'trade.held', data };
}
