import type { CellShock, SmileRows, UnderlyingShock, VolatilityShock } from '../../../pricing/index.ts';
import { closureOf } from './expression/tree.ts';
import type { ResolvedShock } from './resolved-shock.ts';

const DAY_MS = 86_400_000;
const DAYS_PER_YEAR = 365;
const SKEW_MAX = 1;
const TERM_DAYS = { at: 30, from: 7 };

/** One cell: what happens, in order. */
export interface CellSpec {
  readonly name: string;
  readonly smile: CellShock['smile'];
  readonly shocks: readonly ResolvedShock[];
}

/** The cell as functions of the market; made once a cell. */
export function cellShockOf({ smile, shocks }: CellSpec): CellShock {
  const known = new Map<string, UnderlyingShock>();
  return {
    rollMs: shocks.reduce((sum, { days }) => sum + days, 0) * DAY_MS,
    smile,
    underlying(name) {
      const shock =
        known.get(name) ?? composed(shocks.filter((one) => one.underlying === null || one.underlying === name));
      known.set(name, shock);
      return shock;
    },
    conversion: (currency) =>
      shocks.reduce((factor, { conversions }) => factor * (1 + (conversions[currency] ?? 0)), 1),
  };
}

function composed(shocks: readonly ResolvedShock[]): UnderlyingShock {
  const spots = shocks.flatMap(({ spot }) => (spot === null ? [] : [spotStep(spot)]));
  const carries = shocks.flatMap(({ basis }) => (basis === null ? [] : [rateStep(basis)]));
  const rates = shocks.flatMap(({ rate }) => (rate === null ? [] : [rateStep(rate)]));
  const volatilities = shocks.flatMap(({ volatility }) => (volatility === null ? [] : volatilitySteps(volatility)));
  return {
    spot: (spot) => spots.reduce((value, step) => step(value), spot),
    carry: (carry, years) => carries.reduce((value, step) => step(value, years), carry),
    rate: (rate, years) => rates.reduce((value, step) => step(value, years), rate),
    volatility: volatilities.length === 0 ? null : inTurn(volatilities),
  };
}

function spotStep(shock: NonNullable<ResolvedShock['spot']>): (spot: number) => number {
  if ('relative' in shock) return (spot) => spot * (1 + shock.relative);
  if ('level' in shock) return () => shock.level;
  const evaluate = closureOf(shock.tree);
  return (spot) => evaluate(Float64Array.of(spot));
}

function rateStep(shock: NonNullable<ResolvedShock['rate']>): (rate: number, years: number) => number {
  if ('shift' in shock) return (rate) => rate + shock.shift;
  const evaluate = closureOf(shock.tree);
  return (rate, years) => evaluate(Float64Array.of(rate, years));
}

function inTurn(steps: readonly VolatilityShock[]): VolatilityShock {
  return (volatility, rows) => {
    for (const step of steps) step(volatility, rows);
  };
}

function volatilitySteps(shock: NonNullable<ResolvedShock['volatility']>): VolatilityShock[] {
  const { relative = 0, parallel = 0, skew = 0, term = 0, buckets = [], tree } = shock;
  const steps: VolatilityShock[] = [];
  if (relative !== 0) steps.push(scaled(1 + relative));
  if (parallel !== 0) steps.push(raised(() => parallel));
  if (skew !== 0) steps.push(tilted(skew));
  if (term !== 0) steps.push(raised((days) => term * Math.sqrt(TERM_DAYS.at / Math.max(days, TERM_DAYS.from))));
  for (const bucket of buckets) steps.push(within(bucket));
  if (tree !== null) steps.push(expressed(closureOf(tree)));
  return steps;
}

function scaled(factor: number): VolatilityShock {
  return (volatility, { from, to }) => {
    for (let row = from; row < to; row += 1) volatility[row] = (volatility[row] as number) * factor;
  };
}

function raised(by: (days: number) => number): VolatilityShock {
  return (volatility, { from, to, years }) => {
    const shift = by(years * DAYS_PER_YEAR);
    for (let row = from; row < to; row += 1) volatility[row] = (volatility[row] as number) + shift;
  };
}

function tilted(skew: number): VolatilityShock {
  return (volatility, { strike, from, to, forward }) => {
    for (let row = from; row < to; row += 1) {
      const k = Math.log((strike[row] as number) / forward);
      volatility[row] = (volatility[row] as number) + skew * Math.min(Math.max(k, -SKEW_MAX), SKEW_MAX);
    }
  };
}

type Bucket = NonNullable<NonNullable<ResolvedShock['volatility']>['buckets']>[number];

function within(bucket: Bucket): VolatilityShock {
  const { fromDays, toDays, fromMoneyness = -Infinity, toMoneyness = Infinity, shift = 0, relative = 0 } = bucket;
  return (volatility, { strike, from, to, forward, years }) => {
    const days = years * DAYS_PER_YEAR;
    if (days < fromDays || days >= toDays) return;
    for (let row = from; row < to; row += 1) {
      const k = Math.log((strike[row] as number) / forward);
      if (k >= fromMoneyness && k < toMoneyness) volatility[row] = (volatility[row] as number) * (1 + relative) + shift;
    }
  };
}

function expressed(evaluate: ReturnType<typeof closureOf>): VolatilityShock {
  const frame = new Float64Array(5);
  return (volatility, { strike, from, to, forward, spot, years }: SmileRows) => {
    frame[2] = forward;
    frame[3] = spot;
    frame[4] = years;
    for (let row = from; row < to; row += 1) {
      frame[0] = volatility[row] as number;
      frame[1] = strike[row] as number;
      volatility[row] = evaluate(frame);
    }
  };
}
