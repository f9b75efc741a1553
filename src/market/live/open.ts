import type { Clock } from '../../platform/clock.ts';
import { threadSurfaceBuilder } from '../chain/surface-builder.ts';
import type { SurfaceLimits } from '../chain/surfaces.ts';
import { type SpotLimits, STABLECOIN_SYMBOL } from '../composite/composite-spots.ts';
import type { MarketFeed } from '../port.ts';
import type { ReportError } from '../publisher.ts';
import { seededRandom } from '../random.ts';
import type { Every } from '../ticker.ts';
import { liveMarket } from './feed.ts';
import type { RawFrame } from './session.ts';
import { VENUE_NAMES, VENUES, type VenueName, venueUrls } from './venue-catalogue.ts';
import { openVenues, type VenueSymbols } from './venues.ts';

/** The settings of a live market, under their own names: what is wrong is said by name. */
export interface LiveSettings {
  readonly MARKET_VENUES: readonly string[];
  readonly MARKET_UNDERLYINGS: readonly string[];
  /** For the jitter of reconnecting. */
  readonly MARKET_SEED: number;
  readonly SPOT_STALE_MS: number;
  readonly SPOT_MIN_VENUES: number;
  readonly SPOT_MAX_SPREAD_BPS: number;
  readonly SPOT_OUTLIER_BPS: number;
  readonly SPOT_DIVERGENCE_BPS: number;
  readonly VENUE_CLOCK_SKEW_MS: number;
  readonly USDT_BAND_BPS: number;
  readonly USDT_STALE_MS: number;
  readonly SURFACE_STALE_MS: number;
  readonly SURFACE_REBUILD_MS: number;
  readonly SURFACE_MIN_EXPIRIES: number;
  readonly SURFACE_MIN_QUOTES: number;
  readonly SURFACE_MIN_INSIDE_PERCENT: number;
  readonly SURFACE_MAX_ERROR_POINTS: number;
  readonly FORWARD_JUMP_BPS: number;
  readonly USD_RATE_PERCENT: number;
  readonly HKD_PER_USD_LOW: number;
  readonly HKD_PER_USD_HIGH: number;
  readonly WSS_URL_COINBASE?: string | undefined;
  readonly WSS_URL_KRAKEN?: string | undefined;
  readonly WSS_URL_BITSTAMP?: string | undefined;
  readonly WSS_URL_BINANCE?: string | undefined;
  readonly WSS_URL_OKX?: string | undefined;
  readonly WSS_URL_OKEX?: string | undefined;
  readonly WSS_URL_DERIBIT?: string | undefined;
}

export interface OpenLiveMarketOptions {
  readonly clock: Clock;
  readonly reportError: ReportError;
  readonly every?: Every;
  /** Told of every frame as it comes, before anything reads it. */
  readonly onFrame?: (frame: RawFrame) => void;
}

/** The venue whose chain gives forwards and volatilities. */
const CHAIN_VENUE = 'deribit';

const BUILD_TIMEOUT_MS = 15_000;

/** Not for settings: they say what a quote is, not what a desk wants. */
const BUILD = {
  minTimeToExpiryMs: 1_800_000,
  minQuotesPerExpiry: 5,
  maxFutureSpreadBps: 50,
  maxForwardGapBps: 100,
} as const;
const MIN_SHARE_OF_BEFORE = 0.5;

/**
 * The live market that the settings describe, not started yet.
 *
 * @throws Error naming the setting for a venue that is not known, or venues that cannot give a market.
 */
export function openLiveMarket(settings: LiveSettings, options: OpenLiveMarketOptions): MarketFeed {
  const { clock, reportError, every, onFrame } = options;
  const symbols = symbolsOf(settings);
  const expected = spotBooks(symbols);
  requireSpotVenues(settings, expected);
  return liveMarket({
    clock,
    reportError,
    underlyings: settings.MARKET_UNDERLYINGS,
    expected,
    openVenues: (events) =>
      openVenues({
        ...events,
        venues: settings.MARKET_VENUES.map(requireVenue),
        symbols,
        urls: venueUrls(addressesOf(settings)),
        clock,
        random: seededRandom(settings.MARKET_SEED),
        reportError,
        ...(onFrame === undefined ? {} : { onFrame }),
      }),
    builder: threadSurfaceBuilder({ timeoutMs: BUILD_TIMEOUT_MS, reportError }),
    limits: { spots: spotLimits(settings), surfaces: surfaceLimits(settings) },
    usdRate: settings.USD_RATE_PERCENT / 100,
    hkdPerUsd: { low: settings.HKD_PER_USD_LOW, high: settings.HKD_PER_USD_HIGH },
    ...(every === undefined ? {} : { every }),
  });
}

