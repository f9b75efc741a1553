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

/** Rule TR-02: each limit that the exposure would break. */
export function limitFailures({ limits, now, ...asked }: LimitQuestion): RuleFailure[] {
  return usesOf(limits, asked, now)
    .filter(({ within }) => !within)
    .map(({ limit, used, after }) => ({
      rule: 'TR-02',
      code: 'RISK_LIMIT',
      message: `CAP ${limit.limitId} v${limit.version} ${limit.measure} per ${limit.per} ${used.toFixed(0)}/${limit.max}, after ${after.toFixed(0)}`,
    }));
}
