import { CompiledQuery, sql } from 'kysely';
import { type AccountEvent, type NewEvent, numbered } from '../audit/index.ts';
import type { DeskNotice } from '../contracts/desk-socket.ts';
import type { Rejection } from '../contracts/result.ts';
import type { Channel } from '../contracts/switch.ts';
import { type ExposureColumns, toExposure } from '../limits/index.ts';
import { toInstant } from '../platform/clock.ts';
import type { Executor } from '../platform/database/database.ts';
import type { IdSource } from '../platform/ids.ts';
import { clientReason } from './gates.ts';
import { toDecisionRow, toRfqRow } from './records.ts';
import type { Ending, Standing } from './revoke-judge.ts';

/** What stands at once is bounded by the accounts' caps; more than this is read at the next look. */
const STANDING_MAX = 100_000;

/**
 * Every live quote and every request that waits for a person: its id and the version it shows; 0 for none. By account, so
 * that pages of them that are written at once seldom wait for one another's accounts.
 */
export async function listStanding(db: Executor, now: number): Promise<{ rfqId: string; version: number }[]> {
  // Two reads of two partial indexes, which name the states as they do.
  const { rows } = await sql<{ rfq_id: string; version: number }>`
    select account_id, rfq_id, quote_version as version from rfq
    where state = 'quoted' and valid_until > ${new Date(now)}
    union all
    select account_id, rfq_id, 0 as version from rfq where state in ('queued', 'pickedUp', 'onHold')
    order by account_id, rfq_id limit ${sql.lit(STANDING_MAX)}`.execute(db);
  return rows.map(({ rfq_id: rfqId, version }) => ({ rfqId, version }));
}

interface StandingRow {
  readonly rfq: Omit<Parameters<typeof toRfqRow>[0], 'valid_until' | 'created_at' | 'updated_at'> & {
    readonly channel: Channel | null;
    readonly valid_until: string | null;
    readonly created_at: string;
    readonly updated_at: string;
  };
  readonly epoch: number | null;
  /** Exact amounts beside it: in JSON they would be numbers. */
  readonly exposure: (Omit<ExposureColumns, 'until' | 'credit_buy_usd' | 'credit_sell_usd'> & { until: string }) | null;
  readonly credit_buy_usd: string | null;
  readonly credit_sell_usd: string | null;
}

/**
 * Those that still stand, in one statement and without a lock: what has moved when they are to be ended stands as
 * something else, and is judged again. Each row by its key: a join that the planner is free to choose reads whole tables.
 */
export async function readStanding(
  db: Executor,
  { rfqIds, now }: { readonly rfqIds: readonly string[]; readonly now: number },
): Promise<Standing[]> {
  const { rows } = await sql<StandingRow>`/* prepared: revoke_read */
    select r.rfq, q.epoch, e.exposure, e.credit_buy_usd, e.credit_sell_usd
    from json_array_elements_text(${JSON.stringify(rfqIds)}::json) as n(rfq_id)
    cross join lateral (
      select row_to_json(rfq) as rfq, state, valid_until, quote_id, quote_version
      from rfq where rfq_id = n.rfq_id offset 0
    ) r
    left join lateral (
      select epoch from quote where quote_id = r.quote_id and version = r.quote_version offset 0
    ) q on r.state = 'quoted'
    left join lateral (
      select row_to_json(exposure) as exposure, credit_buy_usd::text, credit_sell_usd::text
      from exposure where rfq_id = n.rfq_id offset 0
    ) e on r.state = 'quoted'
    where (r.state = 'quoted' and r.valid_until > ${new Date(now)}) or r.state in ('queued', 'pickedUp', 'onHold')
  `.execute(db);
  return rows.map(toStanding);
}

function toStanding({ rfq, epoch, exposure, ...credit }: StandingRow): Standing {
  const { credit_buy_usd: buy, credit_sell_usd: sell } = credit;
  return {
    rfq: toRfqRow({
      ...rfq,
      valid_until: rfq.valid_until === null ? null : new Date(rfq.valid_until),
      created_at: new Date(rfq.created_at),
      updated_at: new Date(rfq.updated_at),
    }),
    epoch: epoch ?? 0,
    channel: rfq.channel,
    exposure:
      exposure === null || buy === null || sell === null
        ? null
        : toExposure({ ...exposure, until: new Date(exposure.until), credit_buy_usd: buy, credit_sell_usd: sell }),
  };
}

