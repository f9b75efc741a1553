import { type BinanceVenue, startBinance } from './binance.ts';
import { type BitstampVenue, startBitstamp } from './bitstamp.ts';
import { type CoinbaseVenue, startCoinbase } from './coinbase.ts';
import { type DeribitVenue, startDeribit } from './deribit.ts';
import { type KrakenVenue, startKraken } from './kraken.ts';
import { type OkxVenue, startOkx } from './okx.ts';

export interface LocalVenues {
  /** For `openVenues`; in the environment they are `WSS_URL_<EXCHANGE>`, see `urlSettings`. */
  readonly urls: Readonly<Record<'binance' | 'bitstamp' | 'coinbase' | 'deribit' | 'kraken' | 'okx', string>>;
  readonly urlSettings: Readonly<Record<string, string>>;
  readonly binance: BinanceVenue;
  readonly bitstamp: BitstampVenue;
  readonly coinbase: CoinbaseVenue;
  readonly deribit: DeribitVenue;
  readonly kraken: KrakenVenue;
  readonly okx: OkxVenue;
  stop(): Promise<void>;
}

/** One venue per exchange on this machine. `speed` shortens their heartbeats and patience: at 10, a second of theirs is 100 ms. */
export async function startVenues({ speed = 1 }: { readonly speed?: number } = {}): Promise<LocalVenues> {
  const second = 1_000 / speed;
  const [binance, bitstamp, coinbase, deribit, kraken, okx] = await Promise.all([
    startBinance({ pingMs: 20 * second }),
    startBitstamp(),
    startCoinbase({ heartbeatMs: second }),
    startDeribit({ beatMs: second }),
    startKraken({ heartbeatMs: second }),
    startOkx({ silenceMs: 30 * second }),
  ]);
  const venues = { binance, bitstamp, coinbase, deribit, kraken, okx };
  const named = Object.entries(venues).map(([name, { url }]) => [name, url] as const);
  return {
    ...venues,
    urls: Object.fromEntries(named) as LocalVenues['urls'],
    urlSettings: Object.fromEntries(
      named.map(([name, url]) => [`WSS_URL_${name === 'okx' ? 'OKEX' : name.toUpperCase()}`, url]),
    ),
    async stop() {
      await Promise.all(Object.values(venues).map((venue) => venue.stop()));
    },
  };
}
