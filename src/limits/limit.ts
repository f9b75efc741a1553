import type { LimitMeasure, LimitPer, LimitScope } from '../contracts/limits.ts';
import type { Exposure, Reach } from './exposure.ts';

/** One bound in force. */
export interface Limit {
  readonly limitId: string;
  readonly version: number;
  readonly scope: LimitScope;
  readonly per: LimitPer;
  readonly measure: LimitMeasure;
  /** Dollars, inclusive. */
  readonly max: number;
}

/** What a limit's scope is asked about. */
export type Scoped = Pick<Exposure, 'accountId' | 'trader' | 'underlying' | 'kind' | 'until'>;

const DAY_MS = 86_400_000;

/** Whether a limit looks at this. `now` is UTC epoch ms. */
export function covers({ scope }: Pick<Limit, 'scope'>, of: Scoped, now: number): boolean {
  const days = (of.until - now) / DAY_MS;
  return (
    (scope.accountId ?? of.accountId) === of.accountId &&
    (scope.trader ?? of.trader) === of.trader &&
    (scope.underlying ?? of.underlying) === of.underlying &&
    (scope.kind ?? of.kind) === of.kind &&
    days >= (scope.minTenorDays ?? 0) &&
    days <= (scope.maxTenorDays ?? Number.POSITIVE_INFINITY)
  );
}

/** Whether an open exposure adds up with the one asked about: same client, same trader, or all of the firm. */
export function adds(per: LimitPer, to: Scoped, open: Scoped): boolean {
  if (per === 'trade') return false;
  if (per === 'client') return open.accountId === to.accountId;
  return per === 'firm' || open.trader === to.trader;
}

/** The farther end of what may come about. */
export function worst({ low, high }: Reach): number {
  return Math.max(Math.abs(low), Math.abs(high));
}
