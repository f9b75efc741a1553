import type { BuildLimits } from '../../src/market/chain/build-surface.ts';
import type { QualityLimits } from '../../src/market/chain/quality.ts';
import type { FutureTick, OptionTick } from '../../src/market/ticks.ts';
import { deribitChain } from './deribit-chain.ts';

export const BUILD_LIMITS: BuildLimits = {
  quoteStaleMs: 60_000,
  minTimeToExpiryMs: 1_800_000,
  minQuotesPerExpiry: 5,
  maxFutureSpreadBps: 50,
  maxForwardGapBps: 100,
};

export const QUALITY_LIMITS: QualityLimits = {
  minExpiries: 3,
  minQuotes: 50,
  minInsideShare: 0.6,
  maxRmsePoints: 3,
  maxForwardJumpBps: 100,
  minShareOfBefore: 0.5,
};

/** The spot beside the recorded chain; its shortest forward is 92,529.8. */
export const CHAIN_SPOT = 92_520;

/** The recorded chain as a venue would send it at `now`, one tick an option. */
export function recordedOptionTicks(now: number): OptionTick[] {
  return deribitChain().expiries.flatMap(({ expiry, forward, quotes }) =>
    quotes.map(
      ({ optionType, strike, bid, ask, mark, markVolatility }): OptionTick => ({
        kind: 'option',
        venue: 'deribit',
        connectionId: 'deribit-1',
        exchangeAt: now - 50,
        receivedAt: now,
        sequence: null,
        underlying: 'BTC-USD',
        instrument: `BTC-${expiry}-${strike}-${optionType}`,
        expiry: now + Math.round(expiry),
        strike,
        optionType,
        bid,
        ask,
        mark: mark ?? null,
        markVolatility: markVolatility ?? null,
        forward,
      }),
    ),
  );
}

/** A dated future with this mid, 2 bp wide; a perpetual without an expiry. */
export function aFuture(mid: number, changes: Partial<FutureTick> & { readonly expiry: number | null }): FutureTick {
  return {
    kind: 'future',
    venue: 'deribit',
    connectionId: 'deribit-1',
    exchangeAt: null,
    receivedAt: 0,
    sequence: null,
    underlying: 'BTC-USD',
    instrument: `BTC-${changes.expiry ?? 'PERPETUAL'}`,
    bid: mid * 0.9999,
    ask: mid * 1.0001,
    mark: mid,
    ...changes,
  };
}