/** The settings that hold text: among them those that name a venue's address. */
function addressesOf(settings: LiveSettings): Readonly<Record<string, string>> {
  const texts = Object.entries(settings).flatMap(([name, value]) =>
    typeof value === 'string' ? [[name, value] as const] : [],
  );
  return Object.fromEntries(texts);
}

/** What is asked of each venue: of what it usually shows, that which a quoted underlying is made of. */
function symbolsOf({ MARKET_VENUES, MARKET_UNDERLYINGS }: LiveSettings): VenueSymbols {
  const bases = new Set(MARKET_UNDERLYINGS.map((underlying) => underlying.replace(/-USD$/, '')));
  const chosen = MARKET_VENUES.map(requireVenue).map((venue) => {
    const usual: readonly string[] = VENUES[venue].symbols;
    const wanted = usual.filter((symbol) => symbol === STABLECOIN_SYMBOL || bases.has(symbol.split('-')[0] ?? ''));
    return [venue, wanted] as const;
  });
  return Object.fromEntries(chosen);
}

function requireVenue(name: string): VenueName {
  const venue = VENUE_NAMES.find((known) => known === name);
  if (venue === undefined) {
    throw new Error(`MARKET_VENUES must be among ${VENUE_NAMES.join(', ')}, was ${JSON.stringify(name)}`);
  }
  return venue;
}

function spotBooks(symbols: VenueSymbols): { readonly venue: string; readonly symbol: string }[] {
  return Object.entries(symbols)
    .filter(([venue]) => venue !== CHAIN_VENUE)
    .flatMap(([venue, ofVenue]) => ofVenue.map((symbol) => ({ venue, symbol })));
}

function requireSpotVenues(
  { MARKET_VENUES, MARKET_UNDERLYINGS, SPOT_MIN_VENUES }: LiveSettings,
  expected: ReturnType<typeof spotBooks>,
): void {
  if (!MARKET_VENUES.includes(CHAIN_VENUE)) {
    throw new Error(
      `MARKET_VENUES must have ${CHAIN_VENUE} for forwards and volatilities, was ${MARKET_VENUES.join(',')}`,
    );
  }
  for (const underlying of MARKET_UNDERLYINGS) {
    const base = underlying.replace(/USD$/, '');
    const venues = new Set(expected.filter(({ symbol }) => symbol.startsWith(base)).map(({ venue }) => venue));
    if (venues.size >= SPOT_MIN_VENUES) continue;
    throw new Error(
      `SPOT_MIN_VENUES must be at most the ${venues.size} of MARKET_VENUES that show ${underlying}, was ${SPOT_MIN_VENUES}`,
    );
  }
}

/** How venues' prices become one spot; a simulated market's too. */
export function spotLimits(settings: LiveSettings): SpotLimits {
  const common = {
    clockSkewMs: settings.VENUE_CLOCK_SKEW_MS,
    maxBookSpreadBps: settings.SPOT_MAX_SPREAD_BPS,
    outlierBps: settings.SPOT_OUTLIER_BPS,
    divergenceBps: settings.SPOT_DIVERGENCE_BPS,
  };
  return {
    spot: { ...common, staleMs: settings.SPOT_STALE_MS, minVenues: settings.SPOT_MIN_VENUES },
    stablecoin: { ...common, staleMs: settings.USDT_STALE_MS, minVenues: 1 },
    stablecoinBandBps: settings.USDT_BAND_BPS,
  };
}

function surfaceLimits(settings: LiveSettings): SurfaceLimits {
  return {
    build: { ...BUILD, quoteStaleMs: settings.SURFACE_STALE_MS },
    quality: {
      minExpiries: settings.SURFACE_MIN_EXPIRIES,
      minQuotes: settings.SURFACE_MIN_QUOTES,
      minInsideShare: settings.SURFACE_MIN_INSIDE_PERCENT / 100,
      maxRmsePoints: settings.SURFACE_MAX_ERROR_POINTS,
      maxForwardJumpBps: settings.FORWARD_JUMP_BPS,
      minShareOfBefore: MIN_SHARE_OF_BEFORE,
    },
    rebuildMs: settings.SURFACE_REBUILD_MS,
    staleMs: settings.SURFACE_STALE_MS,
  };
}
