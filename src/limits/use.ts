import { type Exposure, type Reach, reachOf } from './exposure.ts';
import { adds, covers, type Limit, worst } from './limit.ts';

/** Exposures that are open: of trades that have not ended, and of quotes that may still be accepted. */
export interface OpenExposure extends Exposure {
  readonly certain: boolean;
  /** Opened in the running day (UTC), or not yet; what is only quoted counts as today's. */
  readonly today: boolean;
}

/** What is taken of one limit. */
export interface LimitUse {
  readonly limit: Limit;
  /** Dollars at the farther end, without the exposure asked about. */
  readonly used: number;
  /** With it. */
  readonly after: number;
  /** Within the bound, or at least no farther from it than before: what reduces a risk is never refused for it. */
  readonly within: boolean;
}

/**
 * Each limit that looks at this exposure. `certain` is how it counts: as a quote that may lapse, beside all that may come
 * about; or as a trade, beside the trades alone, because other live quotes do not stand in the way of an acceptance.
 */
export function usesOf(
  limits: readonly Limit[],
  asked: { readonly exposure: Exposure; readonly certain: boolean; readonly open: readonly OpenExposure[] },
  now: number,
): LimitUse[] {
  return limits.flatMap((limit) => (covers(limit, asked.exposure, now) ? [useOf(limit, asked, now)] : []));
}

function useOf(
  limit: Limit,
  { exposure, certain, open }: { exposure: Exposure; certain: boolean; open: readonly OpenExposure[] },
  now: number,
): LimitUse {
  const { measure, per, max } = limit;
  const counted = open.filter(
    (one) => (one.certain || !certain) && adds(per, exposure, one) && counts(limit, one, now),
  );
  const before = sumOf(counted.map((one) => reachOf(one, measure, one)));
  const used = worst(before);
  const after = worst(sumOf([before, reachOf(exposure, measure, { certain })]));
  return { limit, used, after, within: after <= max || after <= used };
}

/** What is taken of a limit, whoever asks; of one `per: 'trade'` nothing ever is. */
export function takenOf(limit: Limit, open: readonly OpenExposure[], now: number): number {
  if (limit.per === 'trade') return 0;
  return worst(sumOf(open.filter((one) => counts(limit, one, now)).map((one) => reachOf(one, limit.measure, one))));
}

/** Of a day, what was opened: also what has ended since, and without what a closing takes back. */
function counts(limit: Limit, one: OpenExposure, now: number): boolean {
  const inWindow = limit.window === 'day' ? one.today && one.measures.notionalUsd >= 0 : one.until > now;
  return inWindow && covers(limit, one, now);
}

function sumOf(reaches: readonly Reach[]): Reach {
  return reaches.reduce((sum, { low, high }) => ({ low: sum.low + low, high: sum.high + high }), { low: 0, high: 0 });
}
