import { sql } from 'kysely';
import { type Clock, toInstant } from '../platform/clock.ts';
import type { Executor } from '../platform/database/database.ts';
import type { Logger } from '../platform/logging.ts';
import { reportDeadlines } from './trade-report.ts';

const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;

export interface LateReports {
  /** Nobody has decided in time whether they are reportable. */
  readonly pending: number;
  /** Reportable, and not reported in time. */
  readonly reportable: number;
  /** Of the oldest of both; UTC epoch ms. */
  readonly oldest: number;
}

/** Rule BK-04: the reports that are late at `now` (UTC epoch ms); null when none is. */
export async function findLateReports(db: Executor, now: number): Promise<LateReports | null> {
  // A deadline is the same for all trades of a day: what is late is older than the oldest trade that is not.
  const { rows } = await sql<{ is_pending: boolean; trades: number; oldest: Date }>`
    select report_state is null as is_pending, count(*)::integer as trades, min(accepted_at) as oldest from trade
    where state <> 'rejected' and ((report_state is null and accepted_at < ${lateBefore(now, 'decideBy')})
      or (report_state = 'reportable' and accepted_at < ${lateBefore(now, 'reportBy')}))
    group by 1`.execute(db);
  if (rows.length === 0) return null;
  const countOf = (isPending: boolean) => rows.find((row) => row.is_pending === isPending)?.trades ?? 0;
  return {
    pending: countOf(true),
    reportable: countOf(false),
    oldest: Math.min(...rows.map((row) => row.oldest.getTime())),
  };
}

/** The first instant whose deadline has not come: whatever was traded before it is late. */
export function lateBefore(now: number, which: 'decideBy' | 'reportBy'): Date {
  const HONG_KONG_AHEAD_MS = 8 * HOUR_MS;
  const startOfDay = Math.floor((now + HONG_KONG_AHEAD_MS) / DAY_MS) * DAY_MS - HONG_KONG_AHEAD_MS;
  let day = startOfDay;
  while (reportDeadlines(day - 1)[which] > now) day -= DAY_MS;
  return new Date(day);
}

/** Looks once an hour, and says how many reports are late, while any is. */
export function makeReportWatch({
  find,
  clock,
  log,
}: {
  readonly find: (now: number) => Promise<LateReports | null>;
  readonly clock: Clock;
  readonly log: Pick<Logger, 'error'>;
}) {
  let next = Number.NEGATIVE_INFINITY;
  return async function lookForLateReports(): Promise<void> {
    const now = clock.now();
    if (now < next) return;
    next = now + HOUR_MS;
    const late = await find(now);
    if (late === null) return;
    const { pending, reportable, oldest } = late;
    log.error({ rule: 'BK-04', pending, reportable, oldest: toInstant(oldest) }, 'reports of trades are late');
  };
}
