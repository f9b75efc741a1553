import { sql } from 'kysely';
import { type AccountEvent, appendEvents, type NewEvent } from '../audit/index.ts';
import type { DeskNotice } from '../contracts/desk-socket.ts';
import type { Rejection } from '../contracts/result.ts';
import type { Channel } from '../contracts/switch.ts';
import { readExposures } from '../limits/index.ts';
import { toInstant } from '../platform/clock.ts';
import type { Executor, Tx } from '../platform/database/database.ts';
import type { IdSource } from '../platform/ids.ts';
import { clientReason } from './gates.ts';
import { toDecisionRow, toRfqRow } from './records.ts';
import type { Ending, Standing } from './revoke-judge.ts';

/** What stands at once is bounded by the accounts' caps; more than this is read at the next look. */
const STANDING_MAX = 100_000;

/** Every live quote and every request that waits for a person: its id and the version it shows; 0 for none. */
export async function listStanding(db: Executor, now: number): Promise<{ rfqId: string; version: number }[]> {
  // Two reads of two partial indexes, which name the states as they do.
  const { rows } = await sql<{ rfq_id: string; version: number }>`
    select rfq_id, quote_version as version from rfq where state = 'quoted' and valid_until > ${new Date(now)}
    union all
    select rfq_id, 0 as version from rfq where state in ('queued', 'pickedUp', 'onHold')
    limit ${sql.lit(STANDING_MAX)}`.execute(db);
  return rows.map(({ rfq_id: rfqId, version }) => ({ rfqId, version }));
}

/**
 * Locks those that still stand, and that nobody else works on, until the transaction ends. They are read after they are
 * locked: what is read is what is judged.
 */
export async function claimStanding(
  tx: Tx,
  { rfqIds, now }: { readonly rfqIds: readonly string[]; readonly now: number },
): Promise<Standing[]> {
  const { rows: mine } = await sql<{ rfq_id: string }>`
    select rfq_id from rfq
    where rfq_id in (select json_array_elements_text(${JSON.stringify(rfqIds)}::json))
      and ((state = 'quoted' and valid_until > ${new Date(now)}) or state in ('queued', 'pickedUp', 'onHold'))
    for update skip locked`.execute(tx);
  if (mine.length === 0) return [];
  const exposures = await readExposures(
    tx,
    mine.map(({ rfq_id: rfqId }) => rfqId),
  );
  const rows = await tx
    .selectFrom('rfq')
    .leftJoin('quote', (join) =>
      join.onRef('quote.quote_id', '=', 'rfq.quote_id').onRef('quote.version', '=', 'rfq.quote_version'),
    )
    .selectAll('rfq')
    .select('quote.epoch as quote_epoch')
    .where(
      'rfq.rfq_id',
      'in',
      mine.map(({ rfq_id: rfqId }) => rfqId),
    )
    .execute();
  return rows.map((row) => ({
    rfq: toRfqRow(row),
    epoch: row.state === 'quoted' ? (row.quote_epoch ?? 0) : 0,
    channel: row.channel as Channel | null,
    exposure: row.state === 'quoted' ? (exposures.get(row.rfq_id) ?? null) : null,
  }));
}

export interface Ended {
  readonly events: readonly AccountEvent[];
  readonly notices: readonly DeskNotice[];
  /** Those that the desk has on its screens. */
  readonly onDesk: readonly string[];
}

/**
 * Ends what the caller has locked, all of it in a handful of statements: the compare-and-set, the decisions, what the
 * desk keeps of it, and the clients' events.
 */
