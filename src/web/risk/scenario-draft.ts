import type { ScenarioFile, Shock } from '../../contracts/risk-scenario.ts';

/** A scenario while it is being written: the same fields, of which any may still be wrong. */
export type Draft = Omit<Partial<ScenarioFile>, 'cells' | 'before'> & {
  readonly name: string;
  readonly title: string;
  readonly before?: readonly DraftShock[];
  readonly cells?: readonly DraftCell[];
};

export interface DraftCell {
  readonly name: string;
  readonly shocks: readonly DraftShock[];
}

/** Text stands where a number cannot be read: the service says so by its field. */
export type DraftShock = { readonly [F in keyof Shock]?: unknown };
export type DraftForm = 'cells' | 'grid' | 'history';

const GRID = { spot: [-0.3, -0.2, -0.1, 0, 0.1, 0.2, 0.3], volatility: [-0.1, 0, 0.1, 0.2], days: [0] };

export const NEW_DRAFT: Draft = { name: 'my-scenario', title: 'My scenario', grid: GRID };

export function formOf(draft: Draft): DraftForm {
  if (draft.grid !== undefined) return 'grid';
  return draft.history === undefined ? 'cells' : 'history';
}

/** Exactly one of the three may stand in a scenario: the others go. */
export function withForm(draft: Draft, form: DraftForm, now: string): Draft {
  const { cells: _cells, grid: _grid, history: _history, ...rest } = draft;
  if (form === 'grid') return { ...rest, grid: GRID };
  if (form === 'cells') return { ...rest, cells: [{ name: 'down', shocks: [{ spot: { relative: -0.2 } }] }] };
  const from = new Date(Date.parse(now) - 7 * 86_400_000).toISOString();
  return {
    ...rest,
    history: { source: 'snapshots', from, to: now, stepMinutes: 60, horizonMinutes: 1_440, confidence: [0.95, 0.99] },
  };
}

/** What was typed as a number where it is one, as text where it is not; nothing where the field is empty. */
export function numberOrText(typed: string): number | string | undefined {
  const text = typed.trim().replace('−', '-');
  if (text === '') return undefined;
  const value = Number(text);
  return Number.isFinite(value) ? value : text;
}

/** "-0.3, -0.2, 0" as an axis. */
export function axisOf(typed: string): unknown[] | undefined {
  const parts = typed.split(/[,;\s]+/).filter((part) => part !== '');
  return parts.length === 0 ? undefined : parts.map((part) => numberOrText(part));
}

/** Another value of a field; without one the field goes, and an object that is left empty with it. */
export function withField<T extends object>(of: T, field: string, value: unknown): T {
  const { [field]: _before, ...rest } = of as Record<string, unknown>;
  const isEmpty = typeof value === 'object' && value !== null && Object.keys(value).length === 0;
  return (value === undefined || isEmpty ? rest : { ...rest, [field]: value }) as T;
}

export function withoutAt<T>(all: readonly T[], at: number): T[] {
  return all.filter((_, index) => index !== at);
}

export function withAt<T>(all: readonly T[], at: number, one: T): T[] {
  return all.map((before, index) => (index === at ? one : before));
}
