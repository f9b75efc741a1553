import { Counter, Gauge, type Registry } from 'prom-client';

/** What the market counts: how old it is and whether it halts quoting, its venues, its surfaces. */
export function marketMetrics(registers: Registry[]) {
  return { ...marketFigures(registers), ...venueFigures(registers), ...surfaceFigures(registers) };
}

function marketFigures(registers: Registry[]) {
  return {
    marketAgeSeconds: new Gauge({
      name: 'otc_market_age_seconds',
      help: 'Age of the newest spot by underlying',
      labelNames: ['underlying'],
      registers,
    }),
    surfaceAgeSeconds: new Gauge({
      name: 'otc_surface_age_seconds',
      help: 'Age of forwards and volatilities by underlying',
      labelNames: ['underlying'],
      registers,
    }),
    marketHalts: new Gauge({
      name: 'otc_market_halts',
      help: '1 while the market halts quoting, by code and by underlying or currency',
      labelNames: ['code', 'scope'],
      registers,
    }),
    marketHaltsRaised: new Counter({
      name: 'otc_market_halts_raised_total',
      help: 'Times that the market halted quoting, by code and by underlying or currency',
      labelNames: ['code', 'scope'],
      registers,
    }),
    recordingDropped: new Counter({
      name: 'otc_market_recording_dropped_total',
      help: 'Snapshots and frames that were left out of the recording, because it could not keep up',
      registers,
    }),
    marketPublisher: new Gauge({
      name: 'otc_market_publisher',
      help: '1 while this process publishes the market to all processes',
      registers,
    }),
  };
}

function venueFigures(registers: Registry[]) {
  return {
    venueMessages: new Counter({
      name: 'otc_venue_messages_total',
      help: 'Messages heard from a venue',
      labelNames: ['venue'],
      registers,
    }),
    venueConnects: new Counter({
      name: 'otc_venue_connects_total',
      help: 'Connections opened to a venue; the first is no reconnect',
      labelNames: ['venue'],
      registers,
    }),
    venueGaps: new Counter({
      name: 'otc_venue_sequence_gaps_total',
      help: 'Messages that a venue shows to have been lost',
      labelNames: ['venue'],
      registers,
    }),
    venueRejected: new Counter({
      name: 'otc_venue_rejected_total',
      help: 'Messages of a venue that could not be read as a price, by reason',
      labelNames: ['venue', 'reason'],
      registers,
    }),
    venueAgeSeconds: new Gauge({
      name: 'otc_venue_age_seconds',
      help: 'Age of the last price of a venue, by symbol',
      labelNames: ['venue', 'symbol'],
      registers,
    }),
    venueExcluded: new Gauge({
      name: 'otc_venue_excluded',
      help: '1 while a venue is left out of a composite, by reason',
      labelNames: ['symbol', 'venue', 'reason'],
      registers,
    }),
    compositeVenues: new Gauge({
      name: 'otc_composite_venues',
      help: 'Venues that a composite spot is made of',
      labelNames: ['symbol'],
      registers,
    }),
  };
}

function surfaceFigures(registers: Registry[]) {
  return {
    surfaceInsideShare: new Gauge({
      name: 'otc_surface_inside_share',
      help: 'Share of two-sided option quotes that hold the surface between bid and ask: its worst expiry',
      labelNames: ['underlying'],
      registers,
    }),
    surfaceErrorPoints: new Gauge({
      name: 'otc_surface_error_points',
      help: 'Root mean square error of the surface in volatility points: its worst expiry',
      labelNames: ['underlying'],
      registers,
    }),
    surfaceBuildSeconds: new Gauge({
      name: 'otc_surface_build_seconds',
      help: 'How long the last surface took to build',
      labelNames: ['underlying'],
      registers,
    }),
    surfaceRefused: new Counter({
      name: 'otc_surface_refused_total',
      help: 'Surfaces that failed the quality gates; the good one before stays in use',
      labelNames: ['underlying'],
      registers,
    }),
  };
}
