import { PricingError } from '../errors.ts';
import type { Instrument } from '../products/instrument.ts';

/** What shares its forward, discount factor, smile and conversion: one look-up a cell. */
export interface Series {
  readonly underlying: string;
  /** UTC epoch ms. */
  readonly expiry: number;
  /** Currency in which it settles. */
  readonly settles: string;
  /** Averaging window before expiry, ms; 0 without one. */
  readonly averagingMs: number;
}

/**
 * Instruments as columns, one a row and each once: options first, then forwards, then digitals, each by series. Plain
 * arrays, so that threads may share them.
 */
export interface InstrumentBook {
  readonly series: readonly Series[];
  readonly seriesOf: Uint32Array;
  /** 1 for a call; 0 for puts and forwards. */
  readonly isCall: Uint8Array;
  readonly strike: Float64Array;
  /** Of digitals; 0 otherwise. */
  readonly payout: Float64Array;
  /** 1 for a digital paid in coin: other styles are worth the same dollars. */
  readonly isInverse: Uint8Array;
  readonly options: number;
  readonly forwards: number;
  readonly digitals: number;
}

const KIND_ORDER = { option: 0, forward: 1, digital: 2 } as const;

/**
 * The book of distinct instruments, and the row of each one given. Identical instruments are one row: they have one
 * value, whoever holds them.
 *
 * @throws PricingError INVALID_INPUT for a forward without a strike: it is worth nothing by itself.
 */
export function instrumentBook(instruments: readonly Instrument[]): {
  readonly book: InstrumentBook;
  readonly rowOf: Uint32Array;
} {
  const distinct = new Map<string, Entry>();
  const keys = instruments.map((instrument) => {
    const entry = entryOf(instrument);
    if (!distinct.has(entry.key)) distinct.set(entry.key, entry);
    return entry.key;
  });
  const entries = [...distinct.values()].sort(byKindAndSeries);
  const rows = new Map(entries.map(({ key }, row) => [key, row]));
  return { book: columnsOf(entries), rowOf: Uint32Array.from(keys, (key) => rows.get(key) as number) };
}

interface Entry {
  readonly key: string;
  readonly seriesKey: string;
  readonly kind: keyof typeof KIND_ORDER;
  readonly series: Series;
  readonly isCall: number;
  readonly strike: number;
  readonly payout: number;
  readonly isInverse: number;
}

function entryOf(instrument: Instrument): Entry {
  const { kind, underlying, expiry, settlement } = instrument;
  const { currency: settles, averagingMs = 0, style } = settlement;
  const strike = instrument.strike;
  if (strike === undefined) {
    throw new PricingError('INVALID_INPUT', `a forward in a book must have a strike, had none: ${underlying}`, {
      expiry,
    });
  }
  const seriesKey = `${underlying} ${String(expiry).padStart(16, '0')} ${settles} ${averagingMs}`;
  const isCall = kind === 'forward' ? 0 : Number(instrument.optionType === 'call');
  const payout = kind === 'digital' ? instrument.payout : 0;
  const isInverse = kind === 'digital' ? Number(style === 'inverse') : 0;
  return {
    key: `${KIND_ORDER[kind]} ${seriesKey} ${isCall} ${strike} ${payout} ${isInverse}`,
    seriesKey,
    kind,
    series: { underlying, expiry, settles, averagingMs },
    isCall,
    strike,
    payout,
    isInverse,
  };
}

/** Within a series in the order of coming, so that equal books have equal rows. */
function byKindAndSeries(a: Entry, b: Entry): number {
  if (a.kind !== b.kind) return KIND_ORDER[a.kind] - KIND_ORDER[b.kind];
  if (a.seriesKey === b.seriesKey) return a.strike - b.strike || a.isCall - b.isCall;
  return a.seriesKey < b.seriesKey ? -1 : 1;
}

function columnsOf(entries: readonly Entry[]): InstrumentBook {
  const bySeries = new Map(entries.map(({ seriesKey, series }) => [seriesKey, series]));
  const seriesKeys = [...bySeries.keys()].sort();
  const places = new Map(seriesKeys.map((key, place) => [key, place]));
  const count = (kind: Entry['kind']) => entries.filter((entry) => entry.kind === kind).length;
  return {
    series: seriesKeys.map((key) => bySeries.get(key) as Series),
    seriesOf: Uint32Array.from(entries, ({ seriesKey }) => places.get(seriesKey) as number),
    isCall: Uint8Array.from(entries, ({ isCall }) => isCall),
    strike: Float64Array.from(entries, ({ strike }) => strike),
    payout: Float64Array.from(entries, ({ payout }) => payout),
    isInverse: Uint8Array.from(entries, ({ isInverse }) => isInverse),
    options: count('option'),
    forwards: count('forward'),
    digitals: count('digital'),
  };
}
