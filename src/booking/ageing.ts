import { sql } from 'kysely';
import type { AgeingView } from '../contracts/ageing.ts';
import { type Clock, toInstant } from '../platform/clock.ts';
import type { Executor } from '../platform/database/database.ts';
import type { Logger } from '../platform/logging.ts';
import { listPaperAgeing } from './paper-ageing.ts';

const MINUTE_MS = 60_000;
/** How long a trade may stay unbooked, and held, before people are told. */
const TARGETS_MS = { unbooked: MINUTE_MS, held: 15 * MINUTE_MS } as const;
const MOST = 1_000;

/** Rule BK-03: what has waited longer than its target at `now` (UTC epoch ms), the oldest first. */
export async function listAgeing(db: Executor, now: number): Promise<AgeingView[]> {
  const before = (kind: keyof typeof TARGETS_MS) => new Date(now - TARGETS_MS[kind]);
  const { rows } = await sql<AgeingRow>`
    select 'unbooked' as kind, r.rfq_id, a.account_id, a.trade_id, a.received_at as since, null as reason, null as proposed_by
    from rfq r join acceptance a on a.rfq_id = r.rfq_id and a.accepted
    where r.state = 'accepted' and r.updated_at < ${before('unbooked')}
    union all
    select 'held', t.rfq_id, t.account_id, t.trade_id, t.accepted_at, t.held_reason, p.proposed_by
    from trade t left join trade_resolution p on p.trade_id = t.trade_id and p.confirmed_by is null
    where t.state = 'held' and t.accepted_at < ${before('held')}
    order by since, trade_id limit ${sql.lit(MOST)}`.execute(db);
  const trades = rows.map(({ kind, since, ...row }) => ({
    kind,
    level: 'alarm' as const,
    rfqId: row.rfq_id,
    accountId: row.account_id,
    tradeId: row.trade_id,
    since: since.toISOString(),
    ageMs: now - since.getTime(),
    targetMs: TARGETS_MS[kind],
    reason: row.reason,
    proposedBy: row.proposed_by,
  }));
  const paper = await listPaperAgeing(db, { now, most: MOST });
  return [...trades, ...paper].sort((a, b) => a.since.localeCompare(b.since)).slice(0, MOST);
}

interface AgeingRow {
  kind: keyof typeof TARGETS_MS;
  rfq_id: string;
  account_id: string;
  trade_id: string;
  since: Date;
  reason: string | null;
  proposed_by: string | null;
}

interface AgeingWatchDeps {
  readonly list: (now: number) => Promise<readonly AgeingView[]>;
  readonly clock: Clock;
  readonly log: Pick<Logger, 'error' | 'warn'>;
}

/** Looks once a minute, and says of each trade that waits too long that it does: when it begins to, and every hour after. */
export function makeAgeingWatch({ list, clock, log }: AgeingWatchDeps) {
  let next = Number.NEGATIVE_INFINITY;
  let told = new Map<string, number>();
  return async function lookForAgeing(): Promise<void> {
    const now = clock.now();
    if (now < next) return;
    next = now + MINUTE_MS;
    const waiting = await list(now);
    const due = waiting.filter((one) => now - (told.get(keyOf(one)) ?? Number.NEGATIVE_INFINITY) >= 60 * MINUTE_MS);
    for (const { kind, level, tradeId, accountId, ageMs } of due) {
      const of = { kind, tradeId, accountId, ageMs };
      if (level === 'alarm') log.error({ rule: 'BK-03', ...of }, 'a trade waits longer than it may');
      else log.warn({ rule: 'BK-03', ...of }, 'a confirmation is not agreed on in time');
    }
    const said = new Set(due.map(keyOf));
    told = new Map(waiting.map(keyOf).map((key) => [key, said.has(key) ? now : (told.get(key) ?? now)]));
  };
}

/** What begins to be an alarm is told at once, whatever was said of it before. */
function keyOf({ kind, level, tradeId }: AgeingView): string {
  return `${tradeId} ${kind} ${level}`;
}

/** As the route answers. */
export function toAgeingList(items: AgeingView[], now: number) {
  return { asOf: toInstant(now), items };
}
