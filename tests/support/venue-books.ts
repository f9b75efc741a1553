import type { SpotLimits } from '../../src/market/composite/composite-spots.ts';
import type { VenueBook } from '../../src/market/composite/venue-book.ts';
import type { SpotTick } from '../../src/market/ticks.ts';

export const NOW = Date.UTC(2026, 10, 22, 10);

export const SPOT_LIMITS: SpotLimits = {
  spot: {
    staleMs: 5_000,
    clockSkewMs: 1_000,
    maxBookSpreadBps: 100,
    minVenues: 2,
    outlierBps: 50,
    divergenceBps: 75,
  },
  stablecoin: {
    staleMs: 60_000,
    clockSkewMs: 1_000,
    maxBookSpreadBps: 100,
    minVenues: 1,
    outlierBps: 50,
    divergenceBps: 75,
  },
  stablecoinBandBps: 50,
};

export interface BookChanges {
  readonly symbol?: string;
  readonly connected?: boolean;
  readonly tick?: Partial<SpotTick> | null;
}

/** A fresh book with `mid` between bid and ask, 2 bp wide. */
export function aBook(
  venue: string,
  mid: number,
  { symbol = 'BTC-USD', connected = true, tick = {} }: BookChanges = {},
): VenueBook {
  if (tick === null) return { venue, symbol, connected, tick: null };
  return {
    venue,
    symbol,
    connected,
    tick: {
      kind: 'spot',
      venue,
      symbol,
      connectionId: `${venue}-1`,
      bid: mid * 0.9999,
      ask: mid * 1.0001,
      exchangeAt: null,
      receivedAt: NOW - 100,
      sequence: null,
      ...tick,
    },
  };
}
