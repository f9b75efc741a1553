import type { ApprovalLimits, ClientClass, SettlementCell } from '../contracts/approval-terms.ts';
import type { Side } from '../contracts/scalars.ts';
import { Decimal } from '../platform/decimal.ts';
import type { Approval, ApprovalVersion } from './approval.ts';

export type LimitName = keyof ApprovalLimits;

/** A record with its constant bounds read once. */
export interface PreparedApproval {
  readonly approval: Approval;
  readonly used: ApprovalVersion;
  /** Ends a message: which record a bound is from. */
  readonly from: string;
  readonly minQuantity: Decimal;
  readonly maxQuantity: Decimal;
  readonly fixings: ReadonlySet<string>;
  readonly premiumCurrencies: ReadonlySet<string>;
  readonly channels: ReadonlySet<string>;
  readonly allowAccounts: ReadonlySet<string>;
  readonly denyAccounts: ReadonlySet<string>;
  /** Share of the forward, not percent. */
  readonly strike: { readonly min: number; readonly max: number } | null;
  readonly limits: readonly { readonly name: LimitName; readonly max: Decimal }[];
}

/** What is looked up: one product, one way round. */
export interface Cell {
  readonly productType: string;
  readonly underlying: string;
  readonly settlement: SettlementCell;
  readonly clientClass: ClientClass;
  readonly direction: Side;
}

export interface ApprovalIndex {
  /** Every allow that the gates read and whose scope has the cell: approved, suspended or revoked. */
  allowsOf(cell: Cell): readonly PreparedApproval[];
  /** Every denial that has been approved and whose scope has the cell. */
  deniesOf(cell: Cell): readonly PreparedApproval[];
  /** Every cell that an allow names for the class. */
  cellsOf(clientClass: ClientClass): readonly Cell[];
  knowsUnderlying(underlying: string): boolean;
  readonly allows: readonly PreparedApproval[];
}

const indexes = new WeakMap<readonly Approval[], ApprovalIndex>();

/** Built once for each reading of the register, so that a lookup costs what it finds. */
export function indexOf(approvals: readonly Approval[]): ApprovalIndex {
  const known = indexes.get(approvals);
  if (known !== undefined) return known;
  const built = buildIndex(approvals);
  indexes.set(approvals, built);
  return built;
}

function buildIndex(approvals: readonly Approval[]): ApprovalIndex {
  const gated = approvals.filter(
    ({ status }) => status === 'approved' || status === 'suspended' || status === 'revoked',
  );
  const allows = gated.filter(({ terms }) => terms.effect === 'allow').map(prepare);
  const denies = gated.filter(({ terms, status }) => terms.effect === 'deny' && status === 'approved').map(prepare);
  const byCell = new Map<string, { readonly cell: Cell; readonly allows: PreparedApproval[] }>();
  for (const allow of allows) {
    for (const cell of scopeOf(allow.approval)) {
      const key = keyOf(cell);
      const same = byCell.get(key);
      if (same === undefined) byCell.set(key, { cell, allows: [allow] });
      else if (same.allows.at(-1) !== allow) same.allows.push(allow);
    }
  }
  const cells = [...byCell.values()].map(({ cell }) => cell);
  const underlyings = new Set(allows.flatMap(({ approval }) => approval.terms.underlyings));
  return {
    allows,
    allowsOf: (cell) => byCell.get(keyOf(cell))?.allows ?? [],
    deniesOf: (cell) => denies.filter(({ approval }) => deniesCell(approval, cell)),
    cellsOf: (clientClass) => cells.filter((cell) => cell.clientClass === clientClass),
    knowsUnderlying: (underlying) => underlyings.has(underlying),
  };
}

function prepare(approval: Approval): PreparedApproval {
  const { approvalId, version, terms } = approval;
  const strike = terms.strikePercentOfForward;
  return {
    approval,
    used: { approvalId, version },
    from: `from ${approvalId} v${version}`,
    minQuantity: new Decimal(terms.quantity.min),
    maxQuantity: new Decimal(terms.quantity.max),
    fixings: new Set(terms.fixings),
    premiumCurrencies: new Set(terms.premiumCurrencies),
    channels: new Set(terms.channels),
    allowAccounts: new Set(terms.allowAccounts),
    denyAccounts: new Set(terms.denyAccounts),
    strike: strike === null ? null : { min: Number(strike.min) / 100, max: Number(strike.max) / 100 },
    limits: (Object.entries(terms.limits) as [LimitName, string | null][]).flatMap(([name, max]) =>
      max === null ? [] : [{ name, max: new Decimal(max) }],
    ),
  };
}

function scopeOf({ terms }: Approval): Cell[] {
  const { productTypes, underlyings, settlements, clientClasses } = terms;
  const directions: readonly Side[] = terms.direction === 'any' ? ['buy', 'sell'] : [terms.direction];
  return productTypes.flatMap((productType) =>
    underlyings.flatMap((underlying) =>
      settlements.flatMap((settlement) =>
        clientClasses.flatMap((clientClass) =>
          directions.map((direction) => ({ productType, underlying, settlement, clientClass, direction })),
        ),
      ),
    ),
  );
}

function keyOf({ productType, underlying, settlement, clientClass, direction }: Cell): string {
  return `${productType}/${underlying}/${settlementKey(settlement)}/${clientClass}/${direction}`;
}

export function settlementKey({ method, style, currency }: SettlementCell): string {
  return `${method}-${style}-${currency}`;
}

/** In a denial an empty list means all. */
function deniesCell({ terms }: Approval, cell: Cell): boolean {
  const names = <T>(list: readonly T[], one: T) => list.length === 0 || list.includes(one);
  return (
    names(terms.underlyings, cell.underlying) &&
    (names(terms.productTypes, cell.productType) ||
      (cell.productType.startsWith('STRAT(') && terms.productTypes.includes('STRAT(*)'))) &&
    names(terms.settlements.map(settlementKey), settlementKey(cell.settlement)) &&
    names(terms.clientClasses, cell.clientClass) &&
    (terms.direction === 'any' || terms.direction === cell.direction)
  );
}
