import { ANY_STRATEGY, type ClientClass } from '../contracts/approval-terms.ts';
import { Decimal } from '../platform/decimal.ts';
import type { Approval } from './approval.ts';
import { type RegisterLimits, tightestLimits } from './limits.ts';
import { type Cell, indexOf, type PreparedApproval, settlementKey } from './prepared.ts';
import { type Asker, resolveCells, type Standing } from './resolve.ts';

/** What may be asked for inside a cell: what every record that holds there allows. Inclusive. */
export interface CellBounds {
  readonly quantity: { readonly min: string; readonly max: string };
  readonly tenorDays: { readonly min: number; readonly max: number };
  readonly fixings: readonly string[];
  readonly premiumCurrencies: readonly string[];
}

/** What the register says of one cell at one instant, and which records say so. */
export interface CellDecision {
  readonly cell: Cell;
  /** `unclassified`: PA-11; `no-room`: the bounds of its records leave nothing between them. */
  readonly verdict: Standing['verdict'] | 'unclassified' | 'no-room';
  readonly bounds: CellBounds | null;
  readonly limits: RegisterLimits;
  readonly by: readonly Approval[];
}

/** Every cell that any record has ever named for this class, in the order of the records. */
export function cellDecisions(
  approvals: readonly Approval[],
  asker: Asker & { readonly clientClass: ClientClass },
): CellDecision[] {
  const index = indexOf(approvals);
  return [...index.cellsOf(asker.clientClass)].map((cell) => {
    const standing = resolveCells(index, namesOf(cell), asker);
    const by = standing.by.map(({ approval }) => approval);
    if (standing.verdict !== 'allowed') return { cell, verdict: standing.verdict, bounds: null, limits: {}, by };
    const bounds = boundsOf(standing.by);
    const limits = tightestLimits(standing.by);
    if (by.some(({ terms }) => terms.classification === null)) {
      return { cell, verdict: 'unclassified', bounds: null, limits, by };
    }
    return { cell, verdict: hasRoom(bounds) ? 'allowed' : 'no-room', bounds, limits, by };
  });
}

/** A named package is held to what is said of every package besides. */
function namesOf(cell: Cell): Cell[] {
  const isNamed = cell.productType.startsWith('STRAT(') && cell.productType !== ANY_STRATEGY;
  return isNamed ? [cell, { ...cell, productType: ANY_STRATEGY }] : [cell];
}

function boundsOf(by: readonly PreparedApproval[]): CellBounds {
  const [first, ...others] = by;
  if (first === undefined) throw new Error('a cell is allowed by no record');
  const { fixings, premiumCurrencies } = first.approval.terms;
  const all = (name: string, of: (one: PreparedApproval) => ReadonlySet<string>) =>
    others.every((one) => of(one).has(name));
  return {
    quantity: {
      min: Decimal.max(...by.map(({ minQuantity }) => minQuantity)).toString(),
      max: Decimal.min(...by.map(({ maxQuantity }) => maxQuantity)).toString(),
    },
    tenorDays: {
      min: Math.max(...by.map(({ approval }) => approval.terms.tenorDays.min)),
      max: Math.min(...by.map(({ approval }) => approval.terms.tenorDays.max)),
    },
    fixings: fixings.filter((name) => all(name, (one) => one.fixings)),
    premiumCurrencies: premiumCurrencies.filter((name) => all(name, (one) => one.premiumCurrencies)),
  };
}

function hasRoom({ quantity, tenorDays, fixings, premiumCurrencies }: CellBounds): boolean {
  const hasSizes = new Decimal(quantity.min).lte(quantity.max);
  return hasSizes && tenorDays.min <= tenorDays.max && fixings.length > 0 && premiumCurrencies.length > 0;
}

/** A cell in words, the same for the same cell. */
export function cellName({ productType, underlying, settlement, direction }: Cell): string {
  return `${productType} ${underlying} ${settlementKey(settlement)} ${direction}`;
}
