import { z } from 'zod';
import { LimitMeasure, LimitPer } from './limits.ts';
import { ScenarioFile, ScenarioName } from './risk-scenario.ts';
import { AccountId, Instant, Underlying } from './scalars.ts';

/** POST /api/v1/risk/runs. Either a saved scenario or one that is written into the request. */
export const StartRiskRunRequest = z
  .strictObject({
    file: z.strictObject({ name: ScenarioName, version: z.int().min(1).optional() }).optional(),
    scenario: ScenarioFile.optional(),
    /** The book and the market as they were then; now, if it is left out. */
    asOf: Instant.optional(),
    accountId: AccountId.optional(),
    underlying: Underlying.optional(),
    /** `asIfAccepted`: live quotes count as if each side that may be accepted was. Default: trades alone. */
    quotes: z.enum(['none', 'asIfAccepted']).optional(),
  })
  .refine(({ file, scenario }) => (file === undefined) !== (scenario === undefined), {
    path: ['scenario'],
    message: 'must be given, or a file, and not both',
  });
export type StartRiskRunRequest = z.infer<typeof StartRiskRunRequest>;

/** In dollars, signed, of what the desk holds; conventions in docs/risk.md. */
export const RiskGreeks = z.object({
  delta: z.number(),
  gamma: z.number(),
  vega: z.number(),
  theta: z.number(),
  rho: z.number(),
  vanna: z.number(),
  volga: z.number(),
  deltaForward: z.number(),
  deltaPremiumAdjusted: z.number(),
  charm: z.number(),
  speed: z.number(),
  zomma: z.number(),
});

/** What a profit is made of: these add up to it exactly. */
export const RiskExplain = z.object({
  delta: z.number(),
  gamma: z.number(),
  vega: z.number(),
  vanna: z.number(),
  volga: z.number(),
  theta: z.number(),
  rho: z.number(),
  conversion: z.number(),
  residual: z.number(),
});

export const RiskFigures = z.object({
  presentValue: z.number(),
  profitAndLoss: z.number(),
  greeks: RiskGreeks,
  explain: RiskExplain,
});
export type RiskFigures = z.infer<typeof RiskFigures>;

/** How far the worst client, trader, trade or the firm is from a limit; `gap` below 0 is a breach. */
export const LimitGap = z.object({
  limitId: z.string(),
  per: LimitPer,
  measure: LimitMeasure,
  max: z.number(),
  used: z.number(),
  gap: z.number(),
  /** Whose; null where the limit looks at nothing of the book. */
  who: z.string().nullable(),
});
export type LimitGap = z.infer<typeof LimitGap>;

export const RiskCell = z.object({
  cell: z.int(),
  name: z.string(),
  /** In a grid: the share of spot, the move of volatility and the days; null otherwise. */
  at: z.object({ spot: z.number(), volatility: z.number(), days: z.number() }).nullable(),
  ...RiskFigures.shape,
  limits: z.array(LimitGap),
});
export type RiskCell = z.infer<typeof RiskCell>;

/** GET /api/v1/risk/runs/:id/cells. */
export const RiskCellsPage = z.object({ cells: z.array(RiskCell), next: z.int().nullable() });
export type RiskCellsPage = z.infer<typeof RiskCellsPage>;

export const DRILL_BY = ['client', 'underlying', 'expiry', 'strike', 'trade'] as const;

/** GET /api/v1/risk/runs/:id/cells/:cell/drill: `-1` is the market as it is. Parts add up to the cell exactly. */
export const DrillRequest = z.strictObject({
  by: z.enum(DRILL_BY),
  accountId: AccountId.optional(),
  underlying: Underlying.optional(),
  expiry: Instant.optional(),
  tradeId: z.string().max(64).optional(),
  after: z.string().max(80).optional(),
  limit: z.coerce.number().int().min(1).max(1_000).optional(),
});
export type DrillRequest = z.infer<typeof DrillRequest>;

export const RiskDrill = z.object({
  cell: z.int(),
  by: z.enum(DRILL_BY),
  rows: z.array(z.object({ key: z.string(), legs: z.int(), ...RiskFigures.shape })),
  /** To go on behind; null at the end. */
  next: z.string().nullable(),
});
export type RiskDrill = z.infer<typeof RiskDrill>;

