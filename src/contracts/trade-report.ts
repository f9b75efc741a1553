import { z } from 'zod';
import { AccountId, Instant, TradeId } from './scalars.ts';

const MOST = 500;
const Reason = z.string().min(3).max(500);

/** `pending` until somebody decides whether the trade is reportable to the trade repository. */
export const TradeReportState = z.enum(['pending', 'reportable', 'notReportable', 'reported']);
export type TradeReportState = z.infer<typeof TradeReportState>;

/** GET /api/v1/trade-reports: `open` is what is pending or reportable. */
export const TradeReportsRequest = z.strictObject({
  state: z.enum([...TradeReportState.options, 'open']).default('open'),
  cursor: z.string().min(1).max(64).optional(),
  limit: z.coerce.number().int().min(1).max(MOST).default(50),
});
export type TradeReportsRequest = z.infer<typeof TradeReportsRequest>;

/** POST /api/v1/trade-reports/decide: of all these trades, or of none. */
export const DecideReportsRequest = z.strictObject({
  tradeIds: z.array(TradeId).min(1).max(MOST),
  reportable: z.boolean(),
  reason: Reason,
});
export type DecideReportsRequest = z.infer<typeof DecideReportsRequest>;

/** POST /api/v1/trade-reports/file: the repository has them all, each under its reference. */
export const FileReportsRequest = z.strictObject({
  reports: z
    .array(z.strictObject({ tradeId: TradeId, reference: z.string().min(1).max(100) }))
    .min(1)
    .max(MOST),
});
export type FileReportsRequest = z.infer<typeof FileReportsRequest>;

/** One thing that was decided or done. */
export const TradeReportStep = z.object({
  action: TradeReportState.exclude(['pending']),
  by: z.string(),
  at: Instant,
  /** Of a decision. */
  reason: z.string().nullable(),
  /** Of a report: the repository's. */
  reference: z.string().nullable(),
});
export type TradeReportStep = z.infer<typeof TradeReportStep>;

export const TradeReportView = z.object({
  tradeId: TradeId,
  accountId: AccountId,
  tradedAt: Instant,
  state: TradeReportState,
  /** The end of the first business day after the trade: by then it is decided whether it is reportable … */
  decideBy: Instant,
  /** … and of the second: by then it is reported. */
  reportBy: Instant,
  /** Whether it is still open after its time. */
  late: z.boolean(),
  /** The oldest first; nothing is ever changed or taken away. */
  steps: z.array(TradeReportStep),
});
export type TradeReportView = z.infer<typeof TradeReportView>;

/** The oldest trade first. */
export const TradeReportsPage = z.object({ items: z.array(TradeReportView), nextCursor: z.string().nullable() });
export type TradeReportsPage = z.infer<typeof TradeReportsPage>;

export const TradeReportsAnswer = z.object({ items: z.array(TradeReportView) });
export type TradeReportsAnswer = z.infer<typeof TradeReportsAnswer>;