/** Dollars of credit in use by trades, by account; who has none is not among them. */
export async function creditUsedByAccount(db: Executor, now: number): Promise<ReadonlyMap<string, string>> {
  const { rows } = await sql<{ account_id: string; used: string }>`
    select account_id, sum(credit_use_usd) as used from acceptance
    where accepted and credit_until > ${new Date(now)} group by account_id`.execute(db);
  return new Map(rows.map(({ account_id: accountId, used }) => [accountId, used]));
}

export interface Ended {
  readonly events: readonly AccountEvent[];
  readonly notices: readonly DeskNotice[];
  /** Those that the desk has on its screens. */
  readonly onDesk: readonly string[];
  /** Those that were ended: the others have moved, or somebody else works on them. */
  readonly rfqIds: ReadonlySet<string>;
}

/**
 * One statement for all: the compare-and-set, the decisions, what the desk keeps of it, and the clients' events. $1 now,
 * then JSON arrays of rows: $2 what is wanted, with its event, $3 decisions, $4 what the desk is to remember. Nothing
 * runs on the desk any more for what has ended, and no second person is waited for. The locks are taken in the order of
 * decision 0004; what a row is, is asked after it is locked. What a row becomes follows from what it is, as in `Ending.to`:
 * joined to `wanted` by key beside the list of keys, each row would search the whole list.
 */
const REVOKE = `/* prepared: revoke_write */
  with wanted as (
    select * from json_to_recordset($2) as x(rfq_id text, account_id text, was text, version integer,
      error jsonb, ordinal integer, type text, data jsonb)
  ), mine as materialized (
    select wanted.* from wanted cross join lateral (
      select state, quote_version, valid_until from rfq where rfq.rfq_id = wanted.rfq_id offset 0 for update skip locked
    ) r
    where r.state = wanted.was and r.quote_version is not distinct from wanted.version
      and (r.state <> 'quoted' or r.valid_until > $1)
  ), new_state as (
    update rfq set updated_at = $1,
      state = case when state = 'quoted' then 'revoked' else 'rejected' end,
      error = case when state = 'quoted' then error
        else coalesce((select mine.error from mine where mine.rfq_id = rfq.rfq_id), error) end
    where rfq_id = any(array(select rfq_id from mine))
  ), new_decision as (
    insert into decision select x.* from json_populate_recordset(null::decision, $3) x
    where x.rfq_id in (select rfq_id from mine)
  ), task as (
    update desk_task set ends_at = null, wake_at = null where rfq_id = any(array(select rfq_id from mine))
    returning rfq_id
  ), new_action as (
    insert into desk_action select x.* from json_populate_recordset(null::desk_action, $4) x
    where x.rfq_id in (select rfq_id from task)
  ), lapsed as (
    update quote_proposal set status = 'lapsed', decided_at = $1
    where status = 'pending' and rfq_id = any(array(select rfq_id from task))
    returning rfq_id, quote_id, version
  ), placed as (
    select *, row_number() over (partition by account_id order by ordinal)::integer as place from mine
  ), locked as (
    select a.account_id, n.count
    from (select account_id, count(*)::integer as count from mine group by account_id order by account_id) n
    cross join lateral (
      select account_id from account where account.account_id = n.account_id offset 0 for no key update
    ) a
  ), moved as (
    update account set last_seq = last_seq + locked.count from locked where account.account_id = locked.account_id
    returning account.account_id, last_seq - locked.count as base
  ), new_event as (
    insert into event (account_id, seq, type, rfq_id, at, data)
    select account_id, base + place, type, rfq_id, $1, data from placed join moved using (account_id)
  )
  select rfq_id, account_id, base, rfq_id in (select rfq_id from task) as on_desk,
    (select json_agg(json_build_object('quoteId', quote_id, 'version', version)) from lapsed
     where lapsed.rfq_id = placed.rfq_id) as lapsed
  from placed join moved using (account_id) order by account_id, place`;

