import { z } from 'zod';
import { AddressRange } from './contracts/api-keys.ts';
import { Instant } from './contracts/scalars.ts';
import { LOG_LEVELS } from './platform/logging.ts';

const wholeNumber = (min: number, max: number) =>
  z
    .string()
    .regex(/^\d{1,9}$/, `must be a whole number from ${min} to ${max}`)
    .transform(Number)
    .refine((value) => value >= min && value <= max, `must be a whole number from ${min} to ${max}`);

const decimal = (min: number, max: number) =>
  z
    .string()
    .regex(/^\d{1,6}(\.\d{1,6})?$/, `must be a number from ${min} to ${max}`)
    .transform(Number)
    .refine((value) => value >= min && value <= max, `must be a number from ${min} to ${max}`);

/** A list with commas and without spaces, each name once. */
const names = (one: RegExp, example: string) =>
  z
    .string()
    .transform((text) => text.split(','))
    .refine((list) => list.every((name) => one.test(name)), `must be names such as ${example}`)
    .refine((list) => new Set(list).size === list.length, 'must name each once');

const websocketAddress = z.string().regex(/^wss?:\/\/[^\s]+$/, 'must start with wss:// or ws://');

const Settings = z.object({
  PORT: wholeNumber(0, 65_535).default(8080),
  HOST: z.string().min(1, 'must be an address such as 127.0.0.1').default('127.0.0.1'),
  DATA_DIR: z.string().min(1, 'must be a folder').default('./data'),
  DATABASE_URL: z
    .string()
    .regex(/^postgres(ql)?:\/\//, 'must start with postgres://')
    .optional(),
  DATABASE_STATEMENT_SECONDS: wholeNumber(1, 3_600).default(30),
  DATABASE_LOCK_SECONDS: wholeNumber(1, 3_600).default(10),
  DATABASE_IDLE_TRANSACTION_SECONDS: wholeNumber(1, 3_600).default(15),
  REDIS_URL: z
    .string()
    .regex(/^rediss?:\/\//, 'must start with redis://')
    .optional(),
  TLS_CERT: z.string().min(1, 'must be a PEM file').optional(),
  TLS_KEY: z.string().min(1, 'must be a PEM file').optional(),
  TRUST_PROXY: z
    .string()
    .transform((text) => text.split(','))
    .refine(
      (list) => list.every((one) => AddressRange.safeParse(one).success),
      'must be addresses or CIDR ranges, with commas',
    )
    .optional(),
  REQUEST_SECONDS: wholeNumber(1, 600).default(30),
  SECRET_KEY: z.string().min(16, 'must have 16 characters or more').optional(),
  MARKET: z.string().min(1).default('simulated'),
  MARKET_SEED: wholeNumber(0, 999_999_999).default(1),
  MARKET_SPEED: z
    .string()
    .regex(/^\d{1,6}(\.\d{1,3})?$/, 'must be a number > 0, such as 60')
    .transform(Number)
    .refine((speed) => speed > 0, 'must be a number > 0, such as 60')
    .default(60),
  MARKET_LOOP: z
    .enum(['true', 'false'], 'must be true or false')
    .transform((text) => text === 'true')
    .default(true),
  MARKET_FROM: Instant.transform(Date.parse).optional(),
  MARKET_RECORD: z.enum(['off', 'composite', 'raw'], 'must be off, composite or raw').optional(),
  MARKET_RECORD_DAYS: wholeNumber(1, 3_650).default(30),
  MARKET_RECORD_MB: wholeNumber(1, 100_000_000).default(10_000),
  MARKET_VENUES: names(/^[a-z0-9]+$/, 'coinbase,kraken').default([
    'coinbase',
    'kraken',
    'bitstamp',
    'binance',
    'okx',
    'deribit',
  ]),
  MARKET_UNDERLYINGS: names(/^[A-Z0-9]{2,12}-USD$/, 'BTC-USD,ETH-USD').default(['BTC-USD', 'ETH-USD']),
  WSS_URL_COINBASE: websocketAddress.optional(),
  WSS_URL_KRAKEN: websocketAddress.optional(),
  WSS_URL_BITSTAMP: websocketAddress.optional(),
  WSS_URL_BINANCE: websocketAddress.optional(),
  WSS_URL_OKX: websocketAddress.optional(),
  WSS_URL_OKEX: websocketAddress.optional(),
  WSS_URL_DERIBIT: websocketAddress.optional(),
  SPOT_MIN_VENUES: wholeNumber(1, 20).default(2),
  SPOT_MAX_SPREAD_BPS: wholeNumber(1, 5_000).default(100),
  SPOT_OUTLIER_BPS: wholeNumber(1, 5_000).default(50),
  SPOT_DIVERGENCE_BPS: wholeNumber(1, 5_000).default(75),
  VENUE_CLOCK_SKEW_MS: wholeNumber(0, 60_000).default(1_000),
  USDT_BAND_BPS: wholeNumber(1, 5_000).default(50),
  USDT_STALE_MS: wholeNumber(100, 3_600_000).default(60_000),
  SURFACE_REBUILD_MS: wholeNumber(100, 3_600_000).default(1_000),
  SURFACE_MIN_EXPIRIES: wholeNumber(1, 100).default(3),
  SURFACE_MIN_QUOTES: wholeNumber(1, 10_000).default(50),
  SURFACE_MIN_INSIDE_PERCENT: wholeNumber(0, 100).default(60),
  SURFACE_MAX_ERROR_POINTS: decimal(0, 100).default(3),
  FORWARD_JUMP_BPS: wholeNumber(1, 5_000).default(100),
  USD_RATE_PERCENT: decimal(0, 25).default(4),
  HKD_PER_USD_LOW: decimal(1, 100).default(7.75),
  HKD_PER_USD_HIGH: decimal(1, 100).default(7.85),
  SPOT_STALE_MS: wholeNumber(100, 3_600_000).default(5_000),
  SURFACE_STALE_MS: wholeNumber(100, 86_400_000).default(60_000),
  MARKET_RECOVERY_SECONDS: wholeNumber(0, 3_600).default(5),
  CONTROL_STALE_MS: wholeNumber(1_000, 60_000).default(3_000),
  CLOCK_TOLERANCE_MS: wholeNumber(0, 3_600_000).default(1_000),
  RFQ_RATE_PER_SECOND: wholeNumber(1, 1_000_000).default(50),
  STREAMING_QUOTES_PER_ACCOUNT: wholeNumber(0, 1_000_000).default(20),
  LIVE_QUOTES_PER_ACCOUNT: wholeNumber(1, 1_000_000).default(500),
  SOCKET_MESSAGES_PER_SECOND: wholeNumber(1, 1_000_000).default(500),
  SOCKETS_PER_ACCOUNT: wholeNumber(1, 1_000_000).default(100),
  SOCKETS_PER_NODE: wholeNumber(1, 1_000_000).default(10_000),
  SOCKET_BUFFER_KB: wholeNumber(1_024, 1_048_576).default(4_096),
  SIGN_INS_PER_MINUTE: wholeNumber(1, 1_000_000).default(60),
  SIGN_IN_FAILURES: wholeNumber(1, 1_000).default(10),
  SIGN_IN_FAILURES_PER_ADDRESS: wholeNumber(1, 100_000).default(100),
  SIGN_IN_LOCK_SECONDS: wholeNumber(1, 86_400).default(900),
  SECOND_FACTOR: z.enum(['enrolled', 'staff', 'everybody'], 'must be enrolled, staff or everybody').default('enrolled'),
  SESSION_HOURS: wholeNumber(1, 720).default(12),
  SESSION_IDLE_MINUTES: wholeNumber(1, 43_200).default(120),
  RISK_THREADS: wholeNumber(0, 64).default(2),
  EVENT_RETENTION_HOURS: wholeNumber(1, 87_600).default(168),
  LOG_LEVEL: z.enum(LOG_LEVELS, `must be one of ${LOG_LEVELS.join(', ')}`).default('info'),
});
export type Config = z.infer<typeof Settings> & { readonly roles: readonly Role[] };

export const ROLES = ['gateway', 'worker', 'market'] as const;
/** gateway: sockets, HTTP and quoting. worker: expiry, booking and the reconciler. market: publishes what gateways quote from. */
export type Role = (typeof ROLES)[number];

/** A fault of whoever set the service up: said in one line, without a stack. */
export class ConfigurationError extends Error {
  override readonly name = 'ConfigurationError';
}

/** What may hold a password is not repeated on a screen or in a log. */
const SECRETS = new Set(['SECRET_KEY', 'DATABASE_URL', 'REDIS_URL']);

/** @throws ConfigurationError naming the first setting that is wrong, its value and the rule. */
export function readConfig(
  environment: Readonly<Record<string, string | undefined>>,
  roles: readonly Role[] = ROLES,
): Config {
  const present = Object.fromEntries(
    Object.entries(environment).filter(([, value]) => value !== undefined && value !== ''),
  );
  const read = Settings.safeParse(present);
  if (!read.success) {
    const issue = read.error.issues[0];
    const name = String(issue?.path[0]);
    const value = SECRETS.has(name) ? '(secret)' : JSON.stringify(present[name]);
    throw new ConfigurationError(`${name} ${issue?.message ?? 'is wrong'}, was ${value}`);
  }
  const config = { ...read.data, roles };
  const fault = tlsContradiction(config) ?? contradiction(config) ?? marketContradiction(config);
  if (fault !== null) throw new ConfigurationError(fault);
  return config;
}

/** Of the market's limits: those that leave nothing to quote on, or guard nothing. */
function marketContradiction(config: Config): string | null {
  const { MARKET, SPOT_OUTLIER_BPS, SPOT_DIVERGENCE_BPS, SURFACE_REBUILD_MS, SURFACE_STALE_MS } = config;
  const { HKD_PER_USD_LOW, HKD_PER_USD_HIGH } = config;
  if (SPOT_OUTLIER_BPS > SPOT_DIVERGENCE_BPS) {
    return `SPOT_OUTLIER_BPS must be at most SPOT_DIVERGENCE_BPS ${SPOT_DIVERGENCE_BPS}, was ${SPOT_OUTLIER_BPS}: venues would diverge before one is an outlier`;
  }
  if (MARKET === 'live' && SURFACE_REBUILD_MS >= SURFACE_STALE_MS) {
    return `SURFACE_REBUILD_MS must be less than SURFACE_STALE_MS ${SURFACE_STALE_MS}, was ${SURFACE_REBUILD_MS}: every surface would be stale`;
  }
  if (HKD_PER_USD_LOW > HKD_PER_USD_HIGH) {
    return `HKD_PER_USD_LOW must be at most HKD_PER_USD_HIGH ${HKD_PER_USD_HIGH}, was ${HKD_PER_USD_LOW}`;
  }
  return null;
}

function tlsContradiction({ TLS_CERT, TLS_KEY }: Config): string | null {
  if ((TLS_CERT === undefined) === (TLS_KEY === undefined)) return null;
  return `${TLS_CERT === undefined ? 'TLS_CERT' : 'TLS_KEY'} must be set as well: a certificate and its key go together`;
}

function contradiction({ DATABASE_URL, REDIS_URL, SECRET_KEY, roles }: Config): string | null {
  if (REDIS_URL !== undefined && DATABASE_URL === undefined) {
    return 'DATABASE_URL must be set when REDIS_URL is: several processes cannot share an embedded database';
  }
  if (DATABASE_URL !== undefined && SECRET_KEY === undefined) {
    return 'SECRET_KEY must be set when DATABASE_URL is: every process needs the same key';
  }
  if (roles.length < ROLES.length && DATABASE_URL === undefined) {
    return `--roles must be ${ROLES.join(',')} without DATABASE_URL: one process does everything`;
  }
  if (REDIS_URL === undefined && roles.includes('market') && !roles.includes('gateway')) {
    return 'REDIS_URL must be set for the role market without gateway: without it each gateway has a market of its own';
  }
  return null;
}
