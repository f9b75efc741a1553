import type { InstrumentBook } from '../../../pricing/index.ts';
import { LIMIT_MEASURES, type LimitMeasure } from '../../contracts/limits.ts';
import type { Limit } from '../../limits/index.ts';
import type { LegColumns, LimitGroups } from './plan.ts';

/** A trade, or a side of a quote, as the holder of legs. */
export interface Holding {
  /** `trd_…`, or `qt_…:buy`. */
  readonly id: string;
  readonly accountId: string;
  readonly trader: string | null;
  readonly kind: 'forward' | 'option' | 'digital' | 'package';
  /** The last leg's expiry; UTC epoch ms. */
  readonly until: number;
}

export interface RiskBook {
  readonly book: InstrumentBook;
  /** `trade` is the place among `holdings`. */
  readonly legs: LegColumns;
  readonly holdings: readonly Holding[];
  /** Of all that a value depends on. */
  readonly hash: string;
}

/** A limit as it stood when the run began, with whose it is. */
export interface RiskLimit extends Pick<Limit, 'limitId' | 'per' | 'scope' | 'max'> {
  readonly measure: LimitMeasure;
}

/** Those that measure a book in dollars: bounds of approvals and of days ask for the trade that they allow. */
export function bookLimits(limits: readonly Limit[]): RiskLimit[] {
  return limits.flatMap(({ limitId, per, scope, max, measure, records, window }) => {
    const known = LIMIT_MEASURES.find((one) => one === measure);
    if (known === undefined || records !== undefined || window !== undefined) return [];
    return [{ limitId, per, scope, max, measure: known }];
  });
}

const DAY_MS = 86_400_000;

/** Which sum of each limit each leg belongs to; `asOf` is UTC epoch ms, before any days pass. */
export function limitGroups(
  limits: readonly RiskLimit[],
  { book, legs, holdings }: RiskBook,
  asOf: number,
): LimitGroups[] {
  return limits.map((limit) => {
    const groups = new Map<string, number>();
    const groupOf = Int32Array.from(legs.trade, (place, leg) => {
      const holding = holdings[place] as Holding;
      const series = book.series[book.seriesOf[legs.row[leg] as number] as number];
      if (!looksAt(limit, { ...holding, underlying: series?.underlying ?? '' }, asOf)) return -1;
      const name = groupName(limit, holding);
      const group = groups.get(name) ?? groups.size;
      groups.set(name, group);
      return group;
    });
    const { limitId, per, measure, max } = limit;
    return { limitId, per, measure, max, groupOf, groups: [...groups.keys()] };
  });
}

function looksAt({ scope }: RiskLimit, of: Holding & { readonly underlying: string }, asOf: number): boolean {
  const days = (of.until - asOf) / DAY_MS;
  return (
    (scope.accountId ?? of.accountId) === of.accountId &&
    (scope.trader ?? of.trader) === of.trader &&
    (scope.underlying ?? of.underlying) === of.underlying &&
    (scope.kind ?? of.kind) === of.kind &&
    days >= (scope.minTenorDays ?? 0) &&
    days <= (scope.maxTenorDays ?? Number.POSITIVE_INFINITY)
  );
}

function groupName({ per }: RiskLimit, { id, accountId, trader }: Holding): string {
  if (per === 'trade') return id;
  if (per === 'client') return accountId;
  return per === 'trader' ? (trader ?? 'automatic') : 'firm';
}
