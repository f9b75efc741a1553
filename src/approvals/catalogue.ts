import type { ClientClass } from '../contracts/approval-terms.ts';
import type { CatalogueEntry, StrategyEntry } from '../contracts/catalogue.ts';
import type { Side } from '../contracts/scalars.ts';
import { canonicalJson } from '../platform/canonical-json.ts';
import type { Approval } from './approval.ts';
import { type CellBounds, type CellDecision, cellDecisions } from './cell-decisions.ts';
import type { Asker } from './resolve.ts';

const KINDS: Readonly<Record<string, { kind: CatalogueEntry['kind']; optionType?: 'call' | 'put' }>> = {
  FWD: { kind: 'forward' },
  OPT_EU_CALL: { kind: 'option', optionType: 'call' },
  OPT_EU_PUT: { kind: 'option', optionType: 'put' },
  DIGITAL: { kind: 'digital' },
};

/** What an entry says besides of a cell; null leaves the cell out. */
export type CellView = (decision: CellDecision) => Pick<CatalogueEntry, 'warningId'> | null;

type Allowed = CellDecision & { readonly bounds: CellBounds };

/**
 * What a client of this class may ask for now, one leg at a time: exactly what the register allows. Calls and puts, and
 * both directions, share an entry where their bounds agree.
 */
export function catalogueEntries(
  approvals: readonly Approval[],
  asker: Asker & { readonly clientClass: ClientClass },
  view: CellView = () => ({}),
): CatalogueEntry[] {
  const allowed = allowedCells(approvals, asker).filter(({ cell }) => cell.settlement.method === 'cash');
  const single = allowed.flatMap((decision) => {
    const product = KINDS[decision.cell.productType];
    const seen = product === undefined ? null : view(decision);
    return product === undefined || seen === null ? [] : [{ ...toEntry(decision, product), ...seen }];
  });
  const byType = mergeOn(single, 'optionTypes');
  return mergeOn(byType, 'directions');
}

/** Packages that may be asked for, besides what each of their legs needs. */
export function strategyEntries(
  approvals: readonly Approval[],
  asker: Asker & { readonly clientClass: ClientClass },
  view: CellView = () => ({}),
): StrategyEntry[] {
  const single = allowedCells(approvals, asker).flatMap((decision) => {
    const { cell, bounds, limits } = decision;
    const name = /^STRAT\((.+)\)$/.exec(cell.productType)?.[1];
    if (name === undefined || view(decision) === null) return [];
    const { method: _method, ...settlement } = cell.settlement;
    return [
      {
        strategy: name === '*' ? 'any' : name,
        underlying: cell.underlying,
        settlement: { ...settlement, fixings: [...bounds.fixings] },
        premiumCurrencies: [...bounds.premiumCurrencies] as StrategyEntry['premiumCurrencies'],
        directions: [cell.direction],
        quantity: { ...bounds.quantity },
        tenorDays: { ...bounds.tenorDays },
        ...limitsShown(limits),
      },
    ];
  });
  return mergeOn(single, 'directions');
}

function allowedCells(approvals: readonly Approval[], asker: Asker & { readonly clientClass: ClientClass }): Allowed[] {
  return cellDecisions(approvals, asker).filter((one): one is Allowed => one.verdict === 'allowed');
}

function toEntry(
  { cell, bounds, limits }: Allowed,
  { kind, optionType }: { kind: CatalogueEntry['kind']; optionType?: 'call' | 'put' },
): CatalogueEntry {
  const { style, currency } = cell.settlement;
  return {
    kind,
    ...(optionType === undefined ? {} : { optionTypes: [optionType] }),
    underlying: cell.underlying,
    settlement: { style, currency, fixings: [...bounds.fixings] },
    premiumCurrencies: [...bounds.premiumCurrencies] as CatalogueEntry['premiumCurrencies'],
    directions: [cell.direction],
    quantity: { ...bounds.quantity },
    tenorDays: { ...bounds.tenorDays },
    ...limitsShown(limits),
  };
}

/** What concerns the client's own trades; what the firm has room for besides is the firm's. */
const SHOWN = [
  'perTradeNotionalUsd',
  'perClientNotionalUsd',
  'perTradeVegaUsd',
  'perTradeGamma',
  'perTradeDelta',
] as const satisfies readonly (keyof CellDecision['limits'])[];

function limitsShown(limits: CellDecision['limits']): Pick<CatalogueEntry, 'limits'> {
  const set = SHOWN.flatMap((name) => (limits[name] === undefined ? [] : [[name, limits[name].max]]));
  return set.length === 0 ? {} : { limits: Object.fromEntries(set) };
}

/** Entries that differ in one list alone become one with the lists joined. */
function mergeOn<E extends { readonly directions: Side[] }>(entries: readonly E[], list: keyof E): E[] {
  const merged = new Map<string, E>();
  for (const entry of entries) {
    const key = canonicalJson({ ...entry, [list]: Array.isArray(entry[list]) });
    const twin = merged.get(key);
    const joined = twin === undefined ? entry[list] : [...listOf(twin[list]), ...listOf(entry[list])];
    merged.set(key, { ...entry, [list]: joined });
  }
  return [...merged.values()];
}

function listOf(value: unknown): unknown[] {
  return Array.isArray(value) ? value : [];
}
