import type { Normalisers } from './normalisers.ts';
import type { VenueProtocol } from './protocol.ts';
import { binanceProtocol } from './venues/binance.ts';
import { bitstampProtocol } from './venues/bitstamp.ts';
import { coinbaseProtocol } from './venues/coinbase.ts';
import { deribitProtocol } from './venues/deribit.ts';
import { krakenProtocol } from './venues/kraken.ts';
import { okxProtocol } from './venues/okx.ts';

interface Venue {
  /** Its public address. */
  readonly url: string;
  /** The settings that name another address, the first that is given counts. */
  readonly urlSettings: readonly string[];
  /** What is usually asked of it: neither Binance nor OKX trades the dollar itself. */
  readonly symbols: readonly string[];
  readonly protocol: (symbols: readonly string[], normalisers: Normalisers) => VenueProtocol;
}

const AGAINST_USD = ['BTC-USD', 'ETH-USD', 'USDT-USD'];
const AGAINST_USDT = ['BTC-USDT', 'ETH-USDT'];

export const VENUES = {
  coinbase: {
    url: 'wss://ws-feed.exchange.coinbase.com',
    urlSettings: ['WSS_URL_COINBASE'],
    symbols: AGAINST_USD,
    protocol: coinbaseProtocol,
  },
  kraken: {
    url: 'wss://ws.kraken.com/v2',
    urlSettings: ['WSS_URL_KRAKEN'],
    symbols: AGAINST_USD,
    protocol: krakenProtocol,
  },
  binance: {
    url: 'wss://stream.binance.com:9443/stream',
    urlSettings: ['WSS_URL_BINANCE'],
    symbols: AGAINST_USDT,
    protocol: binanceProtocol,
  },
  okx: {
    url: 'wss://ws.okx.com:8443/ws/v5/public',
    urlSettings: ['WSS_URL_OKEX', 'WSS_URL_OKX'],
    symbols: AGAINST_USDT,
    protocol: okxProtocol,
  },
  bitstamp: {
    url: 'wss://ws.bitstamp.net',
    urlSettings: ['WSS_URL_BITSTAMP'],
    symbols: AGAINST_USD,
    protocol: bitstampProtocol,
  },
  deribit: {
    url: 'wss://www.deribit.com/ws/api/v2',
    urlSettings: ['WSS_URL_DERIBIT'],
    symbols: ['BTC-USD', 'ETH-USD'],
    protocol: deribitProtocol,
  },
} as const satisfies Record<string, Venue>;

export type VenueName = keyof typeof VENUES;
export const VENUE_NAMES = Object.keys(VENUES) as readonly VenueName[];

/** The addresses that settings such as `WSS_URL_KRAKEN` give; empty text counts as not given. */
export function venueUrls(
  settings: Readonly<Record<string, string | undefined>>,
): Readonly<Partial<Record<VenueName, string>>> {
  const given = VENUE_NAMES.flatMap((venue) => {
    const url = VENUES[venue].urlSettings.map((name) => settings[name] ?? '').find((value) => value !== '');
    return url === undefined ? [] : [[venue, url] as const];
  });
  return Object.fromEntries(given);
}
