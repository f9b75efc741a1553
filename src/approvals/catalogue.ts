import type { ClientClass } from '../contracts/approval.ts';
import type { CatalogueEntry } from '../contracts/catalogue.ts';
import { canonicalJson } from '../platform/canonical-json.ts';
import { Decimal } from '../platform/decimal.ts';
import type { Approval } from './approval.ts';

/**
 * What a client of this class may ask for now: exactly what the register allows. One entry a cell; both directions
 * share one where their bounds agree.
 */
export function catalogueEntries(
  approvals: readonly Approval[],
  clientClass: ClientClass,
  now: number,
): CatalogueEntry[] {
  const mine = approvals.filter((approval) => approval.clientClass === clientClass && approval.status !== 'revoked');
  const entries = new Map<string, CatalogueEntry>();
  for (const matching of groupedByCell(mine)) {
    const entry = entryOf(matching, now);
    if (entry === null) continue;
    const key = canonicalJson({ ...entry, directions: [] });
    const twin = entries.get(key);
    entries.set(key, { ...entry, directions: [...(twin?.directions ?? []), ...entry.directions] });
  }
  return [...entries.values()];
}

/** Approvals of one product, settlement and direction, which hold together. */
function groupedByCell(approvals: readonly Approval[]): Approval[][] {
  const cells = new Map<string, Approval[]>();
  for (const approval of approvals) {
    const { kind, underlying, settlementStyle, settlementCurrency, direction } = approval;
    const key = [kind, underlying, settlementStyle, settlementCurrency, direction].join('/');
    cells.set(key, [...(cells.get(key) ?? []), approval]);
  }
  return [...cells.values()];
}

/** Null where nothing can be asked for: stopped, not in effect, or by bounds that leave no room between them. */
function entryOf(matching: readonly Approval[], now: number): CatalogueEntry | null {
  if (matching.some(({ status }) => status === 'suspended')) return null;
  const inEffect = matching.filter(({ effectiveFrom, expiresAt }) => effectiveFrom <= now && now < expiresAt);
  const [first, ...others] = inEffect.map(toEntry);
  if (first === undefined) return null;
  const entry = others.reduce(tightened, first);
  const { quantity, tenorDays, settlement, premiumCurrencies } = entry;
  const hasRoom = new Decimal(quantity.min).lte(quantity.max) && tenorDays.min <= tenorDays.max;
  return hasRoom && settlement.fixings.length > 0 && premiumCurrencies.length > 0 ? entry : null;
}

function toEntry(approval: Approval): CatalogueEntry {
  return {
    kind: approval.kind,
    underlying: approval.underlying,
    settlement: {
      style: approval.settlementStyle,
      currency: approval.settlementCurrency,
      fixings: [...approval.fixings],
    },
    premiumCurrencies: [...approval.premiumCurrencies],
    directions: [approval.direction],
    quantity: { min: approval.minQuantity, max: approval.maxQuantity },
    tenorDays: { min: approval.minTenorDays, max: approval.maxTenorDays },
  };
}

function tightened(one: CatalogueEntry, other: CatalogueEntry): CatalogueEntry {
  const { settlement, premiumCurrencies, quantity, tenorDays } = other;
  return {
    ...one,
    settlement: {
      ...one.settlement,
      fixings: one.settlement.fixings.filter((name) => settlement.fixings.includes(name)),
    },
    premiumCurrencies: one.premiumCurrencies.filter((currency) => premiumCurrencies.includes(currency)),
    quantity: {
      min: Decimal.max(one.quantity.min, quantity.min).toString(),
      max: Decimal.min(one.quantity.max, quantity.max).toString(),
    },
    tenorDays: {
      min: Math.max(one.tenorDays.min, tenorDays.min),
      max: Math.min(one.tenorDays.max, tenorDays.max),
    },
  };
}
