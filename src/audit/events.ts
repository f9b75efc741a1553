import { sql } from 'kysely';
import type { EventData, EventEnvelope, EventType } from '../contracts/events.ts';
import type { Bus } from '../platform/bus/port.ts';
import { toInstant } from '../platform/clock.ts';
import type { Executor } from '../platform/database/database.ts';

/** An event not yet written: its place in the account's sequence is given by the commit. */
export type NewEvent<T extends EventType = EventType> = {
  [K in T]: {
    readonly accountId: string;
    readonly type: K;
    readonly rfqId: string | null;
    readonly at: number;
    readonly data: EventData<K>;
  };
}[T];

/** A durable event of one account. */
export interface AccountEvent {
  readonly accountId: string;
  readonly envelope: EventEnvelope;
}

/** Rows as the SQL of a commit takes them: `ordinal` counts from 1 within each account. */
export function toEventRows(events: readonly NewEvent[]) {
  const counts = new Map<string, number>();
  return events.map((event) => {
    const ordinal = (counts.get(event.accountId) ?? 0) + 1;
    counts.set(event.accountId, ordinal);
    const { accountId, type, rfqId, data } = event;
    return { account_id: accountId, ordinal, type, rfq_id: rfqId, at: toInstant(event.at), data };
  });
}

/** How many events each account gets; sorted, because accounts are locked in this order, always the same. */
export function countByAccount(events: readonly NewEvent[]) {
  const counts = new Map<string, number>();
  for (const { accountId } of events) counts.set(accountId, (counts.get(accountId) ?? 0) + 1);
  const accountIds = [...counts.keys()].sort();
  return accountIds.map((accountId) => ({ account_id: accountId, count: counts.get(accountId) }));
}

/**
 * Appends inside the caller's transaction. The account row is locked until it ends, so sequences have no gap
 * and their order is the order of commits. Callers lock RFQ rows before this, never after. The lock leaves the key
 * alone (`no key update`): a foreign key's check of the same account by another transaction must not wait for it.
 */
export async function appendEvents(tx: Executor, events: readonly NewEvent[]): Promise<AccountEvent[]> {
  if (events.length === 0) return [];
  const { rows: bases } = await sql<{ account_id: string; base: number }>`/* prepared: append_events */
    with locked as (
      select mine.account_id, n.count
      from json_to_recordset(${JSON.stringify(countByAccount(events))}::json) as n(account_id text, count integer)
      cross join lateral (select account_id from account a where a.account_id = n.account_id for no key update) mine
    ), moved as (
      update account set last_seq = last_seq + locked.count from locked where account.account_id = locked.account_id
      returning account.account_id, last_seq - locked.count as base
    ), written as (
      insert into event (account_id, seq, type, rfq_id, at, data)
      select account_id, base + ordinal, type, rfq_id, at, data
      from json_to_recordset(${JSON.stringify(toEventRows(events))}::json)
        as x(account_id text, ordinal integer, type text, rfq_id text, at timestamptz, data jsonb)
      join moved using (account_id)
    )
    select account_id, base from moved`.execute(tx);
  return numbered(events, new Map(bases.map(({ account_id, base }) => [account_id, base])));
}

/** The envelopes of events whose accounts stood at `bases` before them. */
export function numbered(events: readonly NewEvent[], bases: ReadonlyMap<string, number>): AccountEvent[] {
  const next = new Map(bases);
  return events.map(({ accountId, type, rfqId, at, data }) => {
    const seq = (next.get(accountId) ?? Number.NaN) + 1;
    if (!(seq >= 1)) throw new Error(`account ${accountId} gave no sequence for ${type}`);
    next.set(accountId, seq);
    const envelope: EventEnvelope = { seq, type, at: toInstant(at), data };
    return { accountId, envelope: rfqId === null ? envelope : { ...envelope, rfqId } };
  });
}

/** Events after `afterSeq` in order, at most `limit`. */
export async function readEvents(
  db: Executor,
  accountId: string,
  page: { afterSeq: number; limit: number },
): Promise<EventEnvelope[]> {
  const rows = await db
    .selectFrom('event')
    .selectAll()
    .where('account_id', '=', accountId)
    .where('seq', '>', page.afterSeq)
    .orderBy('seq')
    .limit(page.limit)
    .execute();
  return rows.map(toEnvelope);
}

export async function readRfqEvents(db: Executor, rfqId: string, limit: number): Promise<EventEnvelope[]> {
  const rows = await db
    .selectFrom('event')
    .selectAll()
    .where('rfq_id', '=', rfqId)
    .orderBy('seq')
    .limit(limit)
    .execute();
  return rows.map(toEnvelope);
}

export async function lastSeq(db: Executor, accountId: string): Promise<number> {
  const row = await db.selectFrom('account').select('last_seq').where('account_id', '=', accountId).executeTakeFirst();
  return row?.last_seq ?? 0;
}

/** The first event after `afterSeq` that is not older than `since` (UTC epoch ms); null when there is none. */
export async function firstSeqSince(
  db: Executor,
  accountId: string,
  { afterSeq, since }: { readonly afterSeq: number; readonly since: number },
): Promise<number | null> {
  const row = await db
    .selectFrom('event')
    .select('seq')
    .where('account_id', '=', accountId)
    .where('seq', '>', afterSeq)
    .where('at', '>=', new Date(since))
    .orderBy('seq')
    .limit(1)
    .executeTakeFirst();
  return row?.seq ?? null;
}

function toEnvelope(row: { seq: number; type: string; rfq_id: string | null; at: Date; data: unknown }): EventEnvelope {
  const envelope = { seq: row.seq, type: row.type, at: row.at.toISOString(), data: row.data } as EventEnvelope;
  return row.rfq_id === null ? envelope : { ...envelope, rfqId: row.rfq_id };
}

const TOPIC = 'account-event-batches';

/** Says aloud, in one message, what is durable already; whoever misses it finds it in the database. */
export function announce(bus: Bus, events: readonly AccountEvent[]): void {
  if (events.length > 0) bus.publish(TOPIC, events);
}

export function onAccountEvent(bus: Bus, listener: (event: AccountEvent) => void): () => void {
  return bus.subscribe(TOPIC, (message) => {
    for (const event of message as readonly AccountEvent[]) listener(event);
  });
}
