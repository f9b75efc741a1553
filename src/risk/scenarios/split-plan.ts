import type { InstrumentBook } from '../../../pricing/index.ts';
import type { Plan } from './plan.ts';

type Holdings = Omit<Plan, 'cells'>;

/**
 * The same holdings by runs of rows, each with its legs: few enough rows for all their columns to stay in a core's own cache.
 * What parts add up to is the whole to the bit, since dollars add exactly.
 */
export function splitPlan(plan: Holdings, rowsPerPart: number): Holdings[] {
  const byRow = legsByRow(plan);
  const parts: Holdings[] = [];
  let leg = 0;
  for (let from = 0; from < plan.book.strike.length; from += rowsPerPart) {
    const to = Math.min(from + rowsPerPart, plan.book.strike.length);
    const firstLeg = leg;
    while (leg < byRow.length && (plan.legs.row[byRow[leg] as number] as number) < to) leg += 1;
    parts.push(partOf(plan, { from, to }, byRow.subarray(firstLeg, leg)));
  }
  return parts;
}

/** Legs in the order of their rows, counted rather than compared. */
function legsByRow({ book, legs }: Holdings): Uint32Array {
  const next = new Uint32Array(book.strike.length + 1);
  for (const row of legs.row) next[row + 1] = (next[row + 1] as number) + 1;
  for (let row = 1; row < next.length; row += 1) next[row] = (next[row] as number) + (next[row - 1] as number);
  const ordered = new Uint32Array(legs.row.length);
  for (const [leg, row] of legs.row.entries()) {
    const place = next[row] as number;
    ordered[place] = leg;
    next[row] = place + 1;
  }
  return ordered;
}

interface Rows {
  readonly from: number;
  readonly to: number;
}

function partOf(plan: Holdings, rows: Rows, ofLegs: Uint32Array): Holdings {
  const { legs, limits } = plan;
  return {
    ...plan,
    book: bookOf(plan.book, rows),
    legs: {
      row: Uint32Array.from(ofLegs, (leg) => (legs.row[leg] as number) - rows.from),
      units: Float64Array.from(ofLegs, (leg) => legs.units[leg] as number),
      trade: Uint32Array.from(ofLegs, (leg) => legs.trade[leg] as number),
    },
    limits: limits.map((limit) => ({
      ...limit,
      groupOf: Int32Array.from(ofLegs, (leg) => limit.groupOf[leg] as number),
    })),
  };
}

/** Rows stand by kind, and within a kind by series: so they do in a part. */
function bookOf(book: InstrumentBook, { from, to }: Rows): InstrumentBook {
  const used = [...new Set(book.seriesOf.subarray(from, to))].sort((a, b) => a - b);
  const places = new Map(used.map((series, place) => [series, place]));
  const within = (first: number, count: number) => Math.max(Math.min(to, first + count) - Math.max(from, first), 0);
  return {
    series: used.flatMap((series) => book.series[series] ?? []),
    seriesOf: Uint32Array.from(book.seriesOf.subarray(from, to), (series) => places.get(series) as number),
    isCall: book.isCall.slice(from, to),
    strike: book.strike.slice(from, to),
    payout: book.payout.slice(from, to),
    isInverse: book.isInverse.slice(from, to),
    options: within(0, book.options),
    forwards: within(book.options, book.forwards),
    digitals: within(book.options + book.forwards, book.digitals),
  };
}
