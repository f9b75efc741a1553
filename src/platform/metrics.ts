import { Counter, collectDefaultMetrics, Gauge, Histogram, Registry } from 'prom-client';

/** Everything the service counts, one registry an instance so that two can live in one process. */
export function makeMetrics() {
  const registry = new Registry();
  collectDefaultMetrics({ register: registry });
  const registers = [registry];
  return {
    registry,
    requests: new Counter({
      name: 'otc_requests_total',
      help: 'Socket and HTTP requests by name and outcome code',
      labelNames: ['edge', 'name', 'outcome'],
      registers,
    }),
    requestSeconds: new Histogram({
      name: 'otc_request_seconds',
      help: 'Time from receipt to acknowledgement',
      labelNames: ['edge', 'name'],
      buckets: [0.001, 0.002, 0.005, 0.01, 0.02, 0.05, 0.1, 0.25, 0.5, 1, 2.5],
      registers,
    }),
    quotes: new Counter({ name: 'otc_quotes_total', help: 'Quotes made live', registers }),
    trades: new Counter({
      name: 'otc_trades_total',
      help: 'Trades by state reached',
      labelNames: ['state'],
      registers,
    }),
    expirySeconds: new Histogram({
      name: 'otc_quote_expiry_lag_seconds',
      help: 'Time from validUntil to the committed expiry',
      buckets: [0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 5],
      registers,
    }),
    sockets: new Gauge({ name: 'otc_sockets', help: 'Connected client sockets', registers }),
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
    marketPublisher: new Gauge({
      name: 'otc_market_publisher',
      help: '1 while this process publishes the market to all processes',
      registers,
    }),
    jobFailures: new Counter({
      name: 'otc_job_failures_total',
      help: 'Failed job attempts',
      labelNames: ['name'],
      registers,
    }),
  };
}
export type Metrics = ReturnType<typeof makeMetrics>;
