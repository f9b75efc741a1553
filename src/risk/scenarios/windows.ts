import { forwardPrice, type MarketSnapshot, volatilityAt, yearsBetween } from '../../../pricing/index.ts';
import type { CellSpec } from './cell-shock.ts';
import { QUIET } from './expand.ts';
import type { ResolvedShock } from './resolved-shock.ts';

const DAY_MS = 86_400_000;
/** Constant tenors at which a past move of volatility and basis is measured; days. Expiries take the nearest one's. */
const TENORS = [7, 30, 90, 180] as const;
const BOUNDS = TENORS.map((tenor, index) => ({
  fromDays: index === 0 ? 0 : ((TENORS[index - 1] ?? 0) + tenor) / 2,
  toDays: index === TENORS.length - 1 ? 3_650 : (tenor + (TENORS[index + 1] ?? 0)) / 2,
}));

/** How much longer than its horizon a window may last. */
const LATE = 1.25;

/** A market at an instant as constant numbers: what two instants are compared by. */
export interface MarketPoint {
  readonly asOf: number;
  readonly underlyings: Readonly<
    Record<string, { readonly spot: number; readonly volatilities: readonly number[]; readonly carry: number }>
  >;
  readonly conversions: Readonly<Record<string, number>>;
}

export function marketPoint({ asOf, underlyings, conversions }: MarketSnapshot): MarketPoint {
  const read = Object.entries(underlyings).map(([name, { spot, forwards, volatility }]) => {
    const at = asOf + 30 * DAY_MS;
    const forward = forwardPrice(forwards, { spot, asOf, at });
    const volatilities = TENORS.map((days) =>
      volatilityAt(volatility, { asOf, expiry: asOf + days * DAY_MS, logMoneyness: 0 }),
    );
    return [
      name,
      { spot, volatilities, carry: Math.log(forward / spot) / yearsBetween({ from: asOf, to: at }) },
    ] as const;
  });
  return { asOf, underlyings: Object.fromEntries(read), conversions };
}

export interface WindowSpan {
  readonly stepMs: number;
  readonly horizonMs: number;
}

/**
 * Each window of a history as a cell: the relative moves over the horizon, to be applied to the market of today. A window
 * begins at most every step and ends at the first point at or after its horizon, at most a quarter of it later: a gap in the
 * recording is no window.
 */
export function windowCells(
  points: readonly MarketPoint[],
  { stepMs, horizonMs }: WindowSpan,
  smile: CellSpec['smile'],
): CellSpec[] {
  const cells: CellSpec[] = [];
  let next = Number.NEGATIVE_INFINITY;
  let at = 0;
  for (const start of points) {
    if (start.asOf < next) continue;
    at = firstFrom(points, at, start.asOf + horizonMs);
    const end = points[at];
    if (end === undefined) break;
    if (end.asOf > start.asOf + LATE * horizonMs) continue;
    next = start.asOf + stepMs;
    cells.push({ name: `${new Date(start.asOf).toISOString()} on`, smile, shocks: movesOf(start, end) });
  }
  return cells;
}

function firstFrom(points: readonly MarketPoint[], from: number, instant: number): number {
  let at = from;
  while (at < points.length && (points[at] as MarketPoint).asOf < instant) at += 1;
  return at;
}

/** Volatility moves by the share that its tenor moved by. */
function movesOf(from: MarketPoint, to: MarketPoint): ResolvedShock[] {
  const underlyings = Object.entries(from.underlyings).flatMap(([underlying, before]) => {
    const after = to.underlyings[underlying];
    if (after === undefined) return [];
    const buckets = BOUNDS.map((bounds, tenor) => ({
      ...bounds,
      relative: (after.volatilities[tenor] ?? 0) / (before.volatilities[tenor] ?? 1) - 1,
    }));
    const shock: ResolvedShock = {
      ...QUIET,
      underlying,
      spot: { relative: after.spot / before.spot - 1 },
      basis: { shift: after.carry - before.carry },
      volatility: { tree: null, buckets },
    };
    return [shock];
  });
  const conversions = Object.fromEntries(
    Object.entries(from.conversions).map(([currency, rate]) => [
      currency,
      (to.conversions[currency] ?? rate) / rate - 1,
    ]),
  );
  return [...underlyings, { ...QUIET, conversions }];
}
