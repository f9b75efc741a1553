import { z } from 'zod';
import { AccountId, DecimalText, Instant, Side } from './scalars.ts';

const NonNegative = DecimalText.refine((text) => !text.startsWith('-'), 'must be >= 0');
const StaleMs = z.int('must be a whole number of ms').min(1, 'must be >= 1').max(86_400_000, 'must be <= 86400000');

/** Factors on what the policy of each quote says. */
const PolicyFactors = z.strictObject({
  halfSpreadVolatility: NonNegative.optional(),
  hedgeBps: NonNegative.optional(),
  salesMarginBps: NonNegative.optional(),
  creditBpsPerYear: NonNegative.optional(),
});

const SpreadPolicyChange = z.union(
  [
    z.strictObject({ version: z.string().regex(/^pol_[0-9a-f]{1,64}$/, 'must be a version such as pol_…') }),
    z.strictObject({ policy: z.record(z.string(), z.unknown()) }),
    z.strictObject({ multiply: PolicyFactors }),
  ],
  { error: 'must be { version }, { policy } or { multiply }' },
);

/** What is to be otherwise than it was; what is left out stays as it was for each request. */
const WhatIfChange = z.strictObject({
  spreadPolicy: SpreadPolicyChange.optional(),
  modelVersion: z.string().min(1).max(64).optional(),
  /** Added to the volatility at the money of each expiry; 1 point is 0.01. The smile is scaled with it. */
  volatilityPoints: DecimalText.optional(),
  /** How old prices may be; a limit that is left out was not broken. */
  staleFeed: z.strictObject({ spotStaleMs: StaleMs.optional(), surfaceStaleMs: StaleMs.optional() }).optional(),
});

/** Who would have traded. Basis points are of spot, per unit. */
const AcceptanceRule = z.strictObject({
  /** Who accepted bears a price that is worse by so much. */
  acceptedBearsBps: NonNegative.default('0'),
  /** Who passed, cancelled or let a quote expire accepts one that is better by so much. */
  lostIsWonFromBps: z
    .union([z.literal('never'), NonNegative], { error: 'must be "never" or a decimal >= 0' })
    .default('never'),
});

/** POST /api/v1/risk/what-ifs, and the file of `otc what-if run`. */
export const WhatIfRequest = z
  .strictObject({
    name: z.string().min(1).max(100),
    from: Instant,
    to: Instant,
    accountId: AccountId.optional(),
    change: WhatIfChange.default({}),
    acceptance: AcceptanceRule.default({ acceptedBearsBps: '0', lostIsWonFromBps: 'never' }),
  })
  .refine(({ from, to }) => from < to, { path: ['to'], message: 'must be after from' });
export type WhatIfRequest = z.output<typeof WhatIfRequest>;

/** won: accepted. lost: quoted and not accepted. refused: a rule stood against it. notPriced: nobody priced it in time. */
const Outcome = z.enum(['won', 'lost', 'refused', 'notPriced', 'unknown']);

/** Minutes after the trade. */
export const MARK_MINUTES = [1, 5, 30] as const;

const Reason = z.object({ rule: z.string(), message: z.string() });

/** One request as it was, or as it would be. Dollars are null unless it is won, and where they cannot be known. */
export const WhatIfSide = z.object({
  outcome: Outcome,
  reasons: z.array(Reason),
  bid: DecimalText.nullable(),
  offer: DecimalText.nullable(),
  side: Side.nullable(),
  /** Price less model value, for the whole quantity. */
  marginUsd: DecimalText.nullable(),
  /** What the desk has gained by then, unhedged: the price against the model's value on the market as it was. */
  marks: z.array(z.object({ minutes: z.int(), usd: DecimalText.nullable() })),
  creditUsd: DecimalText.nullable(),
  notionalUsd: DecimalText.nullable(),
  /** As the client's side: sold is negative. */
  deltaUsd: DecimalText.nullable(),
  vegaUsd: DecimalText.nullable(),
});
export type WhatIfSide = z.infer<typeof WhatIfSide>;

export const WhatIfResult = z.object({
  rfqId: z.string(),
  at: Instant,
  accountId: z.string(),
  client: z.string(),
  /** Such as `option BTC-USD`. */
  product: z.string(),
  /** Who priced it; `automatic` for the policy's own price. */
  trader: z.string(),
  was: WhatIfSide,
  now: WhatIfSide,
  /** Field by field, with what changed it. */
  changes: z.array(z.object({ path: z.string(), was: z.unknown(), now: z.unknown(), why: z.string() })),
});
export type WhatIfResult = z.infer<typeof WhatIfResult>;

const Figures = z.object({
  requests: z.int(),
  quoted: z.int(),
  won: z.int(),
  lost: z.int(),
  refused: z.int(),
  notPriced: z.int(),
  unknown: z.int(),
  /** Won of quoted, in percent; null when nothing was quoted. */
  hitPercent: DecimalText.nullable(),
  marginUsd: DecimalText,
  /** Of the won: the sum over those that are known, and how many are not. */
  marks: z.array(z.object({ minutes: z.int(), usd: DecimalText, known: z.int(), unknown: z.int() })),
  creditUsd: DecimalText,
  notionalUsd: DecimalText,
  deltaUsd: DecimalText,
  vegaUsd: DecimalText,
});
export type WhatIfFigures = z.infer<typeof Figures>;

const Total = z.object({
  key: z.string(),
  was: Figures,
  now: Figures,
});
export type WhatIfTotal = z.infer<typeof Total>;

export const WhatIfTotals = z.object({
  all: Total,
  byClient: z.array(Total),
  byProduct: z.array(Total),
  byTrader: z.array(Total),
  /** Requests that are otherwise than they were in anything. */
  changed: z.int(),
});
export type WhatIfTotals = z.infer<typeof WhatIfTotals>;

/** GET /api/v1/risk/what-ifs/:id, and the answer to POST. */
export const WhatIfRun = z.object({
  whatIfId: z.string(),
  request: WhatIfRequest,
  state: z.enum(['running', 'done', 'cancelled', 'failed']),
  total: z.int(),
  done: z.int(),
  totals: WhatIfTotals,
  /** How the figures are to be read: the rules of acceptance and of marks in words. */
  notes: z.array(z.string()),
  error: z.string().nullable(),
  startedBy: z.string(),
  startedAt: Instant,
  endedAt: Instant.nullable(),
});
export type WhatIfRun = z.infer<typeof WhatIfRun>;

/** A page of results in the order of the requests; `nextCursor` is null on the last one. */
export const WhatIfResultsPage = z.object({ items: z.array(WhatIfResult), nextCursor: z.string().nullable() });
