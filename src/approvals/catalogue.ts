import type { ClientClass } from '../contracts/approval.ts';
import type { CatalogueEntry } from '../contracts/catalogue.ts';
import { Decimal } from '../platform/decimal.ts';
import type { Approval } from './approval.ts';

/** What a client of this class may ask for now, one entry a cell; both directions share one where bounds agree. */
export function catalogueEntries(
  approvals: readonly Approval[],
  clientClass: ClientClass,
  now: number,
): CatalogueEntry[] {
  const cells = new Map<string, CatalogueEntry>();
  const mine = approvals.filter((approval) => approval.clientClass === clientClass && approval.status !== 'revoked');
  for (const approval of mine) {
    if (!isUsable(approval, now) || mine.some((other) => other.status === 'suspended' && sameCell(other, approval)))
      continue;
    const key = [approval.kind, approval.underlying, approval.settlementStyle, approval.settlementCurrency].join('/');
    const entry = cells.get(key);
    cells.set(key, entry === undefined ? toEntry(approval) : tightened(entry, approval));
  }
  return [...cells.values()];
}

function isUsable({ status, effectiveFrom, expiresAt }: Approval, now: number): boolean {
  return status === 'approved' && effectiveFrom <= now && now < expiresAt;
}

function sameCell(a: Approval, b: Approval): boolean {
  return (
    a.kind === b.kind &&
    a.underlying === b.underlying &&
    a.settlementStyle === b.settlementStyle &&
    a.settlementCurrency === b.settlementCurrency &&
    a.direction === b.direction
  );
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

function tightened(entry: CatalogueEntry, approval: Approval): CatalogueEntry {
  const directions = entry.directions.includes(approval.direction)
    ? entry.directions
    : [...entry.directions, approval.direction];
  return {
    ...entry,
    directions,
    settlement: {
      ...entry.settlement,
      fixings: entry.settlement.fixings.filter((name) => approval.fixings.includes(name)),
    },
    premiumCurrencies: entry.premiumCurrencies.filter((currency) => approval.premiumCurrencies.includes(currency)),
    quantity: {
      min: Decimal.max(entry.quantity.min, approval.minQuantity).toString(),
      max: Decimal.min(entry.quantity.max, approval.maxQuantity).toString(),
    },
    tenorDays: {
      min: Math.max(entry.tenorDays.min, approval.minTenorDays),
      max: Math.min(entry.tenorDays.max, approval.maxTenorDays),
    },
  };
}
