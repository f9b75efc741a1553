import { CompiledQuery, sql } from 'kysely';
import { type AccountEvent, type NewEvent, numbered } from '../audit/index.ts';
import type { AcceptReceipt } from '../contracts/accept.ts';
import { ok } from '../contracts/result.ts';
import {
  type ExposureColumns,
  type Limit,
  type OpenExposureRow,
  openExposuresQuery,
  toExposure,
  toOpenExposure,
} from '../limits/index.ts';
import { toInstant } from '../platform/clock.ts';
import type { Database } from '../platform/database/database.ts';
import type { AcceptBasis } from './accept-judge.ts';
import { type Attempt, toAcceptanceRow } from './acceptances.ts';
import { addingUp } from './commitments.ts';
import type { Decision } from './gates.ts';
import { toDecisionRow, toRfqRow } from './records.ts';

/** What the gates ask, with the account's count of acceptances in the same reading: while it stands, no more was used. */
export type Plain = Omit<AcceptBasis, 'rulebook'> & { readonly seen: number };

interface PlainRow {
  readonly ordinal: number;
  readonly rfq: Omit<Parameters<typeof toRfqRow>[0], 'valid_until' | 'created_at' | 'updated_at'> & {
    readonly valid_until: string;
    readonly created_at: string;
    readonly updated_at: string;
  };
  readonly exposure: ExposureColumns;
  readonly bid: string | null;
  readonly offer: string | null;
  readonly quantity: string;
  readonly valid_until: Date;
  readonly capacity: string | null;
  readonly acceptances: number;
  readonly credit_used: string;
  readonly open: readonly OpenExposureRow[] | null;
}

/** Those of the attempts whose quote is live as it was named, and whose id was not used before. Read without a lock. */
export async function readPlain(
  db: Database,
  { attempts, limits }: { readonly attempts: readonly Attempt[]; readonly limits: readonly Limit[] },
): Promise<Plain[]> {
  const asked = attempts.map(({ request, caller: { accountId }, receivedAt }, ordinal) => ({
    ordinal,
    rfq_id: request.rfqId,
    quote_id: request.quoteId,
    version: request.version,
    account_id: accountId,
    client_accept_id: request.clientAcceptId,
    at: toInstant(receivedAt),
  }));
  const adding = attempts.filter(({ caller: { accountId } }) => addingUp({ limits, accountId }).length > 0);
  const open = openExposuresQuery({
    accountIds: adding.map(({ caller }) => caller.accountId),
    except: adding.map(({ request }) => request.rfqId),
    now: Math.min(...attempts.map(({ receivedAt }) => receivedAt)),
  });
  // Each row by its key, one after another: a join that the planner is free to choose may read a whole table.
  const { rows } = await sql<PlainRow>`/* prepared: accept_read */
    with open as materialized (${open})
    select n.ordinal, r.rfq, e.exposure, q.bid, q.offer, q.quantity, q.valid_until, q.capacity, a.acceptances,
      (select coalesce(sum(credit_use_usd), 0) from acceptance
       where account_id = n.account_id and accepted and credit_until > n.at) as credit_used,
      (select json_agg(to_jsonb(o) || jsonb_build_object(
         'credit_buy_usd', o.credit_buy_usd::text, 'credit_sell_usd', o.credit_sell_usd::text))
       from open o where o.account_id = n.account_id) as open
    from json_to_recordset(${JSON.stringify(asked)}::json) as n(ordinal integer, rfq_id text, quote_id text,
      version integer, account_id text, client_accept_id text, at timestamptz)
    cross join lateral (
      select to_jsonb(rfq) as rfq, account_id, state, quote_id, quote_version from rfq where rfq_id = n.rfq_id offset 0
    ) r
    cross join lateral (
      select bid, offer, quantity, valid_until, view ->> 'capacity' as capacity from quote
      where quote_id = n.quote_id and version = n.version and rfq_id = n.rfq_id offset 0
    ) q
    cross join lateral (
      select to_jsonb(exposure) || jsonb_build_object(
        'credit_buy_usd', credit_buy_usd::text, 'credit_sell_usd', credit_sell_usd::text) as exposure
      from exposure where rfq_id = n.rfq_id offset 0
    ) e
    cross join lateral (select acceptances from account where account_id = n.account_id offset 0) a
    where r.state = 'quoted' and r.account_id = n.account_id and r.quote_id = n.quote_id and r.quote_version = n.version
      and (select 1 from acceptance
           where account_id = n.account_id and client_accept_id = n.client_accept_id) is null`.execute(db);
  return rows.flatMap((row) => toPlain(row, attempts[row.ordinal]) ?? []);
}

function toPlain(row: PlainRow, attempt: Attempt | undefined): Plain | null {
  if (attempt === undefined) return null;
  const { rfq, exposure, bid, offer, quantity, capacity } = row;
  const { quoteId, version, side } = attempt.request;
  return {
    attempt,
    rfq: toRfqRow({
      ...rfq,
      valid_until: new Date(rfq.valid_until),
      created_at: new Date(rfq.created_at),
      updated_at: new Date(rfq.updated_at),
    }),
    quote: { quoteId, version, bid, offer, quantity, validUntil: row.valid_until.getTime(), capacity },
    exposure: { ...toExposure({ ...exposure, until: new Date(exposure.until) }), side },
    open: (row.open ?? []).map(toOpenExposure),
    creditUsedUsd: row.credit_used,
    seen: row.acceptances,
  };
}

