import type { ClientMarketStatusView, MarketStatusView } from '../contracts/market-status.ts';
import { toInstant } from '../platform/clock.ts';
import { faultKey, scopeText } from './guards/market-fault.ts';
import type { MarketHalt } from './guards/market-guards.ts';
import { realOrNull, realText } from './real-text.ts';
import type { IdentifiedSnapshot } from './snapshot-id.ts';
import type { MarketStatus, SurfaceStatus, VenueStatus } from './status.ts';

export interface StatusParts {
  readonly status: MarketStatus;
  readonly current: IdentifiedSnapshot | null;
  readonly halts: readonly MarketHalt[];
  /** UTC epoch ms. */
  readonly now: number;
}

/** What staff see. */
export function toMarketStatusView({ status, current, halts, now }: StatusParts): MarketStatusView {
  const { source, state, recordedAt, notes, conditions, venues, composites, surfaces } = status;
  return {
    source,
    state,
    serverTime: toInstant(now),
    recordedAt: instantOrNull(recordedAt),
    notes: [...notes],
    underlyings: Object.entries(current?.snapshot.underlyings ?? {}).map(([underlying, market]) => ({
      underlying,
      spot: realText(market.spot),
      spotAt: toInstant(market.spotAt),
      surfaceAt: toInstant(market.surfaceAt),
    })),
    conditions: conditions.map((condition) => ({ ...condition })),
    halts: halts.map(({ since, cleanSince, ...fault }) => ({
      ...fault,
      since: toInstant(since),
      cleanSince: instantOrNull(cleanSince),
    })),
    venues: venues.map(toVenueView),
    composites: composites.map(({ price, at, used, excluded, symbol }) => ({
      symbol,
      price: realOrNull(price),
      at: instantOrNull(at),
      used: [...used],
      excluded: excluded.map((exclusion) => ({ ...exclusion })),
    })),
    surfaces: surfaces.map(toSurfaceView),
  };
}

/** What a client sees: neither venues, nor figures, nor limits, and each thing that is paused once. */
export function toClientMarketStatusView({ status, halts, now }: StatusParts): ClientMarketStatusView {
  const faults = new Map([...status.conditions, ...halts].map((fault) => [faultKey(fault), fault.scope]));
  const scopes = new Map([...faults.values()].map((scope) => [scopeText(scope), scope]));
  return {
    source: status.source,
    serverTime: toInstant(now),
    conditions: [...scopes.values()].map((scope) => ({
      scope,
      message:
        'underlying' in scope
          ? `Pricing of ${scope.underlying} is paused due to market conditions.`
          : `Settlement and premium in ${scope.currency} are temporarily unavailable.`,
    })),
  };
}

function toVenueView({ since, symbols, rejected, ...venue }: VenueStatus): MarketStatusView['venues'][number] {
  return {
    ...venue,
    since: toInstant(since),
    rejected: { ...rejected },
    symbols: symbols.map(({ symbol, bid, ask, exchangeAt, receivedAt }) => ({
      symbol,
      bid: realOrNull(bid),
      ask: realOrNull(ask),
      exchangeAt: instantOrNull(exchangeAt),
      receivedAt: instantOrNull(receivedAt),
    })),
  };
}

function toSurfaceView({ builtAt, lastRefusal, slices, ...surface }: SurfaceStatus) {
  return {
    ...surface,
    builtAt: instantOrNull(builtAt),
    lastRefusal: lastRefusal === null ? null : { at: toInstant(lastRefusal.at), reason: lastRefusal.reason },
    slices: slices.map(({ expiry, forward, atTheMoneyVolatility, shareInside, rmsePoints, listed: _, ...slice }) => ({
      ...slice,
      expiry: toInstant(expiry),
      forward: realText(forward),
      atTheMoneyVolatility: realText(atTheMoneyVolatility),
      shareInside: realOrNull(shareInside),
      rmsePoints: realOrNull(rmsePoints),
    })),
  };
}

function instantOrNull(at: number | null): string | null {
  return at === null ? null : toInstant(at);
}
