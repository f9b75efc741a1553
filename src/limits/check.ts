import type { RuleFailure } from '../approvals/index.ts';
import type { Exposure } from './exposure.ts';
import type { Limit } from './limit.ts';
import { type OpenExposure, usesOf } from './use.ts';

export interface LimitQuestion {
  readonly limits: readonly Limit[];
  readonly exposure: Exposure;
  /** True when the trade comes about with this decision, false when a price is released. */
  readonly certain: boolean;
  /** Of the client and of the firm, without the exposure asked about. */
  readonly open: readonly OpenExposure[];
  /** UTC epoch ms. */
  readonly now: number;
}

/** Each limit that the exposure would break: rule TR-02, or PA-05 of what an approval bounds. */
export function limitFailures({ limits, now, ...asked }: LimitQuestion): RuleFailure[] {
  return usesOf(limits, asked, now)
    .filter(({ within }) => !within)
    .map(({ limit, used, after }) => ({
      rule: limit.records === undefined ? 'TR-02' : 'PA-05',
      code: 'RISK_LIMIT',
      message: `${limit.records === undefined ? 'CAP' : 'BOUND'} ${limit.limitId} v${limit.version} ${limit.measure} per ${perOf(limit)} ${amount(used)}/${limit.max}, after ${amount(after)}`,
    }));
}

function perOf({ per, window }: Limit): string {
  return window === undefined ? per : `${per} and ${window}`;
}

/** Whole dollars; less than that in full, as measures in coins are small. */
function amount(value: number): string {
  return Math.abs(value) < 1 ? String(Number(value.toPrecision(6))) : value.toFixed(0);
}