const CellName = z.object({ cell: z.int(), name: z.string(), profitAndLoss: z.number() });

export const RiskSummary = z.object({
  base: RiskFigures.pick({ presentValue: true, greeks: true }),
  worst: CellName,
  best: CellName,
  /** Of a history: by confidence, over the horizon, from so many windows. */
  losses: z
    .array(
      z.object({
        confidence: z.number(),
        valueAtRisk: z.number(),
        expectedShortfall: z.number(),
        /** Windows in the tail. */
        tail: z.int(),
      }),
    )
    .nullable(),
  windows: z.int().nullable(),
  horizonMinutes: z.number().nullable(),
});
export type RiskSummary = z.infer<typeof RiskSummary>;

/** GET /api/v1/risk/runs/:id, and the answer to POST. */
export const RiskRun = z.object({
  runId: z.string(),
  request: StartRiskRunRequest,
  scenario: ScenarioFile,
  file: z.object({ name: z.string(), version: z.int() }).nullable(),
  asOf: Instant,
  snapshotId: z.string(),
  modelVersion: z.string(),
  /** Null until a worker has read it. `hash` names the holdings: the same book has the same one. */
  book: z
    .object({ trades: z.int(), quotes: z.int(), legs: z.int(), instruments: z.int(), hash: z.string() })
    .nullable(),
  state: z.enum(['running', 'done', 'cancelled', 'failed']),
  /** 0 until the book is read. */
  cells: z.int(),
  done: z.int(),
  summary: RiskSummary.nullable(),
  error: z.string().nullable(),
  startedBy: z.string(),
  startedAt: Instant,
  endedAt: Instant.nullable(),
});
export type RiskRun = z.infer<typeof RiskRun>;

export const RiskRunList = z.object({ runs: z.array(RiskRun.omit({ request: true, scenario: true })) });

/** POST /api/v1/risk/scenarios: a new file or a new version of one; `text` is YAML or JSON. */
export const SaveScenarioRequest = z.strictObject({
  text: z.string().min(1).max(60_000),
  reason: z.string().min(3).max(500),
});
export type SaveScenarioRequest = z.infer<typeof SaveScenarioRequest>;

/** POST /api/v1/risk/scenarios/check: what a text would be saved as; nothing is saved. */
export const CheckScenarioRequest = z.strictObject({ text: z.string().max(60_000) });

/** Either the scenario, with the same in YAML, or the first fault of the text. */
export const ScenarioCheck = z.object({
  scenario: ScenarioFile.nullable(),
  yaml: z.string().nullable(),
  /** Null of a history, whose windows are counted when it runs. */
  cells: z.int().nullable(),
  fault: z
    .object({
      /** Such as `cells.0.shocks.0.spot.expression`; empty of the whole. */
      path: z.string(),
      message: z.string(),
      /** In the text, both from 1. */
      place: z.object({ line: z.int(), column: z.int() }),
      /** Of the character in an expression, from 0; null elsewhere. */
      index: z.int().nullable(),
    })
    .nullable(),
});
export type ScenarioCheck = z.infer<typeof ScenarioCheck>;

/** POST /api/v1/risk/scenarios/:name/retire: no new run may begin with it; its versions stay. */
export const RetireScenarioRequest = z.strictObject({ reason: z.string().min(3).max(500) });

/** One version, which never changes. `shipped` ones come with the product, as version 1. */
export const ScenarioVersion = z.object({
  name: z.string(),
  version: z.int(),
  origin: z.enum(['shipped', 'saved']),
  /** Null of a version that says that the file was retired. */
  scenario: ScenarioFile.nullable(),
  reason: z.string(),
  savedBy: z.string(),
  savedAt: Instant.nullable(),
});
export type ScenarioVersion = z.infer<typeof ScenarioVersion>;

/** GET /api/v1/risk/scenarios: the newest version of each. */
export const ScenarioList = z.object({ scenarios: z.array(ScenarioVersion) });
export type ScenarioList = z.infer<typeof ScenarioList>;

/** GET /api/v1/risk/runs/:id/export?format=: every cell; `html` is a report that opens anywhere. */
export const ExportFormat = z.enum(['csv', 'json', 'parquet', 'html']);
export type ExportFormat = z.infer<typeof ExportFormat>;