interface EndedRow {
  readonly rfq_id: string;
  readonly account_id: string;
  readonly base: number;
  readonly on_desk: boolean;
  readonly lapsed: readonly { readonly quoteId: string; readonly version: number }[] | null;
}

/** Ends those that are still what was judged; of the others nothing is written. */
export async function writeEndings(
  db: Executor,
  endings: readonly Ending[],
  { now, ids }: { readonly now: number; readonly ids: IdSource },
): Promise<Ended> {
  if (endings.length === 0) return { events: [], notices: [], onDesk: [], rfqIds: new Set() };
  const at = new Date(now);
  const ends = endings.map((ending) => ({ ending, reason: reasonOf(ending) }));
  const events = new Map(ends.map(({ ending, reason }) => [ending.standing.rfq.rfqId, toEvent(ending, reason, now)]));
  const values = [ends.map((end, ordinal) => toWanted(end, ordinal, now)), toDecisions(endings, ids)];
  const actions = endings.map((ending) => toAction(ending, { at, ids }));
  const { rows } = await db.executeQuery<EndedRow>(
    CompiledQuery.raw(REVOKE, [at, ...[...values, actions].map((some) => JSON.stringify(some))]),
  );
  const bases = new Map(rows.map(({ account_id: accountId, base }) => [accountId, base]));
  return {
    events: numbered(
      rows.flatMap(({ rfq_id: rfqId }) => events.get(rfqId) ?? []),
      bases,
    ),
    notices: rows.flatMap((row) => toNotices(row, at)),
    onDesk: rows.flatMap(({ rfq_id: rfqId, on_desk: onDesk }) => (onDesk ? [rfqId] : [])),
    rfqIds: new Set(rows.map(({ rfq_id: rfqId }) => rfqId)),
  };
}

function toNotices({ rfq_id: rfqId, lapsed }: EndedRow, at: Date): DeskNotice[] {
  const same = { type: 'approvalDecided', at: toInstant(at.getTime()), rfqId, status: 'lapsed', by: null } as const;
  return (lapsed ?? []).map(({ quoteId, version }) => ({ ...same, quoteId, version }));
}

function reasonOf({ decision, deciding, standing: { rfq } }: Ending): Rejection {
  return clientReason({ ...decision, failures: [deciding] }, { rfqId: rfq.rfqId });
}

function toWanted({ ending, reason }: { ending: Ending; reason: Rejection }, ordinal: number, now: number) {
  const { standing, to } = ending;
  const { rfqId, accountId, state, quoteVersion } = standing.rfq;
  const { type, data } = toEvent(ending, reason, now);
  const error = to === 'rejected' ? reason : null;
  return {
    rfq_id: rfqId,
    account_id: accountId,
    was: state,
    version: quoteVersion,
    error,
    ordinal,
    type,
    data,
  };
}

function toEvent({ standing: { rfq }, to }: Ending, reason: Rejection, at: number): NewEvent {
  const { accountId, rfqId, quoteId, quoteVersion } = rfq;
  if (to === 'rejected') return { accountId, rfqId, at, type: 'rfq.rejected', data: { error: reason } };
  const data = { quoteId: quoteId ?? '', version: quoteVersion ?? 1, reason: reason.message };
  return { accountId, rfqId, at, type: 'quote.revoked', data };
}

function toDecisions(endings: readonly Ending[], ids: IdSource) {
  return endings.map(({ decision, standing: { rfq } }) =>
    toDecisionRow(decision, { rfqId: rfq.rfqId, accountId: rfq.accountId, ids }),
  );
}

function toAction(
  { standing: { rfq }, to, deciding, decision }: Ending,
  { at, ids }: { readonly at: Date; readonly ids: IdSource },
) {
  return {
    action_id: ids('act'),
    rfq_id: rfq.rfqId,
    account_id: rfq.accountId,
    action: to === 'revoked' ? 'revoke' : 'close',
    actor: 'system',
    details: { rule: deciding.rule, message: deciding.message, epoch: decision.epoch },
    at,
  };
}
