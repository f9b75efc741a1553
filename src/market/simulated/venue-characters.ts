import type { SIMULATED_VENUES } from '../../contracts/market-scenario.ts';
import { STABLECOIN_SYMBOL } from '../composite/composite-spots.ts';

export type VenueName = (typeof SIMULATED_VENUES)[number];

export interface VenueCharacter {
  /** In what it quotes coins. */
  readonly quoteCurrency: 'USD' | 'USDT';
  /** Of a coin's book in quiet times; basis points. */
  readonly halfSpreadBps: number;
  /** From the venue's engine to this machine; ms, below a step. */
  readonly latencyMs: number;
  /** How far its middle strays from the market's; basis points, one standard deviation. */
  readonly noiseBps: number;
  /** How often an hour nothing happens there for a while, and for how long on average. */
  readonly quietsPerHour: number;
  readonly quietMs: number;
  /** How far it goes astray when venues diverge; basis points. */
  readonly astrayBps: number;
}

/** Plausible rather than measured: the largest book is the tightest, the oldest the quietest. */
export const VENUES: Readonly<Record<VenueName, VenueCharacter>> = {
  coinbase: {
    quoteCurrency: 'USD',
    halfSpreadBps: 0.4,
    latencyMs: 45,
    noiseBps: 0.4,
    quietsPerHour: 6,
    quietMs: 800,
    astrayBps: 0,
  },
  kraken: {
    quoteCurrency: 'USD',
    halfSpreadBps: 0.6,
    latencyMs: 90,
    noiseBps: 0.6,
    quietsPerHour: 12,
    quietMs: 1_200,
    astrayBps: 250,
  },
  binance: {
    quoteCurrency: 'USDT',
    halfSpreadBps: 0.2,
    latencyMs: 60,
    noiseBps: 0.3,
    quietsPerHour: 3,
    quietMs: 500,
    astrayBps: -250,
  },
  okx: {
    quoteCurrency: 'USDT',
    halfSpreadBps: 0.3,
    latencyMs: 70,
    noiseBps: 0.4,
    quietsPerHour: 4,
    quietMs: 600,
    astrayBps: 500,
  },
  bitstamp: {
    quoteCurrency: 'USD',
    halfSpreadBps: 1,
    latencyMs: 150,
    noiseBps: 1,
    quietsPerHour: 60,
    quietMs: 2_500,
    astrayBps: -500,
  },
};

/** One that goes astray alone; where all do, each goes its own way. */
export const ASTRAY_ALONE_BPS = 400;

/** What one book of a venue is in. */
export interface Listing {
  readonly symbol: string;
  /** The underlying that it trades; null for the stablecoin's own book. */
  readonly underlying: string | null;
  readonly quoteCurrency: VenueCharacter['quoteCurrency'];
}

/** What a venue quotes of these underlyings, and the stablecoin where coins are quoted in dollars. */
export function listingsOf(venue: VenueName, underlyings: readonly string[]): Listing[] {
  const { quoteCurrency } = VENUES[venue];
  const coins = underlyings.map((underlying) => ({
    symbol: underlying.replace(/-USD$/, `-${quoteCurrency}`),
    underlying,
    quoteCurrency,
  }));
  return quoteCurrency === 'USD' ? [...coins, { symbol: STABLECOIN_SYMBOL, underlying: null, quoteCurrency }] : coins;
}
