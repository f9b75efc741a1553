import { type RawBuilder, sql } from 'kysely';
import type { Tier } from '../../clients/index.ts';
import type { QuoteView } from '../../contracts/quote.ts';
import type { CreateRfqRequest } from '../../contracts/rfq.ts';
import type { Side } from '../../contracts/scalars.ts';
import { MARK_MINUTES, type WhatIfRequest } from '../../contracts/what-if.ts';
import { toInstant } from '../../platform/clock.ts';
import type { Executor } from '../../platform/database/database.ts';
import type { BuiltQuote, QuoteInputs } from '../../quoting/index.ts';
import type { PastFailure, PastQuote, PastRequest } from './past-request.ts';

/** Where a reading goes on: behind this request, in the order of asking. */
export interface RequestCursor {
  readonly at: string;
  readonly rfqId: string;
}

type Period = Pick<WhatIfRequest, 'from' | 'to' | 'accountId'>;

export async function countPastRequests(db: Executor, period: Period): Promise<number> {
  const { rows } = await sql<{ n: number }>`
    select count(*)::int as n from rfq r where ${within(period)}`.execute(db);
  return rows[0]?.n ?? 0;
}

function within({ from, to, accountId }: Period): RawBuilder<unknown> {
  const period = sql`r.created_at >= ${new Date(from)} and r.created_at < ${new Date(to)}`;
  return accountId === undefined ? period : sql`${period} and r.account_id = ${accountId}`;
}

interface Row {
  rfq_id: string;
  account_id: string;
  client: string;
  tier: Tier;
  request: CreateRfqRequest;
  state: string;
  created_at: Date;
  side: Side | null;
  received_at: Date | null;
  trader: string | null;
  failures: PastFailure[] | null;
  quoted_at: Date | null;
  snapshot_id: string | null;
  policy_version: string | null;
  model_version: string | null;
  view: QuoteView | null;
  passport: BuiltQuote['passport'] | null;
  inputs: QuoteInputs | null;
  before_policy: string | null;
}

/** In the order of asking, at most `limit` behind the cursor; each with what became of it. */
export async function readPastRequests(
  db: Executor,
  period: Period,
  { after, limit }: { readonly after: RequestCursor | null; readonly limit: number },
): Promise<PastRequest[]> {
  const behind = after === null ? sql`true` : sql`(r.created_at, r.rfq_id) > (${new Date(after.at)}, ${after.rfqId})`;
  const { rows } = await sql<Row>`
    select r.rfq_id, r.account_id, a.name as client, a.tier, r.request, r.state, r.created_at,
      won.side, won.received_at, coalesce(u.username, e.trader) as trader, d.failures,
      q.created_at as quoted_at, q.snapshot_id, q.policy_version, q.model_version, q.view, q.passport, q.inputs,
      p.policy_version as before_policy
    from rfq r
    join account a on a.account_id = r.account_id
    left join acceptance won on won.rfq_id = r.rfq_id and won.accepted
    left join lateral (
      select * from quote
      where quote.rfq_id = r.rfq_id and (won.quote_version is null or quote.version = won.quote_version)
      order by quote.version desc limit 1
    ) q on true
    left join exposure e on e.rfq_id = r.rfq_id
    left join app_user u on u.user_id = e.trader
    left join lateral (
      select failures from decision
      where decision.rfq_id = r.rfq_id and not decision.allowed and q.rfq_id is null and r.state = 'rejected'
      order by decision.at desc, decision.decision_id desc limit 1
    ) d on true
    left join lateral (
      select policy_version from policy_change
      where kind = 'spread' and status = 'inForce' and in_force_at <= r.created_at and q.rfq_id is null
      order by epoch desc limit 1
    ) p on true
    where ${within(period)} and ${behind}
    order by r.created_at, r.rfq_id
    limit ${limit}`.execute(db);
  const found = await snapshotsNear(db, rows.flatMap(instantsOf));
  return rows.map((row, n) => toPast(row, found.slice(n * INSTANTS, (n + 1) * INSTANTS)));
}

const MINUTE_MS = 60_000;
/** Of each request: its own, and one for each mark. */
const INSTANTS = MARK_MINUTES.length + 1;

interface Looked {
  /** UTC epoch ms. */
  readonly at: number;
  /** How old a snapshot may be then. */
  readonly withinMs: number;
}

/** A mark wants the market of its minute; what was never quoted is content with the one of the minute before. */
const MARK_WITHIN_MS = 10_000;

function instantsOf({ created_at: at, received_at: tradedAt, quoted_at: quotedAt }: Row): Looked[] {
  const from = (tradedAt ?? quotedAt ?? at).getTime();
  return [
    { at: at.getTime(), withinMs: MINUTE_MS },
    ...MARK_MINUTES.map((minutes) => ({ at: from + minutes * MINUTE_MS, withinMs: MARK_WITHIN_MS })),
  ];
}

/** For each instant the latest snapshot stored up to it, and not too long before; null where there is none. */
async function snapshotsNear(db: Executor, instants: readonly Looked[]): Promise<(string | null)[]> {
  if (instants.length === 0) return [];
  const periods = instants.map(({ at, withinMs }, n) => ({ n, after: toInstant(at - withinMs), at: toInstant(at) }));
  const { rows } = await sql<{ snapshot_id: string | null }>`
    select s.snapshot_id
    from jsonb_to_recordset(${JSON.stringify(periods)}::jsonb) as k(n integer, after timestamptz, at timestamptz)
    left join lateral (
      select snapshot_id from market_snapshot
      where as_of <= k.at and as_of > k.after
      order by as_of desc, snapshot_id desc limit 1
    ) s on true
    order by k.n`.execute(db);
  return rows.map((row) => row.snapshot_id);
}

function toPast(row: Row, near: readonly (string | null)[]): PastRequest {
  const [before = null, after1 = null, after5 = null, after30 = null] = near;
  return {
    rfqId: row.rfq_id,
    accountId: row.account_id,
    client: row.client,
    at: row.created_at.toISOString(),
    request: row.request,
    state: row.state,
    trader: row.trader,
    failures: row.failures ?? [],
    quote: toQuote(row),
    trade: row.side === null || row.received_at === null ? null : { side: row.side, at: row.received_at.toISOString() },
    before: { tier: row.tier, snapshotId: before, policyVersion: row.before_policy },
    marks: { 1: after1, 5: after5, 30: after30 },
  };
}

function toQuote(row: Row): PastQuote | null {
  const { snapshot_id: snapshotId, policy_version: policyVersion, model_version: modelVersion } = row;
  const { quoted_at: quotedAt, view, passport } = row;
  if (quotedAt === null || snapshotId === null || policyVersion === null || modelVersion === null) return null;
  if (view === null || passport === null) return null;
  const { bid, offer, legs, reference } = view;
  return {
    quotedAt: quotedAt.toISOString(),
    snapshotId,
    policyVersion,
    modelVersion,
    // A quote from before its inputs were kept was priced by the policy, on a tier that may have changed since.
    inputs: row.inputs ?? { tier: row.tier, terms: null },
    stored: { modelVersion, bid, offer, legs, reference, passport },
  };
}
