import { sql } from 'kysely';
import { type AccountEvent, appendEvents, type NewEvent } from '../audit/index.ts';
import type { Clock } from '../platform/clock.ts';
import type { Database, Tx } from '../platform/database/database.ts';
import type { Announce } from './records.ts';

/**
 * How long after `validUntil` a quote is ended. Nothing is accepted in that time: it lets acceptances that arrived
 * before `validUntil` reach their commit instead of losing to the alarm clock.
 */
export const EXPIRY_GRACE_MS = 20;

const BATCH_MAX = 500;

export interface ExpireQuotesDeps {
  readonly db: Database;
  readonly clock: Clock;
  readonly announce: Announce;
  /** Told of each expiry and how late it was committed. */
  readonly onExpired: (lateMs: number) => void;
}

/**
 * Ends every quote that is due; returns how many. Running it twice, or nowhere for a while, is harmless. One run at a
 * time: alarms that ring meanwhile share the next run, so that a burst of them costs two transactions, not hundreds.
 */
export function makeExpireQuotes(deps: ExpireQuotesDeps) {
  let running: Promise<number> | null = null;
  let next: Promise<number> | null = null;
  const run = (): Promise<number> => {
    running = expireAllDue(deps).finally(() => {
      running = null;
    });
    return running;
  };
  return function expireQuotes(): Promise<number> {
    if (running === null) return run();
    const afterRunning = () => {
      next = null;
      return run();
    };
    next ??= running.then(afterRunning, afterRunning);
    return next;
  };
}

async function expireAllDue({ db, clock, announce, onExpired }: ExpireQuotesDeps): Promise<number> {
  let total = 0;
  for (;;) {
    const now = clock.now();
    const { events, expired } = await db.transaction().execute((tx) => expireBatch(tx, now));
    announce(events);
    for (const { validUntil } of expired) onExpired(clock.now() - validUntil);
    total += expired.length;
    if (expired.length < BATCH_MAX) return total;
  }
}

interface ExpiredQuote {
  readonly rfqId: string;
  readonly accountId: string;
  readonly quoteId: string;
  readonly version: number;
  readonly validUntil: number;
}

async function expireBatch(tx: Tx, now: number): Promise<{ events: AccountEvent[]; expired: ExpiredQuote[] }> {
  // Rows that somebody else is working on are theirs to end, or due again at the next look. A locked row stays quoted:
  // asking for it once more below would make the planner search all live quotes for each that is due.
  const { rows } = await sql<{
    rfq_id: string;
    account_id: string;
    quote_id: string;
    quote_version: number;
    valid_until: Date;
  }>`/* prepared: expire_quotes */
    with due as (
      select rfq_id from rfq
      where state = 'quoted' and valid_until <= ${new Date(now - EXPIRY_GRACE_MS)}
      order by valid_until limit ${sql.lit(BATCH_MAX)} for update skip locked
    )
    update rfq set state = 'expired', updated_at = ${new Date(now)} from due where rfq.rfq_id = due.rfq_id
    returning rfq.rfq_id, account_id, quote_id, quote_version, valid_until`.execute(tx);
  const expired = rows.map((row) => ({
    rfqId: row.rfq_id,
    accountId: row.account_id,
    quoteId: row.quote_id,
    version: row.quote_version,
    validUntil: row.valid_until.getTime(),
  }));
  return {
    events: await appendEvents(
      tx,
      expired.map((quote) => expiredEvent(quote, now)),
    ),
    expired,
  };
}

function expiredEvent({ accountId, rfqId, quoteId, version }: ExpiredQuote, at: number): NewEvent {
  return { accountId, type: 'quote.expired', rfqId, at, data: { quoteId, version, reason: 'validity ended' } };
}
