import { sql } from 'kysely';
import type { ActivityListView, ActivityView } from '../contracts/activity.ts';
import { toInstant } from '../platform/clock.ts';
import type { Executor } from '../platform/database/database.ts';
import { loadDeskPolicy } from './desk/policy-store.ts';

const HOUR_MS = 3_600_000;
const MOST = 1_000;

/** What clients asked for in the `hours` before `now` (UTC epoch ms), and what came of it: who asked most first, at most 1,000. */
export async function listActivity(
  db: Executor,
  { hours, now }: { readonly hours: number; readonly now: number },
): Promise<ActivityListView> {
  const { policy } = await loadDeskPolicy(db);
  const from = now - hours * HOUR_MS;
  const { rows } = await sql<ActivityRow>`
    select r.account_id, a.name, count(*)::integer as asked, count(r.quote_id)::integer as quoted,
      count(*) filter (where r.state in ('accepted', 'booked', 'held'))::integer as traded,
      count(*) filter (where r.state = 'rejected')::integer as refused,
      count(*) filter (where r.state = 'passed')::integer as passed,
      count(*) filter (where r.state = 'expired')::integer as expired,
      max(r.created_at) as last_at
    from rfq r join account a using (account_id)
    where r.created_at > ${new Date(from)} and r.created_at <= ${new Date(now)}
    group by r.account_id, a.name order by asked desc, r.account_id limit ${sql.lit(MOST)}`.execute(db);
  const items = rows.map(({ account_id: accountId, last_at: lastAt, ...counts }) => ({
    accountId,
    ...counts,
    lastAt: lastAt.toISOString(),
    seldomTrades: seldomTrades(counts, policy.surveillance),
  }));
  return { from: toInstant(from), asOf: toInstant(now), items };
}

interface ActivityRow
  extends Pick<ActivityView, 'name' | 'asked' | 'quoted' | 'traded' | 'refused' | 'passed' | 'expired'> {
  account_id: string;
  last_at: Date;
}

/** Rule TR-15: who asks for many quotes and trades on hardly any may be after the prices alone. */
export function seldomTrades(
  { quoted, traded }: Pick<ActivityView, 'quoted' | 'traded'>,
  surveillance: { readonly quotes: number; readonly hitRatio: number } | undefined,
): boolean {
  if (surveillance === undefined) return false;
  return quoted >= surveillance.quotes && traded < surveillance.hitRatio * quoted;
}
