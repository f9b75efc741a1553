import type { Clock } from '../../platform/clock.ts';
import type { ReportError } from '../publisher.ts';
import type { RandomSource } from '../random.ts';
import type { VenueStatus } from '../status.ts';
import type { MarketTick } from '../ticks.ts';
import { VenueConnection } from './connection.ts';
import { loadNormalisers } from './normalisers.ts';
import type { RawFrame } from './session.ts';
import { type OpenSocket, openWebSocket } from './socket.ts';
import { systemTimers, type Timers } from './timers.ts';
import { VENUES, type VenueName } from './venue-catalogue.ts';
import { VenueRecord } from './venue-record.ts';

export interface OpenVenuesOptions {
  readonly venues: readonly VenueName[];
  /** Other pairs than the venue's usual ones: `BTC-USDT` at a spot venue, the underlying `BTC-USD` at Deribit. */
  readonly symbols?: VenueSymbols;
  readonly urls?: VenueUrls;
  readonly clock: Clock;
  /** For the jitter of reconnecting. */
  readonly random: Pick<RandomSource, 'uniform'>;
  /** Of one connection and symbol, ticks come in the venue's order. A side of a spot book that nobody quotes is 0. */
  readonly onTick: (tick: MarketTick) => void;
  /** What this connection brought is no longer true: forget every price that came with its id. */
  readonly onVenueLost: (venue: string, connectionId: string) => void;
  /** Told of what a venue refuses and of failing listeners, of these only the first in a row; the venues go on. */
  readonly reportError: ReportError;
  readonly onFrame?: (frame: RawFrame) => void;
  readonly timers?: Timers;
  readonly openSocket?: OpenSocket;
}

export type VenueSymbols = Readonly<Partial<Record<VenueName, readonly string[]>>>;
export type VenueUrls = Readonly<Partial<Record<VenueName, string>>>;

export interface Venues {
  /** Ends every connection; nothing is heard afterwards. */
  stop(): void;
  status(): readonly VenueStatus[];
}

/**
 * Connects to venues and stays connected until stopped.
 *
 * @throws Error naming the venue for a symbol or an address that is none.
 */
export function openVenues(options: OpenVenuesOptions): Venues {
  const { venues, clock, random, reportError, timers = systemTimers, openSocket = openWebSocket } = options;
  const onTick = reportingFirst(options.onTick, reportError);
  const onFrame = options.onFrame === undefined ? null : reportingFirst(options.onFrame, reportError);
  const lines = [...new Set(venues)].map((venue) => {
    const symbols = requireSymbols(venue, options.symbols?.[venue] ?? VENUES[venue].symbols);
    const url = requireUrl(venue, options.urls?.[venue] ?? VENUES[venue].url);
    return { venue, symbols, url, record: new VenueRecord({ venue, symbols, now: clock.now() }) };
  });
  const connections: VenueConnection[] = [];
  let stopped = false;

  const start = (normalisers: Awaited<ReturnType<typeof loadNormalisers>>) => {
    if (stopped) return;
    for (const { venue, symbols, url, record } of lines) {
      const lost = reportingFirst((id: string) => options.onVenueLost(venue, id), reportError);
      connections.push(
        new VenueConnection({
          protocol: VENUES[venue].protocol(symbols, normalisers),
          url,
          world: { clock, timers, openSocket, reportError, record, onFrame, random },
          onTick,
          onLost: lost,
        }),
      );
    }
  };

  loadNormalisers().then(start).catch(reportError);

  return {
    stop() {
      stopped = true;
      for (const connection of connections) connection.stop();
      for (const { record } of lines) record.enter('stopped', clock.now());
    },
    status: () => lines.map(({ record }) => record.status(clock.now())),
  };
}

const SYMBOL = /^[A-Z0-9]{2,12}-[A-Z0-9]{2,12}$/;

function requireSymbols(venue: VenueName, symbols: readonly string[]): readonly string[] {
  if (symbols.length === 0) throw new Error(`symbols of ${venue} must be at least one, was none`);
  for (const symbol of symbols) {
    if (!SYMBOL.test(symbol)) throw new Error(`symbol of ${venue} must be like BTC-USD, was ${JSON.stringify(symbol)}`);
  }
  return symbols;
}

function requireUrl(venue: VenueName, url: string): string {
  if (URL.canParse(url) && /^wss?:$/.test(new URL(url).protocol)) return url;
  throw new Error(`address of ${venue} must be a ws: or wss: URL, was ${JSON.stringify(url)}`);
}

/** A listener that fails is told of once, until it works again, not with every tick. */
function reportingFirst<Told>(listener: (told: Told) => void, reportError: ReportError): (told: Told) => void {
  let failing = false;
  return (told) => {
    try {
      listener(told);
      failing = false;
    } catch (error) {
      if (!failing) reportError(error);
      failing = true;
    }
  };
}