/** An acceptance that may be written. */
export interface Written {
  readonly basis: AcceptBasis;
  readonly decision: Decision;
  readonly decisionId: string;
  readonly tradeId: string;
  readonly receipt: AcceptReceipt;
  readonly seen: number;
}

/**
 * One statement, so one round trip and one commit. $1 epoch, $2 now, then JSON arrays of rows: $3 what is wanted, $4
 * decisions, $5 acceptances, $6 events. The locks are taken in the order of decision 0004, each after the one before it,
 * because each is asked for with what the one before it gave; what a row says is asked after it is locked.
 */
const ACCEPT = `/* prepared: accept_write */
  with rules as materialized (
    select epoch from control where id = 1 and epoch = $1 for share
  ), wanted as materialized (
    select w.* from rules cross join json_to_recordset($3)
      as w(rfq_id text, account_id text, version integer, seen integer, side text, at timestamptz, approval_ids text[])
  ), mine as materialized (
    select wanted.* from wanted cross join lateral (
      select state, quote_version from rfq where rfq.rfq_id = wanted.rfq_id offset 0 for update skip locked
    ) r
    where r.state = 'quoted' and r.quote_version = wanted.version
  ), held as materialized (
    select mine.* from (select * from mine order by account_id) mine cross join lateral (
      select acceptances from account where account.account_id = mine.account_id offset 0 for no key update
    ) a
    where a.acceptances = mine.seen
  ), moved as (
    update account set last_seq = last_seq + 1, acceptances = acceptances + 1
    where account_id = any(array(select account_id from held)) returning account_id, last_seq - 1 as base
  ), new_state as (
    update rfq set state = 'accepted', updated_at = $2 where rfq_id = any(array(select rfq_id from held))
  ), consumed as (
    update exposure set traded = true, side = held.side, traded_at = held.at, approval_ids = held.approval_ids
    from held where exposure.rfq_id = any(array(select rfq_id from held)) and exposure.rfq_id = held.rfq_id
  ), new_decision as (
    insert into decision select x.* from json_populate_recordset(null::decision, $4) x
    where x.rfq_id in (select rfq_id from held)
  ), new_acceptance as (
    insert into acceptance select x.* from json_populate_recordset(null::acceptance, $5) x
    where x.rfq_id in (select rfq_id from held)
  ), new_event as (
    insert into event (account_id, seq, type, rfq_id, at, data)
    select account_id, base + 1, type, rfq_id, at, data
    from json_to_recordset($6) as x(account_id text, type text, rfq_id text, at timestamptz, data jsonb)
    join moved using (account_id)
  )
  select rfq_id, account_id, base from held join moved using (account_id)`;

/** Each of an account of its own. The events of those that were written, by RFQ; the others have written nothing. */
export async function writeTogether(
  db: Database,
  { written, epoch, now }: { readonly written: readonly Written[]; readonly epoch: number; readonly now: number },
): Promise<ReadonlyMap<string, AccountEvent>> {
  const events = written.map(toEvent);
  const values = [written.map(toWanted), written.map(toDecision), written.map(toAcceptance), events.map(toEventRow)];
  const { rows } = await db.executeQuery<{ rfq_id: string; account_id: string; base: number }>(
    CompiledQuery.raw(ACCEPT, [epoch, new Date(now), ...values.map((some) => JSON.stringify(some))]),
  );
  const bases = new Map(rows.map(({ account_id: accountId, base }) => [accountId, base]));
  const durable = events.filter(({ accountId }) => bases.has(accountId));
  return new Map(numbered(durable, bases).map((event) => [event.envelope.rfqId ?? '', event]));
}

function toEvent({ basis: { attempt, rfq }, receipt }: Written): NewEvent<'quote.accepted'> {
  const { rfqId, accountId } = rfq;
  return { accountId, type: 'quote.accepted', rfqId, at: attempt.receivedAt, data: receipt };
}

function toEventRow({ accountId, type, rfqId, at, data }: NewEvent<'quote.accepted'>) {
  return { account_id: accountId, type, rfq_id: rfqId, at: toInstant(at), data };
}

function toWanted({ basis: { attempt, rfq, quote, exposure }, decision, seen }: Written) {
  return {
    rfq_id: rfq.rfqId,
    account_id: rfq.accountId,
    version: quote.version,
    seen,
    side: exposure.side,
    at: toInstant(attempt.receivedAt),
    approval_ids: decision.approvals.map(({ approvalId }) => approvalId),
  };
}

function toDecision({ basis: { rfq }, decision, decisionId }: Written) {
  return toDecisionRow(decision, { rfqId: rfq.rfqId, accountId: rfq.accountId, ids: () => decisionId });
}

function toAcceptance({ basis: { attempt, rfq, quote, exposure }, receipt, tradeId }: Written) {
  const creditUse = exposure.creditUsd[attempt.request.side];
  return toAcceptanceRow({ attempt, quote, result: ok(receipt), tradeId, creditUse, rfq });
}
