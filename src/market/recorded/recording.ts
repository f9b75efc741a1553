import { DAY_MS } from '../durations.ts';
import type { ChainSmile } from './chain-smiles.ts';
import { groupBy } from './group-by.ts';
import { BAR_MS, type MidSeries, type QuoteFileName } from './quote-bars.ts';

/** Everything a recording holds, read once. */
export interface Recording {
  /** In order of time. */
  readonly stretches: readonly Stretch[];
  /** Whose option chain the smiles come from, e.g. `BTC-USD`. */
  readonly chainUnderlying: string;
  readonly smiles: readonly ChainSmile[];
}

/** Consecutive days: played without a break. */
export interface Stretch {
  /** From here every underlying has a price; UTC epoch ms, as are all instants of a recording. */
  readonly from: number;
  /** The end of the last bar's confirmation; not part of the stretch. */
  readonly until: number;
  readonly series: Readonly<Record<string, MidSeries>>;
}

export interface RecordedDay extends QuoteFileName {
  readonly file: string;
  readonly series: MidSeries;
}

/**
 * Joins days into stretches, with all underlyings in step.
 *
 * @throws Error naming the file, for a second file of the same day or a day that one of the underlyings lacks.
 */
export function joinDays(days: readonly RecordedDay[]): Stretch[] {
  const underlyings = [...new Set(days.map(({ underlying }) => underlying))].sort();
  const byDay = groupBy(
    days.toSorted((a, b) => a.day - b.day),
    ({ day }) => day,
  );
  const runs: RecordedDay[][][] = [];
  let earlier = Number.NaN;
  for (const [day, sameDay] of byDay) {
    requireOneEach(sameDay, underlyings);
    const run = runs.at(-1);
    if (run !== undefined && day === earlier + DAY_MS) run.push(sameDay);
    else runs.push([sameDay]);
    earlier = day;
  }
  return runs.map((run) => toStretch(run.flat(), underlyings));
}

function requireOneEach(sameDay: readonly RecordedDay[], underlyings: readonly string[]): void {
  for (const underlying of underlyings) {
    const files = sameDay.filter((day) => day.underlying === underlying).map(({ file }) => file);
    if (files.length === 1) continue;
    const beside = sameDay.map(({ file }) => file).join(', ');
    throw new Error(`a recorded day must have one file of ${underlying}, was ${files.length} beside ${beside}`);
  }
}

function toStretch(days: readonly RecordedDay[], underlyings: readonly string[]): Stretch {
  const series: Record<string, MidSeries> = {};
  let from = -Infinity;
  let until = -Infinity;
  for (const underlying of underlyings) {
    const joined = concatenate(days.filter((day) => day.underlying === underlying).map((day) => day.series));
    series[underlying] = joined;
    from = Math.max(from, joined.times[0] ?? -Infinity);
    until = Math.max(until, (joined.times.at(-1) ?? -Infinity) + BAR_MS);
  }
  return { from, until, series };
}

function concatenate(parts: readonly MidSeries[]): MidSeries {
  const length = parts.reduce((sum, { times }) => sum + times.length, 0);
  const joined = { times: new Float64Array(length), mids: new Float64Array(length) };
  let at = 0;
  for (const { times, mids } of parts) {
    joined.times.set(times, at);
    joined.mids.set(mids, at);
    at += times.length;
  }
  return joined;
}
