import { z } from 'zod';
import { Currency, Instant, Underlying } from './scalars.ts';

/** What bounds a scenario: cells of one run, shocks of one cell. */
export const SCENARIO_MAX = { cells: 20_000, shocks: 20, axis: 201, windows: 5_000 } as const;

/** mathjs's syntax over a few names; checked against a closed list of what may stand in it. */
const Expression = z.strictObject({ expression: z.string().min(1).max(500) });

/** Of spot: a share of it (-0.2 is 20 % down), a level, or an expression of `spot`. */
export const SpotShock = z.union(
  [
    z.strictObject({ relative: z.number().gt(-1).max(100) }),
    z.strictObject({ level: z.number().positive() }),
    Expression,
  ],
  { error: 'must be { relative: > -1 }, { level: > 0 } or { expression }' },
);
export type SpotShock = z.infer<typeof SpotShock>;

/** Of a rate: so much is added (0.01 is one percentage point), or an expression of the rate's name and `T`. */
export const RateShock = z.union([z.strictObject({ shift: z.number().min(-5).max(5) }), Expression], {
  error: 'must be { shift } from -5 to 5 or { expression }',
});
export type RateShock = z.infer<typeof RateShock>;

/** A part of the surface: days to expiry and ln(strike / forward), each from its first bound on and below its second. */
export const VolatilityBucket = z.strictObject({
  fromDays: z.number().min(0).max(3_650),
  toDays: z.number().min(0).max(3_650),
  fromMoneyness: z.number().min(-5).max(5).optional(),
  toMoneyness: z.number().min(-5).max(5).optional(),
  /** Added, after the share of itself. */
  shift: z.number().min(-5).max(5).optional(),
  relative: z.number().min(-1).max(20).optional(),
});

/** Of volatility, in this order: a share, points for all, a tilt, a term structure, buckets, an expression. */
export const VolatilityShock = z.strictObject({
  /** Share of itself: 0.5 makes 60 into 90. */
  relative: z.number().min(-1).max(20).optional(),
  /** Added; 0.1 is ten points. */
  parallel: z.number().min(-5).max(5).optional(),
  /** Added per 1.00 of ln(strike / forward), held within ±1: -0.2 makes puts dearer and calls cheaper. */
  skew: z.number().min(-5).max(5).optional(),
  /** Added at 30 days, elsewhere by the root of 30 / days, from 7 days on. */
  term: z.number().min(-5).max(5).optional(),
  buckets: z.array(VolatilityBucket).max(50).optional(),
  /** Of `vol`, `K`, `F`, `spot`, `T`. */
  expression: z.string().min(1).max(500).optional(),
});
export type VolatilityShock = z.infer<typeof VolatilityShock>;

/** One thing that happens. Several happen in their order, each to what the one before has left. */
export const Shock = z.strictObject({
  /** All underlyings without it. */
  underlying: Underlying.optional(),
  spot: SpotShock.optional(),
  /** Of the continuous carry that forwards have over spot; expressions name it `carry`. */
  basis: RateShock.optional(),
  /** Of the discount rate; expressions name it `rate`. */
  rate: RateShock.optional(),
  volatility: VolatilityShock.optional(),
  /** Days that pass. */
  days: z.number().min(0).max(3_650).optional(),
  /** Dollars per unit of a currency that contracts settle in, by the share they change: { USDT: -0.1 }. */
  conversions: z.partialRecord(Currency, z.number().gt(-1).max(10)).optional(),
});
export type Shock = z.infer<typeof Shock>;

const Axis = z.array(z.number().min(-100).max(3_650)).min(1).max(SCENARIO_MAX.axis);

/** Each with each: relative moves of spot, volatility points (or shares), days. An axis left out is one 0. */
export const ScenarioGrid = z.strictObject({
  spot: z.array(z.number().gt(-1).max(100)).min(1).max(SCENARIO_MAX.axis).optional(),
  volatility: Axis.optional(),
  volatilityBy: z.enum(['parallel', 'relative']).optional(),
  days: z.array(z.number().min(0).max(3_650)).min(1).max(SCENARIO_MAX.axis).optional(),
});
export type ScenarioGrid = z.infer<typeof ScenarioGrid>;

/** Past moves on today's book: each window is a relative move over the horizon. */
export const ScenarioHistory = z
  .strictObject({
    /** `snapshots`: those that quotes refer to. `recordings`: the service's own recording of its market. */
    source: z.enum(['snapshots', 'recordings']),
    from: Instant,
    to: Instant,
    /** From one window's beginning to the next. */
    stepMinutes: z.number().min(1).max(525_600),
    horizonMinutes: z.number().min(1).max(525_600),
    confidence: z.array(z.number().gt(0.5).lt(1)).min(1).max(5),
  })
  .refine(({ from, to }) => from < to, { path: ['to'], message: 'must be after from' });
export type ScenarioHistory = z.infer<typeof ScenarioHistory>;

const NamedCell = z.strictObject({
  name: z.string().min(1).max(80),
  shocks: z.array(Shock).min(1).max(SCENARIO_MAX.shocks),
});

export const ScenarioName = z.string().regex(/^[a-z0-9][a-z0-9-]{2,62}$/, 'must be 3 to 63 characters of a-z 0-9 -');

/** A scenario as it is written, in YAML or JSON. Exactly one of `cells`, `grid` and `history`. */
export const ScenarioFile = z
  .strictObject({
    name: ScenarioName,
    title: z.string().min(1).max(120),
    description: z.string().max(2_000).optional(),
    /** Where its figures are from. */
    sources: z.array(z.string().min(1).max(500)).max(20).optional(),
    /** What the smile does when forwards move: keep its place by moneyness (the default) or by strike. */
    smile: z.enum(['moneyness', 'strike']).optional(),
    /** Before each cell. */
    before: z.array(Shock).max(SCENARIO_MAX.shocks).optional(),
    cells: z.array(NamedCell).min(1).max(2_000).optional(),
    grid: ScenarioGrid.optional(),
    history: ScenarioHistory.optional(),
  })
  .superRefine((file, context) => {
    const forms = [file.cells, file.grid, file.history].filter((form) => form !== undefined);
    if (forms.length !== 1) {
      context.addIssue({ code: 'custom', path: ['cells'], message: 'must be the only one of cells, grid and history' });
    }
    const { spot = [0], volatility = [0], days = [0] } = file.grid ?? {};
    const count = spot.length * volatility.length * days.length;
    if (count > SCENARIO_MAX.cells) {
      context.addIssue({ code: 'custom', path: ['grid'], message: `must have at most ${SCENARIO_MAX.cells} cells` });
    }
  });
export type ScenarioFile = z.infer<typeof ScenarioFile>;
