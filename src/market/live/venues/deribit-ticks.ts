import type { FutureTick, OptionTick } from '../../ticks.ts';
import { fieldsOf, positive } from '../json.ts';
import { firstOf, type Normalisers } from '../normalisers.ts';
import { rejected, type Said, ticked } from '../protocol.ts';
import type { DeribitInstrument } from './deribit-instruments.ts';

/** A notification of a `ticker` or index channel. */
export interface Notification {
  readonly message: unknown;
  /** Its `params.data`. */
  readonly given: unknown;
  readonly receivedAt: number;
}

export interface DeribitTicks {
  readInstrument(notification: Notification, instrument: DeribitInstrument): readonly Said[];
  readIndex(notification: Notification): readonly Said[];
}

const INDEX_CURRENCY = /^([a-z]+)_usd$/;

/**
 * Reads prices. Options and the two sides of futures come through the normalised form; it drops the mark of a future that
 * did not change and keeps the last one when the venue sends none, so that one is read as it stands. An instrument that is
 * not open for trade gives no price.
 */
export function deribitTicks(connectionId: string, { bookTickers, optionSummaries }: Normalisers): DeribitTicks {
  const books = bookTickers('deribit', new Date(0));
  const summaries = optionSummaries('deribit', new Date(0));

  // Written out field by field: this is done thousands of times a second, and copying objects made it three times as slow.
  const optionTick = (
    { message, given, receivedAt }: Notification,
    instrument: DeribitInstrument & { kind: 'option' },
  ) => {
    const summary = firstOf(summaries.map(message, new Date(receivedAt)));
    if (summary === null) return null;
    const percent = positive(summary.markIV);
    return {
      kind: 'option',
      venue: 'deribit',
      connectionId,
      exchangeAt: exchangeAtOf(given),
      receivedAt,
      sequence: null,
      underlying: instrument.underlying,
      instrument: instrument.name,
      expiry: instrument.expiry,
      strike: instrument.strike,
      optionType: instrument.optionType,
      bid: positive(summary.bestBidPrice),
      ask: positive(summary.bestAskPrice),
      mark: positive(summary.markPrice),
      markVolatility: percent === null ? null : percent / 100,
      forward: positive(summary.underlyingPrice),
    } satisfies OptionTick;
  };

  const futureTick = (
    { message, given, receivedAt }: Notification,
    instrument: DeribitInstrument & { kind: 'future' },
  ) => {
    const book = firstOf(books.map(message, new Date(receivedAt)));
    if (book === null) return null;
    return {
      kind: 'future',
      venue: 'deribit',
      connectionId,
      exchangeAt: exchangeAtOf(given),
      receivedAt,
      sequence: null,
      underlying: instrument.underlying,
      instrument: instrument.name,
      expiry: instrument.expiry,
      bid: positive(book.bidPrice),
      ask: positive(book.askPrice),
      mark: positive(fieldsOf<'mark_price'>(given).mark_price),
    } satisfies FutureTick;
  };

  return {
    readInstrument(notification, instrument) {
      if ((fieldsOf<'state'>(notification.given).state ?? 'open') !== 'open') return rejected('not open for trade');
      const tick =
        instrument.kind === 'option' ? optionTick(notification, instrument) : futureTick(notification, instrument);
      return tick === null ? rejected('unreadable') : ticked(tick);
    },
    readIndex({ given, receivedAt }) {
      const { price: value, index_name: name } = fieldsOf<'price' | 'index_name'>(given);
      const currency = typeof name === 'string' ? INDEX_CURRENCY.exec(name)?.[1] : undefined;
      const price = positive(value);
      if (currency === undefined || price === null) return rejected('index without name or price');
      const origin = { venue: 'deribit', connectionId, exchangeAt: exchangeAtOf(given), receivedAt, sequence: null };
      return ticked({ kind: 'index', ...origin, underlying: `${currency.toUpperCase()}-USD`, price });
    },
  };
}

function exchangeAtOf(given: unknown): number | null {
  return positive(fieldsOf<'timestamp'>(given).timestamp);
}
