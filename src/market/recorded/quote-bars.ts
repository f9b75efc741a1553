import { DAY_MS } from '../durations.ts';
import { type CsvLine, csvLines, malformed, numberField } from './csv.ts';

/** Mid prices known one after another: `mids[i]` holds from `times[i]`. */
export interface MidSeries {
  /** UTC epoch ms, ascending. */
  readonly times: Float64Array;
  /** USD per unit. */
  readonly mids: Float64Array;
}

export interface QuoteFileName {
  /** E.g. `BTC-USD`. */
  readonly underlying: string;
  /** Midnight UTC that begins the day; epoch ms. */
  readonly day: number;
}

/** A bar lasts one minute, and so does the confirmation it gives. */
export const BAR_MS = 60_000;

const PRICES = ['open', 'high', 'low', 'close'];
const SIDE_COLUMNS = PRICES.length + 1;
const COLUMNS = 1 + 2 * SIDE_COLUMNS;

/** Reads `coinbase-btcusd-20180404-quote.csv`; null for a name of another shape, which is another kind of file. */
export function parseQuoteFileName(file: string): QuoteFileName | null {
  const [, base, year, month, dayOfMonth] =
    /^[a-z0-9]+-([a-z0-9]+)usd-(\d{4})(\d\d)(\d\d)-quote\.csv$/.exec(file) ?? [];
  if (base === undefined) return null;
  const day = Date.UTC(Number(year), Number(month) - 1, Number(dayOfMonth));
  return { underlying: `${base.toUpperCase()}-USD`, day };
}

/**
 * Mids out of one day of minute bars: the middle of bid close and ask close, known when the bar closes, one minute
 * after its stamp, so that no price is played before it was made. The other columns are checked and not used.
 *
 * Columns: ms since UTC midnight; bid open, high, low, close, size; ask open, high, low, close, size. No header.
 *
 * @throws Error naming file, line, field and value: a wrong number of columns, a stamp outside the day or not after
 *   the one before, a price that is not > 0, an ask below its bid.
 */
export function parseQuoteBars({
  file,
  text,
  day,
}: {
  readonly file: string;
  readonly text: string;
  readonly day: number;
}): MidSeries {
  const lines = csvLines({ file, text });
  if (lines.length === 0) throw new Error(`${file} must hold at least one bar, was empty`);
  const times = new Float64Array(lines.length);
  const mids = new Float64Array(lines.length);
  let earlier = -1;
  for (const [at, line] of lines.entries()) {
    if (line.fields.length !== COLUMNS)
      throw malformed(line, `a bar must have ${COLUMNS} fields, was ${line.fields.length}`);
    const stamp = numberField(line, { name: 'time', at: 0, above: earlier });
    if (stamp >= DAY_MS) throw malformed(line, `time must be < ${DAY_MS} ms since midnight, was ${stamp}`);
    const bid = sideClose(line, { side: 'bid', from: 1 });
    const ask = sideClose(line, { side: 'ask', from: 1 + SIDE_COLUMNS });
    if (ask < bid) throw malformed(line, `ask close must be >= bid close ${bid}, was ${ask}`);
    times[at] = day + stamp + BAR_MS;
    mids[at] = Math.round(((bid + ask) / 2) * 1e8) / 1e8; // prices have at most eight decimals
    earlier = stamp;
  }
  return { times, mids };
}

/** Checks one side's five columns and gives its close. */
function sideClose(line: CsvLine, { side, from }: { readonly side: 'bid' | 'ask'; readonly from: number }): number {
  let close = Number.NaN;
  for (const [column, price] of PRICES.entries()) {
    close = numberField(line, { name: `${side} ${price}`, at: from + column, above: 0 }); // the last one stays
  }
  numberField(line, { name: `${side} size`, at: from + PRICES.length });
  return close;
}
