import { ok, type Result } from '../../contracts/result.ts';
import type { ScenarioFile, Shock } from '../../contracts/risk-scenario.ts';
import type { CellSpec } from './cell-shock.ts';
import { type ResolvedShock, resolveShock } from './resolved-shock.ts';

/** Where a cell stands in a grid. */
export interface Coordinates {
  readonly spot: number;
  readonly volatility: number;
  readonly days: number;
}

export interface ExpandedScenario {
  readonly cells: readonly CellSpec[];
  /** By cell; null outside a grid. */
  readonly coordinates: readonly (Coordinates | null)[];
}

/**
 * The cells of a list or a grid, in order: of a grid spot by spot, volatility within spot and days within volatility.
 * @returns VALIDATION_FAILED naming the field and the place in an expression.
 */
export async function expandScenario(file: ScenarioFile): Promise<Result<ExpandedScenario>> {
  const before = await resolveAll(file.before ?? [], 'before');
  if (!before.ok) return before;
  const smile = file.smile ?? 'moneyness';
  if (file.grid !== undefined) return ok(gridOf(file, { before: before.value, smile }));
  const cells: CellSpec[] = [];
  for (const [index, { name, shocks }] of (file.cells ?? []).entries()) {
    const resolved = await resolveAll(shocks, `cells.${index}.shocks`);
    if (!resolved.ok) return resolved;
    cells.push({ name, smile, shocks: [...before.value, ...resolved.value] });
  }
  return ok({ cells, coordinates: cells.map(() => null) });
}

export async function resolveAll(shocks: readonly Shock[], path: string): Promise<Result<ResolvedShock[]>> {
  const resolved: ResolvedShock[] = [];
  for (const [index, shock] of shocks.entries()) {
    const one = await resolveShock(shock, `${path}.${index}`);
    if (!one.ok) return one;
    resolved.push(one.value);
  }
  return ok(resolved);
}

interface Common {
  readonly before: readonly ResolvedShock[];
  readonly smile: CellSpec['smile'];
}

function gridOf({ grid }: ScenarioFile, { before, smile }: Common): ExpandedScenario {
  const { spot = [0], volatility = [0], days = [0], volatilityBy = 'parallel' } = grid ?? {};
  const coordinates = spot.flatMap((s) =>
    volatility.flatMap((v) => days.map((d) => ({ spot: s, volatility: v, days: d }))),
  );
  return {
    coordinates,
    cells: coordinates.map((at) => ({
      name: nameOf(at, volatilityBy),
      smile,
      shocks: [...before, gridShock(at, volatilityBy)],
    })),
  };
}

export const QUIET: ResolvedShock = {
  underlying: null,
  spot: null,
  basis: null,
  rate: null,
  volatility: null,
  days: 0,
  conversions: {},
};

function gridShock({ spot, volatility, days }: Coordinates, by: 'parallel' | 'relative'): ResolvedShock {
  return {
    ...QUIET,
    days,
    spot: spot === 0 ? null : { relative: spot },
    volatility: volatility === 0 ? null : { [by]: volatility, tree: null },
  };
}

function nameOf({ spot, volatility, days }: Coordinates, by: 'parallel' | 'relative'): string {
  const percent = (share: number) => `${share > 0 ? '+' : ''}${Number((share * 100).toFixed(4))}`;
  const unit = by === 'parallel' ? 'points' : '%';
  return `spot ${percent(spot)} %, volatility ${percent(volatility)} ${unit}, ${days} days`;
}