export async function writeEndings(
  tx: Tx,
  endings: readonly Ending[],
  { now, ids }: { readonly now: number; readonly ids: IdSource },
): Promise<Ended> {
  if (endings.length === 0) return { events: [], notices: [], onDesk: [] };
  const at = new Date(now);
  const ends = endings.map((ending) => ({ ending, reason: reasonOf(ending) }));
  const { rows: moved } = await sql<{ rfq_id: string }>`
    update rfq set state = x.state, error = coalesce(x.error, rfq.error), updated_at = ${at}
    from json_to_recordset(${JSON.stringify(ends.map(toMove))}::json)
      as x(rfq_id text, was text, version integer, state text, error jsonb)
    where rfq.rfq_id = x.rfq_id and rfq.state = x.was and rfq.quote_version is not distinct from x.version
    returning rfq.rfq_id`.execute(tx);
  if (moved.length !== endings.length) throw new Error('an RFQ moved while it was locked');
  await insertDecisions(tx, endings, ids);
  const desk = await leaveDesk(tx, endings, { at, ids });
  const events = await appendEvents(
    tx,
    ends.map(({ ending, reason }) => toEvent(ending, reason, now)),
  );
  return { events, ...desk };
}

function reasonOf({ decision, deciding, standing: { rfq } }: Ending): Rejection {
  return clientReason({ ...decision, failures: [deciding] }, { rfqId: rfq.rfqId });
}

function toMove({ ending: { standing, to }, reason }: { ending: Ending; reason: Rejection }) {
  const { rfqId, state, quoteVersion } = standing.rfq;
  return { rfq_id: rfqId, was: state, version: quoteVersion, state: to, error: to === 'rejected' ? reason : null };
}

function toEvent({ standing: { rfq }, to }: Ending, reason: Rejection, at: number): NewEvent {
  const { accountId, rfqId, quoteId, quoteVersion } = rfq;
  if (to === 'rejected') return { accountId, rfqId, at, type: 'rfq.rejected', data: { error: reason } };
  const data = { quoteId: quoteId ?? '', version: quoteVersion ?? 1, reason: reason.message };
  return { accountId, rfqId, at, type: 'quote.revoked', data };
}

async function insertDecisions(tx: Tx, endings: readonly Ending[], ids: IdSource): Promise<void> {
  const rows = endings.map(({ decision, standing: { rfq } }) =>
    toDecisionRow(decision, { rfqId: rfq.rfqId, accountId: rfq.accountId, ids }),
  );
  await sql`insert into decision
    select x.* from json_populate_recordset(null::decision, ${JSON.stringify(rows)}::json) x`.execute(tx);
}

/** Nothing runs on the desk any more for what has ended, and no second person is waited for. */
async function leaveDesk(
  tx: Tx,
  endings: readonly Ending[],
  { at, ids }: { readonly at: Date; readonly ids: IdSource },
): Promise<Pick<Ended, 'notices' | 'onDesk'>> {
  const byId = new Map(endings.map((ending) => [ending.standing.rfq.rfqId, ending]));
  const rfqIds = JSON.stringify([...byId.keys()]);
  const { rows: tasks } = await sql<{ rfq_id: string }>`
    update desk_task set ends_at = null, wake_at = null
    where rfq_id in (select json_array_elements_text(${rfqIds}::json)) returning rfq_id`.execute(tx);
  const onDesk = tasks.map(({ rfq_id: rfqId }) => rfqId);
  if (onDesk.length === 0) return { notices: [], onDesk };
  const actions = onDesk.flatMap((rfqId) => {
    const ending = byId.get(rfqId);
    return ending === undefined ? [] : [toAction(ending, { at, ids })];
  });
  await tx.insertInto('desk_action').values(actions).execute();
  const { rows: lapsed } = await sql<{ rfq_id: string; quote_id: string; version: number }>`
    update quote_proposal set status = 'lapsed', decided_at = ${at}
    where status = 'pending' and rfq_id in (select json_array_elements_text(${rfqIds}::json))
    returning rfq_id, quote_id, version`.execute(tx);
  const notices = lapsed.map(
    ({ rfq_id: rfqId, quote_id: quoteId, version }): DeskNotice => ({
      type: 'approvalDecided',
      at: toInstant(at.getTime()),
      rfqId,
      quoteId,
      version,
      status: 'lapsed',
      by: null,
    }),
  );
  return { notices, onDesk };
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
    details: JSON.stringify({ rule: deciding.rule, message: deciding.message, epoch: decision.epoch }),
    at,
  };
}
