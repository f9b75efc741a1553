import type { BookTicker, OptionSummary } from 'tardis-dev';

/** Reads one exchange's messages, parsed from JSON, into tardis-dev's normalised form. */
export interface Normaliser<Normalised> {
  canHandle(message: unknown): boolean;
  /** Throws on messages that lack what the exchange always sends. */
  map(message: unknown, localTimestamp: Date): Iterable<Normalised> | undefined;
}

export interface Normalisers {
  readonly bookTickers: (exchange: 'binance' | 'coinbase' | 'okex' | 'deribit', from: Date) => Normaliser<BookTicker>;
  readonly optionSummaries: (exchange: 'deribit', from: Date) => Normaliser<OptionSummary>;
}

/** Loaded on demand: the package costs 0.2 s and tens of megabytes that only a live market needs. */
export async function loadNormalisers(): Promise<Normalisers> {
  const { normalizeBookTickers, normalizeOptionsSummary } = await import('tardis-dev');
  return { bookTickers: normalizeBookTickers, optionSummaries: normalizeOptionsSummary };
}

/** The only normalised message of a frame that carries one price; null when there is none. */
export function firstOf<Normalised>(messages: Iterable<Normalised> | undefined): Normalised | null {
  for (const message of messages ?? []) return message;
  return null;
}
