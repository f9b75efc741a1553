import { type Approval, statusAt } from '../approvals/index.ts';
import type { BoundMeasure } from './exposure.ts';
import type { Limit } from './limit.ts';

type Name = keyof Approval['terms']['limits'];

/** How each bound of a record counts. The notional of one trade is held with the request, before there is a price. */
const COUNTED: Readonly<Partial<Record<Name, Pick<Limit, 'per' | 'measure' | 'window'>>>> = {
  perClientNotionalUsd: { per: 'client', measure: 'notionalUsd' },
  perDayNotionalUsd: { per: 'firm', measure: 'notionalUsd', window: 'day' },
  outstandingNotionalUsd: { per: 'firm', measure: 'notionalUsd' },
  perTradeVegaUsd: { per: 'trade', measure: 'vegaUsd' },
  perTradeGamma: { per: 'trade', measure: 'gamma' satisfies BoundMeasure },
  perTradeDelta: { per: 'trade', measure: 'delta' satisfies BoundMeasure },
};

/**
 * The bounds of the records as limits like any other: each record is held to its own, so that of several that a trade
 * rests on the tightest refuses. One that replaces another counts what was opened under that, so that a renewal frees
 * nothing.
 */
export function approvalLimits(approvals: readonly Approval[], now: number): Limit[] {
  const replaced = new Map(approvals.map(({ approvalId, terms }) => [approvalId, terms.supersedes]));
  return approvals
    .filter((one) => one.terms.effect === 'allow' && ['approved', 'suspended'].includes(statusAt(one, now)))
    .flatMap(({ approvalId, version, terms }) =>
      Object.entries(COUNTED).flatMap(([name, counted]) => {
        const max = terms.limits[name as Name];
        if (max === null) return [];
        const records = lineageOf(approvalId, replaced);
        return [{ limitId: `${approvalId}.${name}`, version, scope: {}, max: Number(max), records, ...counted }];
      }),
    );
}

/** The record, the one that it replaced, the one that this had replaced, and so on. */
function lineageOf(approvalId: string, replaced: ReadonlyMap<string, string | null>): Set<string> {
  const lineage = new Set<string>();
  for (let one: string | null = approvalId; one !== null && !lineage.has(one); one = replaced.get(one) ?? null) {
    lineage.add(one);
  }
  return lineage;
}
