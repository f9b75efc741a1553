import { type Kysely, sql } from 'kysely';
import { ok, type Result, reject } from '../contracts/result.ts';
import type {
  DecideReportsRequest,
  FileReportsRequest,
  TradeReportStep,
  TradeReportsAnswer,
  TradeReportsRequest,
  TradeReportView,
} from '../contracts/trade-report.ts';
import { type Clock, toInstant } from '../platform/clock.ts';
import type { Database, Executor, Tx } from '../platform/database/database.ts';
import type { Schema } from '../platform/database/schema.ts';
import { type Caller, viaOf } from '../rfq/index.ts';
import { type ReportAsk, type TradeReport, takeReportStep, toReportView } from './trade-report.ts';

export interface TradeReportsDeps {
  readonly db: Database;
  readonly clock: Clock;
}
type By = { readonly userId: string } & Pick<Caller, 'entry' | 'address'>;

/** Whether trades are reportable to the trade repository, as compliance decides it (BK-04): of all of them, or of none. */
export function makeDecideReports(deps: TradeReportsDeps) {
  return ({ tradeIds, reportable, reason }: DecideReportsRequest, by: By): Promise<Result<TradeReportsAnswer>> => {
    const action = reportable ? ('reportable' as const) : ('notReportable' as const);
    return record(deps, new Map(tradeIds.map((tradeId) => [tradeId, { action, reason }])), by);
  };
}

/** That the repository has the reports, each with its reference: all of them are put on record, or none. */
export function makeFileReports(deps: TradeReportsDeps) {
  return async ({ reports }: FileReportsRequest, by: By): Promise<Result<TradeReportsAnswer>> => {
    const asks = new Map(
      reports.map(({ tradeId, reference }) => [tradeId, { action: 'reported' as const, reference }]),
    );
    if (asks.size === reports.length) return record(deps, asks, by);
    return reject('VALIDATION_FAILED', 'reports must name each trade once', { path: 'reports' });
  };
}

/** The trades' rows are locked in the order of their ids: of two who decide at once the later one finds what the other did. */
function record(
  { db, clock }: TradeReportsDeps,
  asks: ReadonlyMap<string, ReportAsk>,
  by: By,
): Promise<Result<TradeReportsAnswer>> {
  return db.transaction().execute(async (tx) => {
    const reports = await readReports(tx, [...asks.keys()], { lock: true });
    const at = clock.now();
    const planned = plan(asks, reports, { by: by.userId, at: toInstant(at) });
    if (!planned.ok) return planned;
    await write(tx, planned.value, JSON.stringify(viaOf(by)));
    return ok({ items: planned.value.map(({ report, taken }) => toReportView(after(report, taken), at)) });
  });
}

interface Planned {
  readonly report: TradeReport;
  /** None where it stands so already. */
  readonly taken: readonly TradeReportStep[];
}

const after = (report: TradeReport, taken: Planned['taken']) => ({ ...report, steps: [...report.steps, ...taken] });

function plan(
  asks: ReadonlyMap<string, ReportAsk>,
  reports: ReadonlyMap<string, TradeReport>,
  said: { readonly by: string; readonly at: string },
): Result<Planned[]> {
  const planned: Planned[] = [];
  for (const [tradeId, ask] of asks) {
    const report = reports.get(tradeId);
    if (report === undefined) return reject('NOT_FOUND', `there is no trade ${tradeId}`, { tradeId });
    const step = takeReportStep(report, ask);
    if (!step.ok) return step;
    planned.push({ report, taken: step.value === 'same' ? [] : [{ reason: null, reference: null, ...ask, ...said }] });
  }
  return ok(planned);
}

async function write(tx: Tx, planned: readonly Planned[], via: string): Promise<void> {
  const rows = planned.flatMap(({ report, taken }) =>
    taken.map(({ by, ...step }) => ({
      trade_id: report.tradeId,
      step: report.steps.length + 1,
      recorded_by: by,
      via,
      ...step,
    })),
  );
  const [first] = rows;
  if (first === undefined) return;
  await tx.insertInto('trade_report').values(rows).execute();
  const ids = rows.map((row) => row.trade_id);
  await tx.updateTable('trade').set({ report_state: first.action }).where('trade_id', 'in', ids).execute();
}

/** Those of these trades that were not rejected. */
async function readReports(
  db: Executor,
  tradeIds: readonly string[],
  { lock = false }: { readonly lock?: boolean } = {},
): Promise<ReadonlyMap<string, TradeReport>> {
  if (tradeIds.length === 0) return new Map();
  const query = db
    .selectFrom('trade')
    .select(['trade_id', 'account_id', 'accepted_at'])
    .where('trade_id', 'in', tradeIds)
    .where('state', '<>', 'rejected')
    .orderBy('trade_id');
  const trades = await (lock ? query.forNoKeyUpdate() : query).execute();
  const steps = await db
    .selectFrom('trade_report')
    .select(['trade_id', 'action', 'recorded_by as by', 'at', 'reason', 'reference'])
    .where('trade_id', 'in', tradeIds)
    .orderBy('trade_id')
    .orderBy('step')
    .execute();
  const byTrade = new Map<string, TradeReportStep[]>();
  for (const { trade_id: tradeId, action, at, ...step } of steps) {
    const one = { ...step, action: action as TradeReportStep['action'], at: at.toISOString() };
    byTrade.set(tradeId, [...(byTrade.get(tradeId) ?? []), one]);
  }
  return new Map(
    trades.map(({ trade_id: tradeId, account_id: accountId, accepted_at: at }) => [
      tradeId,
      { tradeId, accountId, tradedAt: at.getTime(), steps: byTrade.get(tradeId) ?? [] },
    ]),
  );
}

const OF_STATE = {
  open: sql<boolean>`(report_state is null or report_state = 'reportable')`,
  pending: sql<boolean>`report_state is null`,
  reportable: sql<boolean>`report_state = 'reportable'`,
  notReportable: sql<boolean>`report_state = 'notReportable'`,
  reported: sql<boolean>`report_state = 'reported'`,
} as const satisfies Record<TradeReportsRequest['state'], unknown>;

/** The oldest first, after `cursor`; one more than `limit` where there are more. `now` is UTC epoch ms. */
export async function listReports(
  db: Kysely<Schema>,
  { state, cursor, limit }: TradeReportsRequest,
  now: number,
): Promise<TradeReportView[]> {
  const rows = await db
    .selectFrom('trade')
    .select('trade_id')
    .where(OF_STATE[state])
    .where('state', '<>', 'rejected')
    .$if(cursor !== undefined, (query) => query.where('trade_id', '>', cursor ?? ''))
    .orderBy('trade_id')
    .limit(limit + 1)
    .execute();
  const ids = rows.map((row) => row.trade_id);
  const reports = await readReports(db, ids);
  return ids.flatMap((id) => reports.get(id) ?? []).map((report) => toReportView(report, now));
}
