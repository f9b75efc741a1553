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

/** What is the same along an axis is made once: a large grid is cut while quotes wait on the same event loop. */
function gridOf({ grid }: ScenarioFile, { before, smile }: Common): ExpandedScenario {
  const { days = [0] } = grid ?? {};
  const { spots, volatilities } = axesOf(grid ?? {});
  const cells: CellSpec[] = [];
  const coordinates: Coordinates[] = [];
  for (const s of spots) {
    for (const v of volatilities) {
      for (const d of days) {
        coordinates.push({ spot: s.at, volatility: v.at, days: d });
        const shocks = [...before, gridShock(d, s.shock, v.shock)];
        cells.push({ name: `${s.name}, ${v.name}, ${d} days`, smile, shocks });
      }
    }
  }
  return { cells, coordinates };
}

function axesOf({ spot = [0], volatility = [0], volatilityBy = 'parallel' }: NonNullable<ScenarioFile['grid']>) {
  const unit = volatilityBy === 'parallel' ? 'points' : '%';
  return {
    spots: spot.map((at) => ({ at, name: `spot ${percent(at)} %`, shock: at === 0 ? null : { relative: at } })),
    volatilities: volatility.map((at) => ({
      at,
      name: `volatility ${percent(at)} ${unit}`,
      shock: at === 0 ? null : { [volatilityBy]: at, tree: null },
    })),
  };
}

function percent(share: number): string {
  return `${share > 0 ? '+' : ''}${Number((share * 100).toFixed(4))}`;
}

const NOBODYS = {};

export const QUIET: ResolvedShock = {
  underlying: null,
  spot: null,
  basis: null,
  rate: null,
  volatility: null,
  days: 0,
  conversions: NOBODYS,
};

function gridShock(days: number, spot: ResolvedShock['spot'], volatility: ResolvedShock['volatility']): ResolvedShock {
  return { underlying: null, spot, basis: null, rate: null, volatility, days, conversions: NOBODYS };
}
