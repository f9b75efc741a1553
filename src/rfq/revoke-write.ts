import { CompiledQuery } from 'kysely';
import { type AccountEvent, type NewEvent, numbered } from '../audit/index.ts';
import type { DeskNotice } from '../contracts/desk-socket.ts';
import type { Rejection } from '../contracts/result.ts';
import { toInstant } from '../platform/clock.ts';
import type { Executor } from '../platform/database/database.ts';
import type { IdSource } from '../platform/ids.ts';
import { clientReason } from './gates.ts';
import { toFindingColumns } from './records.ts';
import type { Ending } from './revoke-judge.ts';

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
 * then JSON arrays of rows: $2 what is wanted, with its event, $3 what was found, which many of them share. Nothing
 * runs on the desk any more for what has ended, and no second person is waited for. The locks are taken in the order of
 * decision 0004; what a row is, is asked after it is locked. What a row becomes follows from what it is, as in `Ending.to`:
 * joined to `wanted` by key beside the list of keys, each row would search the whole list.
 */
const REVOKE = `/* prepared: revoke_write */
  with wanted as (
    select * from json_to_recordset($2) as x(rfq_id text, account_id text, was text, version integer, error jsonb,
      ordinal integer, type text, data jsonb, decision_id text, action_id text, finding integer)
  ), mine as materialized (
    select wanted.* from wanted cross join lateral (
      select state, quote_version, valid_until from rfq where rfq.rfq_id = wanted.rfq_id offset 0 for update skip locked
    ) r
    where r.state = wanted.was and r.quote_version is not distinct from wanted.version
      and (r.state <> 'quoted' or r.valid_until > $1)
  ), found as materialized (
    select * from json_to_recordset($3) as x(finding integer, point text, allowed boolean, failures jsonb,
      approvals jsonb, epoch integer, at timestamptz, client jsonb, overridden jsonb, mark_up jsonb, details jsonb)
  ), new_state as (
    update rfq set updated_at = $1,
      state = case when state = 'quoted' then 'revoked' else 'rejected' end,
      error = case when state = 'quoted' then error
        else coalesce((select mine.error from mine where mine.rfq_id = rfq.rfq_id), error) end
    where rfq_id = any(array(select rfq_id from mine))
  ), new_decision as (
    insert into decision (decision_id, rfq_id, account_id, point, allowed, failures, approvals, epoch, at, client,
      overridden, mark_up)
    select decision_id, rfq_id, account_id, point, allowed, failures, approvals, epoch, at, client, overridden, mark_up
    from mine join found using (finding)
  ), task as (
    update desk_task set ends_at = null, wake_at = null where rfq_id = any(array(select rfq_id from mine))
    returning rfq_id
  ), new_action as (
    insert into desk_action (action_id, rfq_id, account_id, action, actor, details, at)
    select action_id, rfq_id, account_id, case when was = 'quoted' then 'revoke' else 'close' end, 'system', details, $1
    from mine join found using (finding) where rfq_id in (select rfq_id from task)
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
  const ends = endings.map((ending) => ({ ending, event: toEvent(ending, now) }));
  const findings = gatherFindings();
  const wanted = ends.map((end, ordinal) => ({
    ...toWanted(end, ids),
    ordinal,
    finding: findings.placeOf(end.ending),
  }));
  const { rows } = await db.executeQuery<EndedRow>(
    CompiledQuery.raw(REVOKE, [at, JSON.stringify(wanted), findings.toJson()]),
  );
  const events = new Map(ends.map(({ ending, event }) => [ending.standing.rfq.rfqId, event]));
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

/**
 * What was found of each ending, told once for all of which the same was found: one change of the rules ends thousands for
 * one cause, and each of their decisions says so.
 */
function gatherFindings() {
  const places = new Map<string, number>();
  return {
    placeOf({ decision, deciding: { rule, message } }: Ending): number {
      const details = { rule, message, epoch: decision.epoch };
      const text = JSON.stringify({ ...toFindingColumns(decision), details });
      const place = places.get(text) ?? places.size;
      places.set(text, place);
      return place;
    },
    toJson: () => `[${[...places].map(([text, place]) => `{"finding":${place},${text.slice(1)}`).join(',')}]`,
  };
}

function toWanted({ ending, event }: { ending: Ending; event: NewEvent }, ids: IdSource) {
  const { to, standing } = ending;
  const { rfqId, accountId, state, quoteVersion } = standing.rfq;
  return {
    rfq_id: rfqId,
    account_id: accountId,
    was: state,
    version: quoteVersion,
    error: to === 'rejected' ? reasonOf(ending) : null,
    type: event.type,
    data: event.data,
    decision_id: ids('dec'),
    action_id: ids('act'),
  };
}

function toEvent(ending: Ending, at: number): NewEvent {
  const { standing, to } = ending;
  const { accountId, rfqId, quoteId, quoteVersion } = standing.rfq;
  const reason = reasonOf(ending);
  if (to === 'rejected') return { accountId, rfqId, at, type: 'rfq.rejected', data: { error: reason } };
  const data = { quoteId: quoteId ?? '', version: quoteVersion ?? 1, reason: reason.message };
  return { accountId, rfqId, at, type: 'quote.revoked', data };
}

function reasonOf({ decision, deciding, standing: { rfq } }: Ending): Rejection {
  return clientReason({ ...decision, failures: [deciding] }, { rfqId: rfq.rfqId });
}
