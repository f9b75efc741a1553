import { CompiledQuery, sql } from 'kysely';
import { type AccountEvent, type NewEvent, numbered } from '../audit/index.ts';
import type { AccountTerms, FirmProfile } from '../contracts/confirmation.ts';
import { contentHash } from '../platform/canonical-json.ts';
import type { Database } from '../platform/database/database.ts';
import { type evaluateGates, type RfqRow, toDecisionRow, toRfqRow } from '../rfq/index.ts';
import { type Accepted, type AcceptedRow, toAccepted } from './accepted.ts';
import { confirmationOf } from './confirmation.ts';
import { positionChanges, toTradeView, tradeRowOf } from './trades.ts';

/** An accepted RFQ with all that its trade and its confirmation say. */
export interface Bookable {
  readonly rfq: RfqRow;
  readonly accepted: Accepted;
  readonly account: { readonly accountId: string; readonly name: string; readonly clientClass: string };
  readonly firm: FirmProfile | null;
  readonly terms: AccountTerms | null;
}

type RfqColumns = Parameters<typeof toRfqRow>[0];
interface BookableRow extends AcceptedRow {
  readonly rfq: Omit<RfqColumns, 'valid_until' | 'created_at' | 'updated_at'> & {
    readonly valid_until: string;
    readonly created_at: string;
    readonly updated_at: string;
  };
  readonly name: string;
  readonly client_class: string;
  readonly firm: FirmProfile | null;
  readonly terms: AccountTerms | null;
}

/** Those that are accepted and close no other trade. Read without a lock; each row by its key, one after another. */
export async function readBookable(db: Database, rfqIds: readonly string[]): Promise<Bookable[]> {
  const { rows } = await sql<BookableRow>`/* prepared: book_read */
    select r.rfq, x.*, q.bid, q.offer, q.passport, q.source, q.disclosure, a.name, a.client_class,
      (select profile from firm) as firm,
      (select terms from account_terms where account_terms.account_id = r.account_id) as terms
    from json_array_elements_text(${JSON.stringify(rfqIds)}::json) as n(rfq_id)
    cross join lateral (
      select to_jsonb(rfq) as rfq, account_id, state, request from rfq where rfq_id = n.rfq_id offset 0
    ) r
    cross join lateral (
      select trade_id, side, quote_id, quote_version, credit_use_usd, received_at from acceptance
      where rfq_id = n.rfq_id and accepted offset 0
    ) x
    cross join lateral (
      select bid, offer, passport, view ->> 'markUpDisclosure' as disclosure,
        (select source from market_snapshot where market_snapshot.snapshot_id = quote.snapshot_id) as source
      from quote where quote_id = x.quote_id and version = x.quote_version offset 0
    ) q
    cross join lateral (select name, client_class from account where account_id = r.account_id offset 0) a
    where r.state = 'accepted' and r.request ->> 'unwinds' is null`.execute(db);
  return rows.map(toBookable);
}

function toBookable({ rfq: columns, name, client_class: clientClass, firm, terms, ...row }: BookableRow): Bookable {
  const rfq = toRfqRow({
    ...columns,
    valid_until: new Date(columns.valid_until),
    created_at: new Date(columns.created_at),
    updated_at: new Date(columns.updated_at),
  });
  const account = { accountId: rfq.accountId, name, clientClass };
  return { rfq, accepted: toAccepted(row, rfq), account, firm, terms };
}

export interface ToBook extends Bookable {
  readonly decision: ReturnType<typeof evaluateGates>;
  readonly decisionId: string;
}

/**
 * One statement, so one round trip and one commit. $1 epoch, $2 now, then JSON arrays of rows: $3 what is wanted, with its
 * event, $4 decisions, $5 trades, $6 changes of positions, $7 confirmations. The locks are taken in the order of decision
 * 0004: epoch, RFQs, positions in the order of their keys, accounts in the order of their ids.
 */
