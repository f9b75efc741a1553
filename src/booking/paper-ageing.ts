import { sql } from 'kysely';
import type { AgeingView } from '../contracts/ageing.ts';
import type { Executor } from '../platform/database/database.ts';
import { affirmationDeadlines } from './affirmation.ts';
import { contractNoteDue } from './contract-note.ts';

const DAY_MS = 86_400_000;

/**
 * Rule BK-03: confirmations that the client has not agreed on in time, disputes, and contract notes that are late, at
 * `now` (UTC epoch ms). No deadline ends within a day of its trade, and earlier trades have earlier ones.
 */
export async function listPaperAgeing(
  db: Executor,
  { now, most }: { now: number; most: number },
): Promise<AgeingView[]> {
  const before = new Date(now - DAY_MS);
  const { rows } = await sql<PaperRow>`
    (select 'affirmation' as kind, t.rfq_id, t.account_id, t.trade_id, t.accepted_at, l.action, l.reason, l.at, l.recorded_by
     from trade t left join lateral (
       select action, reason, at, recorded_by from trade_affirmation a where a.trade_id = t.trade_id order by step desc limit 1
     ) l on true
     where t.affirmed_at is null and t.state = 'booked' and (t.accepted_at < ${before} or l.action = 'dispute')
     order by t.accepted_at, t.trade_id limit ${sql.lit(most)})
    union all
    (select 'note', t.rfq_id, t.account_id, t.trade_id, t.accepted_at, null, null, null, null
     from trade t where t.note_settled_at is null and t.state <> 'rejected' and t.accepted_at < ${before}
     order by t.accepted_at, t.trade_id limit ${sql.lit(most)})`.execute(db);
  return rows.flatMap((row) => (row.kind === 'note' ? lateNote(row, now) : lateAffirmation(row, now)));
}

interface PaperRow {
  kind: 'affirmation' | 'note';
  rfq_id: string;
  account_id: string;
  trade_id: string;
  accepted_at: Date;
  /** The last thing said, if anything. */
  action: string | null;
  reason: string | null;
  at: Date | null;
  recorded_by: string | null;
}

function lateAffirmation(row: PaperRow, now: number): AgeingView[] {
  const { warnsAt, escalatesAt } = affirmationDeadlines(row.accepted_at.getTime());
  const level = now >= escalatesAt ? 'alarm' : 'warning';
  if (row.action === 'dispute' && row.at !== null) {
    const words = `disputed by ${row.recorded_by}: ${row.reason}`;
    return [{ ...viewOf(row, { since: row.at, due: row.at.getTime(), now }), kind: 'disputed', level, reason: words }];
  }
  if (now < warnsAt) return [];
  return [{ ...viewOf(row, { since: row.accepted_at, due: warnsAt, now }), kind: 'unaffirmed', level }];
}

function lateNote(row: PaperRow, now: number): AgeingView[] {
  const due = contractNoteDue(row.accepted_at.getTime());
  if (now < due) return [];
  return [{ ...viewOf(row, { since: row.accepted_at, due, now }), kind: 'withoutNote', level: 'alarm' }];
}

function viewOf(row: PaperRow, { since, due, now }: { since: Date; due: number; now: number }) {
  return {
    rfqId: row.rfq_id,
    accountId: row.account_id,
    tradeId: row.trade_id,
    since: since.toISOString(),
    ageMs: now - since.getTime(),
    targetMs: due - since.getTime(),
    reason: null,
    proposedBy: null,
  };
}
