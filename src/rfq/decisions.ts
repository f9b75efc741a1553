import { sql } from 'kysely';
import type { DecisionsRequest, DecisionView } from '../contracts/decision.ts';
import type { Executor } from '../platform/database/database.ts';
import { duplicateNote } from './same-terms.ts';

type Filter = Omit<DecisionsRequest, 'limit'> & { readonly limit: number };

/** Decisions with the versions they rested on, the newest first; at most `limit`. */
export async function listDecisions(db: Executor, filter: Filter): Promise<DecisionView[]> {
  const { rows } = await sql<DecisionRow>`
    select d.*, case when d.point = 'request' then rfq.duplicate_of end as duplicate_of,
      case when d.allowed then null else rfq.error end as error, policies.versions
    from decision d join rfq on rfq.rfq_id = d.rfq_id
    cross join lateral (
      select jsonb_object_agg(kind, policy_version) as versions from (
        select distinct on (kind) kind, policy_version from policy_change
        where status = 'inForce' and epoch <= d.epoch order by kind, epoch desc, in_force_at desc
      ) latest
    ) policies
    where ${conditionsOf(filter)}
    order by d.at desc, d.decision_id desc limit ${filter.limit}`.execute(db);
  return rows.map(toView);
}

/** Written out as far as they are asked, so that each question finds its index. */
function conditionsOf({ rfq, account, from, to, rule, refused, cursor }: Filter) {
  const conditions = [
    ...(rfq === undefined ? [] : [sql`d.rfq_id = ${rfq}`]),
    ...(account === undefined ? [] : [sql`d.account_id = ${account}`]),
    ...(from === undefined ? [] : [sql`d.at >= ${from}::timestamptz`]),
    ...(to === undefined ? [] : [sql`d.at < ${to}::timestamptz`]),
    ...(rule === undefined ? [] : [namesRule(rule)]),
    ...(refused === undefined ? [] : [sql`d.allowed = ${refused === 'false'}`]),
    ...(cursor === undefined
      ? []
      : [sql`(d.at, d.decision_id) < (select at, decision_id from decision where decision_id = ${cursor})`]),
  ];
  return sql.join(conditions, sql` and `);
}

function namesRule(rule: string) {
  const named = JSON.stringify([{ rule }]);
  const noted = rule === 'TR-08' ? sql`(d.point = 'request' and rfq.duplicate_of is not null)` : sql`false`;
  return sql`(d.failures @> ${named}::jsonb or d.overridden @> ${named}::jsonb or ${noted})`;
}

interface DecisionRow {
  decision_id: string;
  rfq_id: string;
  account_id: string;
  at: Date;
  point: string;
  allowed: boolean;
  failures: DecisionView['failures'];
  overridden: DecisionView['overridden'] | null;
  approvals: DecisionView['approvals'];
  client: DecisionView['client'];
  mark_up: DecisionView['markUp'];
  epoch: number;
  duplicate_of: string | null;
  error: DecisionView['told'];
  versions: Partial<DecisionView['policies']> | null;
}

function toView(row: DecisionRow): DecisionView {
  const { versions } = row;
  return {
    decisionId: row.decision_id,
    rfqId: row.rfq_id,
    accountId: row.account_id,
    at: row.at.toISOString(),
    point: row.point,
    allowed: row.allowed,
    failures: row.failures,
    overridden: row.overridden ?? [],
    notes: row.duplicate_of === null ? [] : [duplicateNote(row.duplicate_of)],
    approvals: row.approvals,
    client: row.client,
    markUp: row.mark_up,
    epoch: row.epoch,
    policies: {
      desk: versions?.desk ?? null,
      spread: versions?.spread ?? null,
      conduct: versions?.conduct ?? null,
    },
    told: row.error,
  };
}