const BOOK = `/* prepared: book_write */
  with rules as materialized (
    select epoch from control where id = 1 and epoch = $1 for share
  ), wanted as materialized (
    select w.* from rules cross join json_to_recordset($3)
      as w(rfq_id text, account_id text, ordinal integer, type text, data jsonb)
  ), mine as materialized (
    select wanted.* from wanted cross join lateral (
      select state from rfq where rfq.rfq_id = wanted.rfq_id offset 0 for update skip locked
    ) r
    where r.state = 'accepted'
  ), new_state as (
    update rfq set state = 'booked', updated_at = $2 where rfq_id = any(array(select rfq_id from mine))
  ), new_decision as (
    insert into decision select x.* from json_populate_recordset(null::decision, $4) x
    where x.rfq_id in (select rfq_id from mine)
  ), new_trade as (
    insert into trade select x.* from json_populate_recordset(null::trade, $5) x
    where x.rfq_id in (select rfq_id from mine)
  ), new_position as (
    insert into position (account_id, instrument_key, instrument, quantity, updated_at)
    select account_id, instrument_key, (array_agg(instrument))[1], sum(quantity), $2
    from json_to_recordset($6)
      as x(rfq_id text, account_id text, instrument_key text, instrument jsonb, quantity numeric)
    where rfq_id in (select rfq_id from mine)
    group by account_id, instrument_key order by account_id, instrument_key
    on conflict (account_id, instrument_key)
      do update set quantity = position.quantity + excluded.quantity, updated_at = excluded.updated_at
    returning 1
  ), new_confirmation as (
    insert into confirmation (trade_id, version, body, body_hash, issued_at)
    select trade_id, version, body, body_hash, $2
    from json_to_recordset($7) as x(rfq_id text, trade_id text, version integer, body text, body_hash text)
    where rfq_id in (select rfq_id from mine)
  ), placed as (
    select *, row_number() over (partition by account_id order by ordinal)::integer as place from mine
  ), locked as (
    select a.account_id, n.count
    from (
      select account_id, count(*)::integer as count from mine where (select count(*) from new_position) > 0
      group by account_id order by account_id
    ) n
    cross join lateral (
      select account_id from account where account.account_id = n.account_id offset 0 for no key update
    ) a
  ), moved as (
    update account set last_seq = last_seq + locked.count from locked where account.account_id = locked.account_id
    returning account.account_id, last_seq - locked.count as base
  ), new_event as (
    insert into event (account_id, seq, type, rfq_id, at, data)
    select account_id, base + place, type, rfq_id, $2, data from placed join moved using (account_id)
  )
  select rfq_id, account_id, base from placed join moved using (account_id) order by account_id, place`;

/** The events of those that were booked, by RFQ; the others have written nothing. */
export async function writeBooked(
  db: Database,
  { toBook, epoch, at }: { readonly toBook: readonly ToBook[]; readonly epoch: number; readonly at: Date },
): Promise<ReadonlyMap<string, AccountEvent>> {
  const drafts = new Map(toBook.map((one, ordinal) => [one.rfq.rfqId, draftOf(one, { at, ordinal })]));
  const all = [...drafts.values()];
  const values = [
    all.map(({ wanted }) => wanted),
    all.map(({ decision }) => decision),
    all.map(({ trade }) => trade),
    all.flatMap(({ positions }) => positions),
    all.map(({ confirmation }) => confirmation),
  ];
  const { rows } = await db.executeQuery<{ rfq_id: string; account_id: string; base: number }>(
    CompiledQuery.raw(BOOK, [epoch, at, ...values.map((some) => JSON.stringify(some))]),
  );
  const events = rows.flatMap(({ rfq_id: rfqId }) => drafts.get(rfqId)?.event ?? []);
  const bases = new Map(rows.map(({ account_id: accountId, base }) => [accountId, base]));
  return new Map(numbered(events, bases).map((event) => [event.envelope.rfqId ?? '', event]));
}

function draftOf(
  { rfq, accepted, decision, decisionId, ...parties }: ToBook,
  { at, ordinal }: { readonly at: Date; readonly ordinal: number },
) {
  const { rfqId, accountId } = rfq;
  const trade = tradeRowOf({ rfq, accepted, heldReason: null, at });
  const view = toTradeView(trade, { forStaff: false });
  const body = confirmationOf({
    trade: view,
    passport: accepted.passport,
    disclosure: accepted.disclosure,
    ...parties,
    version: 1,
    issuedAt: at.getTime(),
  });
  const event: NewEvent<'trade.booked'> = { accountId, rfqId, at: at.getTime(), type: 'trade.booked', data: view };
  return {
    event,
    wanted: { rfq_id: rfqId, account_id: accountId, ordinal, type: event.type, data: event.data },
    decision: toDecisionRow(decision, { rfqId, accountId, ids: () => decisionId }),
    trade,
    positions: positionChanges(accepted).map(({ instrumentKey, instrument, quantity }) => ({
      rfq_id: rfqId,
      account_id: accountId,
      instrument_key: instrumentKey,
      instrument,
      quantity,
    })),
    confirmation: {
      rfq_id: rfqId,
      trade_id: accepted.tradeId,
      version: 1,
      body: JSON.stringify(body),
      body_hash: contentHash(body),
    },
  };
}
