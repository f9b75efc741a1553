import { ok, type Result, reject } from '../contracts/result.ts';
import type { TradeReportState, TradeReportStep, TradeReportView } from '../contracts/trade-report.ts';
import { toInstant } from '../platform/clock.ts';
import { endOfBusinessDay } from './business-days.ts';

/** What has been decided and done of the report of one trade. */
export interface TradeReport {
  readonly tradeId: string;
  readonly accountId: string;
  /** UTC epoch ms. */
  readonly tradedAt: number;
  readonly steps: readonly TradeReportStep[];
}

/** What somebody wants to put on record. */
export type ReportAsk =
  | { readonly action: 'reportable' | 'notReportable'; readonly reason: string }
  | { readonly action: 'reported'; readonly reference: string };

function reportState({ steps }: Pick<TradeReport, 'steps'>): TradeReportState {
  return steps.at(-1)?.action ?? 'pending';
}

/**
 * Rule BK-04. Whether a step is taken: `same` stands already and is answered so, that a retry does no harm. A decision may
 * be taken back until the report is made; only what was found reportable is reported, once.
 */
export function takeReportStep(report: TradeReport, ask: ReportAsk): Result<'taken' | 'same'> {
  const state = reportState(report);
  const last = report.steps.at(-1);
  if (state === ask.action && (ask.action !== 'reported' || last?.reference === ask.reference)) return ok('same');
  if (MAY_FOLLOW[ask.action].includes(state)) return ok('taken');
  const since = last === undefined ? '' : ` by ${last.by} at ${last.at}`;
  const under = last?.reference == null ? '' : ` as ${last.reference}`;
  return reject(
    'ILLEGAL_TRANSITION',
    `trade ${report.tradeId} cannot become ${ask.action}: it is ${state}${under}${since}`,
    {
      tradeId: report.tradeId,
      state,
    },
  );
}

const MAY_FOLLOW: Readonly<Record<ReportAsk['action'], readonly TradeReportState[]>> = {
  reportable: ['pending', 'notReportable'],
  notReportable: ['pending', 'reportable'],
  reported: ['reportable'],
};

/** By when it is decided, and by when what is reportable is reported; UTC epoch ms. */
export function reportDeadlines(tradedAt: number): { readonly decideBy: number; readonly reportBy: number } {
  return { decideBy: endOfBusinessDay(tradedAt, 1), reportBy: endOfBusinessDay(tradedAt, 2) };
}

/** `now` is UTC epoch ms. */
export function toReportView(report: TradeReport, now: number): TradeReportView {
  const state = reportState(report);
  const { decideBy, reportBy } = reportDeadlines(report.tradedAt);
  const due: Partial<Record<TradeReportState, number>> = { pending: decideBy, reportable: reportBy };
  return {
    tradeId: report.tradeId,
    accountId: report.accountId,
    tradedAt: toInstant(report.tradedAt),
    state,
    decideBy: toInstant(decideBy),
    reportBy: toInstant(reportBy),
    late: now >= (due[state] ?? Number.POSITIVE_INFINITY),
    steps: [...report.steps],
  };
}
