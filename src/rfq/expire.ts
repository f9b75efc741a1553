import { sql } from 'kysely';
import { type AccountEvent, type NewEvent, numbered } from '../audit/index.ts';
import type { Clock } from '../platform/clock.ts';
import type { Database } from '../platform/database/database.ts';
import type { Announce } from './records.ts';

/**
 * How long after `validUntil` a quote is ended. Nothing is accepted in that time: it lets acceptances that arrived
 * before `validUntil` reach their commit instead of losing to the alarm clock.
 */
export const EXPIRY_GRACE_MS = 20;

/** Rows of one page: as many as end in so long, so that the first are told of while the last are still to come. */
const PAGE_MS = 10;
const PAGE_ROWS = { min: 25, first: 100, max: 500 };

export interface ExpireQuotesDeps {
  readonly db: Database;
  readonly clock: Clock;
  readonly announce: Announce;
  /** Told of each expiry and how late it was committed. */
  readonly onExpired: (lateMs: number) => void;
  /** Monotonic, ms. */
  readonly elapsed?: () => number;
}

/**
 * Ends every quote that is due; returns how many. Running it twice, or nowhere for a while, is harmless. One run at a
 * time: alarms that ring meanwhile share the next run, so that a burst of them costs two transactions, not hundreds.
 */
export function makeExpireQuotes(deps: ExpireQuotesDeps) {
  let running: Promise<number> | null = null;
  let next: Promise<number> | null = null;
  const size = { rows: PAGE_ROWS.first };
  const run = (): Promise<number> => {
    running = expireAllDue(deps, size).finally(() => {
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

async function expireAllDue(deps: ExpireQuotesDeps, size: { rows: number }): Promise<number> {
  const { db, clock, announce, onExpired, elapsed = () => performance.now() } = deps;
  let total = 0;
  for (;;) {
    const [most, now, began] = [size.rows, clock.now(), elapsed()];
    const { events, validUntil } = await expirePage(db, { now, most });
    announce(events);
    for (const at of validUntil) onExpired(clock.now() - at);
    total += validUntil.length;
    if (validUntil.length < most) return total;
    size.rows = nextSize(most, elapsed() - began);
  }
}

/** At most twice what it was: one quick page says little. */
function nextSize(rows: number, tookMs: number): number {
  const wanted = Math.round((rows * PAGE_MS) / Math.max(tookMs, 1));
  return Math.max(PAGE_ROWS.min, Math.min(wanted, 2 * rows, PAGE_ROWS.max));
}

interface DueQuote {
  readonly rfq_id: string;
  readonly account_id: string;
  readonly quote_id: string;
  readonly quote_version: number;
  readonly valid_until: Date;
}

interface Expired {
  readonly events: readonly AccountEvent[];
  readonly validUntil: readonly number[];
}

/** Two ways to the database: what is due, and one statement that ends it, which is a transaction of its own. */
async function expirePage(
  db: Database,
  { now, most }: { readonly now: number; readonly most: number },
): Promise<Expired> {
  const { rows: due } = await sql<DueQuote>`/* prepared: due_quotes */
    select * from (
      select rfq_id, account_id, quote_id, quote_version, valid_until from rfq
      where state = 'quoted' and valid_until <= ${new Date(now - EXPIRY_GRACE_MS)}
      order by valid_until limit ${sql.lit(PAGE_ROWS.max)}
    ) due limit ${most}`.execute(db);
  return due.length === 0 ? { events: [], validUntil: [] } : endAll(db, due, now);
}

/**
 * The quotes that still stand as they were seen end, and their accounts' events are written, in the order of decision
 * 0004. Rows that somebody else is working on are theirs to end, or due again at the next look. What a row is, is asked
 * after it is locked: before it, the planner would search all live quotes for each that is due.
 */
async function endAll(db: Database, due: readonly DueQuote[], now: number): Promise<Expired> {
  const byId = new Map(due.map((quote) => [quote.rfq_id, quote]));
  const wanted = due.map((quote, ordinal) => {
    const { type, data } = expiredEvent(quote, now);
    return { rfq_id: quote.rfq_id, account_id: quote.account_id, version: quote.quote_version, ordinal, type, data };
  });
  const { rows } = await sql<{ rfq_id: string; account_id: string; base: number }>`/* prepared: expire_quotes */
    with wanted as (
      select * from json_to_recordset(${JSON.stringify(wanted)}::json)
        as x(rfq_id text, account_id text, version integer, ordinal integer, type text, data jsonb)
    ), mine as (
      select wanted.* from wanted cross join lateral (
        select state, quote_version from rfq where rfq.rfq_id = wanted.rfq_id offset 0 for update skip locked
      ) held
      where held.state = 'quoted' and held.quote_version = wanted.version
    ), ended as (
      update rfq set state = 'expired', updated_at = ${new Date(now)} where rfq_id = any(array(select rfq_id from mine))
    ), placed as (
      select *, row_number() over (partition by account_id order by ordinal)::integer as place from mine
    ), locked as (
      select account.account_id, n.count
      from (select account_id, count(*)::integer as count from mine group by account_id order by account_id) n
      cross join lateral (select account_id from account a where a.account_id = n.account_id for no key update) account
    ), moved as (
      update account set last_seq = last_seq + locked.count from locked where account.account_id = locked.account_id
      returning account.account_id, last_seq - locked.count as base
    ), written as (
      insert into event (account_id, seq, type, rfq_id, at, data)
      select account_id, base + place, type, rfq_id, ${new Date(now)}, data from placed join moved using (account_id)
    )
    select rfq_id, account_id, base from placed join moved using (account_id) order by account_id, place`.execute(db);
  const expired = rows.flatMap(({ rfq_id: rfqId }) => byId.get(rfqId) ?? []);
  const bases = new Map(rows.map(({ account_id: accountId, base }) => [accountId, base]));
  return {
    events: numbered(
      expired.map((quote) => expiredEvent(quote, now)),
      bases,
    ),
    validUntil: expired.map((quote) => quote.valid_until.getTime()),
  };
}

function expiredEvent(quote: DueQuote, at: number): NewEvent<'quote.expired'> {
  const { account_id: accountId, rfq_id: rfqId, quote_id: quoteId, quote_version: version } = quote;
  return { accountId, rfqId, at, type: 'quote.expired', data: { quoteId, version, reason: 'validity ended' } };
}
