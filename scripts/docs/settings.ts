import { readConfig } from '../../src/config.ts';

interface Setting {
  readonly name: string;
  readonly meaning: string;
}

const SETTINGS: readonly Setting[] = [
  { name: 'PORT', meaning: 'Port to listen on; 0 takes a free one.' },
  { name: 'HOST', meaning: '127.0.0.1 serves this machine alone, 0.0.0.0 the network.' },
  { name: 'TLS_CERT', meaning: 'PEM file of the certificate: with TLS_KEY the service speaks TLS.' },
  { name: 'TLS_KEY', meaning: 'PEM file of its key.' },
  { name: 'TRUST_PROXY', meaning: 'Proxies whose word on address, scheme and host is taken: addresses, CIDR ranges.' },
  {
    name: 'REQUEST_SECONDS',
    meaning: 'A request that takes longer to arrive is ended; its headers, after 10 s at most.',
  },
  { name: 'DATA_DIR', meaning: 'Folder of one process: embedded database, secrets, demo passwords, lock.' },
  { name: 'DATABASE_URL', meaning: '`postgres://…` instead of the embedded database.' },
  {
    name: 'DATABASE_STATEMENT_SECONDS',
    meaning: 'A statement that PostgreSQL has not answered by then is given up: `UNAVAILABLE`.',
  },
  { name: 'DATABASE_LOCK_SECONDS', meaning: 'So long a statement waits for a lock of somebody else: `UNAVAILABLE`.' },
  {
    name: 'DATABASE_IDLE_TRANSACTION_SECONDS',
    meaning: 'A transaction that sends nothing for so long loses its locks: its process stands still.',
  },
  { name: 'REDIS_URL', meaning: '`redis://…` for queue, bus and the shared market; needs DATABASE_URL.' },
  {
    name: 'SECRET_KEY',
    meaning:
      'Seals the secrets of API keys and second factors; 16 characters or more, the same in every process; needed with DATABASE_URL.',
  },
  { name: 'MARKET', meaning: '`simulated`, `recorded:<folder>` or `live`.' },
  { name: 'MARKET_SEED', meaning: 'The simulated market is the same for the same seed and start.' },
  { name: 'MARKET_SPEED', meaning: 'Recorded seconds played per second.' },
  { name: 'MARKET_LOOP', meaning: '`true` plays the recording again at its end, `false` stops quoting there.' },
  { name: 'MARKET_FROM', meaning: 'The moment of a recording to begin at, such as `2026-11-22T10:00:00.000Z`.' },
  {
    name: 'MARKET_RECORD',
    meaning: '`off`, `composite` (snapshots) or `raw` (also frames of venues); a live market: `composite` if not set.',
  },
  { name: 'MARKET_RECORD_DAYS', meaning: 'Recorded files older than this are deleted.' },
  { name: 'MARKET_RECORD_MB', meaning: 'The oldest recorded files are deleted when all are larger than this.' },
  { name: 'MARKET_VENUES', meaning: 'Venues of a live market; `deribit` gives forwards and volatilities.' },
  { name: 'MARKET_UNDERLYINGS', meaning: 'What a live market quotes.' },
  { name: 'WSS_URL_COINBASE', meaning: "Another address than the venue's own." },
  { name: 'WSS_URL_KRAKEN', meaning: 'The same.' },
  { name: 'WSS_URL_BITSTAMP', meaning: 'The same.' },
  { name: 'WSS_URL_BINANCE', meaning: 'The same.' },
  { name: 'WSS_URL_OKX', meaning: 'The same.' },
  { name: 'WSS_URL_OKEX', meaning: 'Another name of the one before, and stronger.' },
  { name: 'WSS_URL_DERIBIT', meaning: "Another address than the venue's own." },
  { name: 'SPOT_MIN_VENUES', meaning: 'Fewest venues that make a spot price.' },
  { name: 'SPOT_MAX_SPREAD_BPS', meaning: 'A wider book says nothing, in basis points.' },
  { name: 'SPOT_OUTLIER_BPS', meaning: 'A venue further from the median is left out while most are nearer.' },
  { name: 'SPOT_DIVERGENCE_BPS', meaning: 'Venues further apart stop quoting.' },
  { name: 'VENUE_CLOCK_SKEW_MS', meaning: "By how much a venue's clock may differ from this machine's." },
  { name: 'USDT_BAND_BPS', meaning: 'Nothing is settled or paid in USDT while it is further from a dollar.' },
  { name: 'USDT_STALE_MS', meaning: 'The same while its price is older, in ms.' },
  { name: 'SURFACE_REBUILD_MS', meaning: 'Least time between two surfaces of one underlying.' },
  { name: 'SURFACE_MIN_EXPIRIES', meaning: 'Fewest expiries of a surface that is used.' },
  { name: 'SURFACE_MIN_QUOTES', meaning: 'Fewest option quotes of a surface that is used.' },
  { name: 'SURFACE_MIN_INSIDE_PERCENT', meaning: 'Least share of two-sided quotes that hold it between bid and ask.' },
  { name: 'SURFACE_MAX_ERROR_POINTS', meaning: 'Largest error of one of its expiries, in volatility points.' },
  { name: 'FORWARD_JUMP_BPS', meaning: 'How far a forward may move against spot from one surface to the next.' },
  { name: 'USD_RATE_PERCENT', meaning: "The dollar's rate a year, assumed." },
  { name: 'HKD_PER_USD_LOW', meaning: 'The band of the Hong Kong dollar, assumed; its middle is used.' },
  { name: 'HKD_PER_USD_HIGH', meaning: 'Its other end.' },
  { name: 'SPOT_STALE_MS', meaning: 'No quote and no acceptance on a spot older than this, in ms.' },
  { name: 'SURFACE_STALE_MS', meaning: 'The same for forwards and volatilities, in ms.' },
  {
    name: 'MARKET_RECOVERY_SECONDS',
    meaning: 'Clean seconds before quoting goes on after the market stopped it.',
  },
  {
    name: 'CONTROL_STALE_MS',
    meaning: 'No quote and no acceptance by a process that has not read the rules and switches for so long, in ms.',
  },
  {
    name: 'CLOCK_TOLERANCE_MS',
    meaning:
      'Nothing is quoted while the clocks of service and database are further apart, in ms; 0 does not compare them.',
  },
  { name: 'RFQ_RATE_PER_SECOND', meaning: 'Requests of one name per second and account, on one gateway.' },
  {
    name: 'STREAMING_QUOTES_PER_ACCOUNT',
    meaning: 'Quotes of one account that may follow the market at once; 0 streams none.',
  },
  { name: 'LIVE_QUOTES_PER_ACCOUNT', meaning: 'Requests of one account that may be quoted or with the desk at once.' },
  {
    name: 'SOCKET_MESSAGES_PER_SECOND',
    meaning: 'Messages of any kind from one connection; more are refused, 20 times as many end it.',
  },
  { name: 'SOCKET_BUFFER_KB', meaning: 'What may wait for a connection that does not read; more ends it.' },
  {
    name: 'SOCKETS_PER_ACCOUNT',
    meaning: 'Connections that one account, or one member of staff, may have open on one gateway; more are refused.',
  },
  { name: 'SOCKETS_PER_NODE', meaning: 'Connections that one gateway may have open in all; more are refused.' },
  { name: 'SIGN_INS_PER_MINUTE', meaning: 'Tries to sign in per minute from one address, on one gateway.' },
  { name: 'SIGN_IN_FAILURES', meaning: 'Wrong tries under one user name that lock it, on all gateways together.' },
  { name: 'SIGN_IN_FAILURES_PER_ADDRESS', meaning: 'The same from one address.' },
  { name: 'SIGN_IN_LOCK_SECONDS', meaning: 'Within how long tries are counted, and how long a lock holds.' },
  {
    name: 'SECOND_FACTOR',
    meaning: 'Who needs one: `enrolled`, `staff` or `everybody`; see [security](docs/security.md).',
  },
  { name: 'SESSION_HOURS', meaning: 'Life of a session.' },
  { name: 'SESSION_IDLE_MINUTES', meaning: 'A session ends so long after its last use.' },
  {
    name: 'RISK_THREADS',
    meaning:
      'Threads in which replays, what-ifs and scenario runs compute, beside the event loop; with 0 scenario runs have one. [Why 2](docs/risk.md#what-it-costs).',
  },
  {
    name: 'EVENT_RETENTION_HOURS',
    meaning: 'How far back a client that was away may resume its events; beyond, it is told of a gap.',
  },
  { name: 'LOG_LEVEL', meaning: '`fatal`, `error`, `warn`, `info`, `debug` or `silent`.' },
];

/** The settings with the defaults that the code uses. */
export function settingsTable(): string {
  const defaults: Readonly<Record<string, unknown>> = { ...readConfig({}) };
  const rows = SETTINGS.map(({ name, meaning }) => {
    const value = defaults[name];
    return `| \`${name}\` | ${value === undefined ? '–' : `\`${String(value)}\``} | ${meaning} |`;
  });
  return ['| setting | default | meaning |', '|---|---|---|', ...rows].join('\n');
}

export const SETTING_NAMES: readonly string[] = SETTINGS.map(({ name }) => name);
