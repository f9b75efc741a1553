import type { LimitPer, LimitScope } from '../contracts/limits.ts';
import type { BoundMeasure, Exposure, Reach } from './exposure.ts';

/** One bound in force. */
export interface Limit {
  readonly limitId: string;
  readonly version: number;
  readonly scope: LimitScope;
  readonly per: LimitPer;
  readonly measure: BoundMeasure;
  /** Dollars, or coins of a measure in coins; inclusive. */
  readonly max: number;
  /** Of a bound that an approval sets: the records on one of which a trade rests that it looks at. */
  readonly records?: ReadonlySet<string>;
  /** What was opened in the running day (UTC) and what may still be; otherwise, all that is open. */
  readonly window?: 'day';
}

/** What a limit's scope is asked about. */
export type Scoped = Pick<Exposure, 'accountId' | 'trader' | 'underlying' | 'kind' | 'until' | 'approvalIds'>;

const DAY_MS = 86_400_000;

/** Whether a limit looks at this. `now` is UTC epoch ms. */
export function covers({ scope, records }: Pick<Limit, 'scope' | 'records'>, of: Scoped, now: number): boolean {
  const days = (of.until - now) / DAY_MS;
  if (records !== undefined) return of.approvalIds.some((approvalId) => records.has(approvalId));
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
