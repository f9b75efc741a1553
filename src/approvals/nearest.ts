import type { ApprovalIndex, Cell, PreparedApproval } from './prepared.ts';
import { settlementKey } from './prepared.ts';

interface Asker {
  readonly accountId?: string;
  readonly channel?: string;
}

/** For staff, where nothing matched: the record that comes closest and the fields it fails on; empty without any. */
export function nearestRecord({ allows }: ApprovalIndex, cell: Cell, asker: Asker): string {
  let nearest: { name: string; fields: readonly string[] } | null = null;
  for (const one of allows) {
    if (one.approval.status === 'revoked') continue;
    // A package is not near a leg.
    if (isPackage(one) !== cell.productType.startsWith('STRAT(')) continue;
    const fields = failingFields(one, cell, asker);
    if (nearest === null || fields.length < nearest.fields.length) {
      nearest = { name: `${one.used.approvalId} v${one.used.version}`, fields };
    }
  }
  return nearest === null ? '' : `; nearest ${nearest.name} fails on ${nearest.fields.join(', ')}`;
}

function isPackage({ approval }: PreparedApproval): boolean {
  return approval.terms.productTypes.every((type) => type.startsWith('STRAT('));
}

function failingFields(one: PreparedApproval, cell: Cell, { accountId, channel = 'RFQ_API' }: Asker): string[] {
  const { productTypes, underlyings, settlements, clientClasses, direction } = one.approval.terms;
  const checks: readonly (readonly [string, boolean])[] = [
    ['productTypes', productTypes.includes(cell.productType)],
    ['underlyings', underlyings.includes(cell.underlying)],
    ['settlements', settlements.some((cellOf) => settlementKey(cellOf) === settlementKey(cell.settlement))],
    ['clientClasses', clientClasses.includes(cell.clientClass)],
    ['direction', direction === 'any' || direction === cell.direction],
    ['allowAccounts', one.allowAccounts.size === 0 || one.allowAccounts.has(accountId ?? '')],
    ['channels', one.channels.has(channel)],
  ];
  return checks.flatMap(([field, holds]) => (holds ? [] : [field]));
}
