import { ConfigurationError, ROLES, type Role, readConfig } from '../../../src/config.ts';

const DATABASE = { DATABASE_URL: 'postgres://otc:hush-hush@127.0.0.1:5432/otc', SECRET_KEY: 'a key of 16 chars' };

/** What the start would say, or null when it would go on. */
function fault(settings: Record<string, string | undefined>, roles?: readonly Role[]): string | null {
  try {
    readConfig(settings, roles);
    return null;
  } catch (error) {
    if (!(error instanceof ConfigurationError)) throw error;
    return error.message;
  }
}

const DEFAULTS = {
  PORT: 8080,
  HOST: '127.0.0.1',
  DATA_DIR: './data',
  MARKET: 'simulated',
  MARKET_SEED: 1,
  MARKET_SPEED: 60,
  MARKET_LOOP: true,
  MARKET_RECORD_DAYS: 30,
  MARKET_RECORD_MB: 10_000,
  MARKET_VENUES: ['coinbase', 'kraken', 'bitstamp', 'binance', 'okx', 'deribit'],
  MARKET_UNDERLYINGS: ['BTC-USD', 'ETH-USD'],
  SPOT_MIN_VENUES: 2,
  SPOT_MAX_SPREAD_BPS: 100,
  SPOT_OUTLIER_BPS: 50,
  SPOT_DIVERGENCE_BPS: 75,
  VENUE_CLOCK_SKEW_MS: 1_000,
  USDT_BAND_BPS: 50,
  USDT_STALE_MS: 60_000,
  SURFACE_REBUILD_MS: 1_000,
  SURFACE_MIN_EXPIRIES: 3,
  SURFACE_MIN_QUOTES: 50,
  SURFACE_MIN_INSIDE_PERCENT: 60,
  SURFACE_MAX_ERROR_POINTS: 3,
  FORWARD_JUMP_BPS: 100,
  USD_RATE_PERCENT: 4,
  HKD_PER_USD_LOW: 7.75,
  HKD_PER_USD_HIGH: 7.85,
  SPOT_STALE_MS: 5_000,
  SURFACE_STALE_MS: 60_000,
  MARKET_RECOVERY_SECONDS: 5,
  CONTROL_STALE_MS: 3_000,
  CLOCK_TOLERANCE_MS: 1_000,
  RFQ_RATE_PER_SECOND: 50,
  STREAMING_QUOTES_PER_ACCOUNT: 20,
  LIVE_QUOTES_PER_ACCOUNT: 500,
  SOCKET_MESSAGES_PER_SECOND: 500,
  SOCKETS_PER_ACCOUNT: 100,
  SOCKETS_PER_NODE: 10_000,
  SOCKET_BUFFER_KB: 4_096,
  SIGN_INS_PER_MINUTE: 60,
  SIGN_IN_FAILURES: 10,
  SIGN_IN_FAILURES_PER_ADDRESS: 100,
  SIGN_IN_LOCK_SECONDS: 900,
  SECOND_FACTOR: 'enrolled',
  SESSION_HOURS: 12,
  SESSION_IDLE_MINUTES: 120,
  DATABASE_STATEMENT_SECONDS: 30,
  DATABASE_LOCK_SECONDS: 10,
  DATABASE_IDLE_TRANSACTION_SECONDS: 15,
  REQUEST_SECONDS: 30,
  EVENT_RETENTION_HOURS: 168,
  RISK_THREADS: 2,
  LOG_LEVEL: 'info',
  roles: ['gateway', 'worker', 'market'],
};

describe('the settings', () => {
  it('all have a default but where the database, Redis and the key are', () => {
    expect(readConfig({})).toEqual(DEFAULTS);
  });

  it('that are set to nothing are as if they were not set', () => {
    const empty = Object.fromEntries(
      [...Object.keys(DEFAULTS), 'DATABASE_URL', 'SECRET_KEY'].map((name) => [name, '']),
    );

    expect(readConfig({ ...empty, REDIS_URL: undefined })).toEqual(DEFAULTS);
  });

  it('of other programs are not looked at', () => {
    expect(readConfig({ PATH: '/bin', HOME: '/root', port: '1' })).toEqual(DEFAULTS);
  });

  it('are read from text', () => {
    const read = readConfig({
      ...DATABASE,
      PORT: '0',
      MARKET: 'recorded:/recordings',
      MARKET_SPEED: '0.5',
      MARKET_LOOP: 'false',
      REDIS_URL: 'rediss://10.0.0.7:6380',
      LOG_LEVEL: 'silent',
    });

    expect(read).toEqual({
      ...DEFAULTS,
      ...DATABASE,
      PORT: 0,
      MARKET: 'recorded:/recordings',
      MARKET_SPEED: 0.5,
      MARKET_LOOP: false,
      REDIS_URL: 'rediss://10.0.0.7:6380',
      LOG_LEVEL: 'silent',
    });
  });
});

describe('a number', () => {
  it.each([
    { name: 'PORT', min: 0, max: 65_535 },
    { name: 'MARKET_SEED', min: 0, max: 999_999_999 },
    { name: 'SPOT_STALE_MS', min: 100, max: 3_600_000 },
    { name: 'SURFACE_STALE_MS', min: 100, max: 86_400_000 },
    { name: 'MARKET_RECOVERY_SECONDS', min: 0, max: 3_600 },
    { name: 'CONTROL_STALE_MS', min: 1_000, max: 60_000 },
    { name: 'CLOCK_TOLERANCE_MS', min: 0, max: 3_600_000 },
    { name: 'RFQ_RATE_PER_SECOND', min: 1, max: 1_000_000 },
    { name: 'LIVE_QUOTES_PER_ACCOUNT', min: 1, max: 1_000_000 },
    { name: 'SOCKET_MESSAGES_PER_SECOND', min: 1, max: 1_000_000 },
    { name: 'SOCKETS_PER_ACCOUNT', min: 1, max: 1_000_000 },
    { name: 'SOCKETS_PER_NODE', min: 1, max: 1_000_000 },
    { name: 'SOCKET_BUFFER_KB', min: 1_024, max: 1_048_576 },
    { name: 'SIGN_INS_PER_MINUTE', min: 1, max: 1_000_000 },
    { name: 'EVENT_RETENTION_HOURS', min: 1, max: 87_600 },
    { name: 'DATABASE_STATEMENT_SECONDS', min: 1, max: 3600 },
    { name: 'DATABASE_LOCK_SECONDS', min: 1, max: 3600 },
    { name: 'DATABASE_IDLE_TRANSACTION_SECONDS', min: 1, max: 3600 },
    { name: 'RISK_THREADS', min: 0, max: 64 },
  ])('$name is whole and from $min to $max', ({ name, min, max }) => {
    const words = (value: number | string) => `${name} must be a whole number from ${min} to ${max}, was "${value}"`;

    for (const value of [min, min + 1, max - 1, max]) expect(fault({ [name]: String(value) })).toBeNull();
    for (const value of [min - 1, max + 1, `${min}.5`, '1e3', '+5', '0x10', ' 500', 'many', `${max}0000000000`]) {
      expect(fault({ [name]: String(value) })).toBe(words(value));
    }
  });

  it.each([
    { value: '0', ok: false },
    { value: '0.000', ok: false },
    { value: '0.001', ok: true },
    { value: '999999.999', ok: true },
    { value: '1000000', ok: false },
    { value: '0.0001', ok: false },
    { value: '-60', ok: false },
    { value: 'fast', ok: false },
  ])('MARKET_SPEED may be $value: $ok', ({ value, ok }) => {
    expect(fault({ MARKET_SPEED: value })).toBe(
      ok ? null : `MARKET_SPEED must be a number > 0, such as 60, was "${value}"`,
    );
  });
});

describe('a wrong setting is named with its value and the rule', () => {
  it.each([
    { settings: { MARKET_RECORD: 'all' }, words: 'MARKET_RECORD must be off, composite or raw, was "all"' },
    {
      settings: { MARKET_FROM: 'noon' },
      words: 'MARKET_FROM must be UTC with milliseconds, such as "2026-12-25T08:00:00.000Z", was "noon"',
    },
    { settings: { MARKET_LOOP: 'yes' }, words: 'MARKET_LOOP must be true or false, was "yes"' },
    {
      settings: { LOG_LEVEL: 'loud' },
      words: 'LOG_LEVEL must be one of fatal, error, warn, info, debug, silent, was "loud"',
    },
    {
      settings: { MARKET_VENUES: 'kraken, coinbase' },
      words: 'MARKET_VENUES must be names such as coinbase,kraken, was "kraken, coinbase"',
    },
    { settings: { MARKET_VENUES: 'kraken,kraken' }, words: 'MARKET_VENUES must name each once, was "kraken,kraken"' },
    {
      settings: { MARKET_UNDERLYINGS: 'BTC-USDT' },
      words: 'MARKET_UNDERLYINGS must be names such as BTC-USD,ETH-USD, was "BTC-USDT"',
    },
    {
      settings: { WSS_URL_KRAKEN: 'https://kraken.com' },
      words: 'WSS_URL_KRAKEN must start with wss:// or ws://, was "https://kraken.com"',
    },
    { settings: { USD_RATE_PERCENT: '26' }, words: 'USD_RATE_PERCENT must be a number from 0 to 25, was "26"' },
    { settings: { PORT: 'http', HOST: '' }, words: 'PORT must be a whole number from 0 to 65535, was "http"' },
  ])('$words', ({ settings, words }) => {
    expect(fault(settings)).toBe(words);
  });

  it.each([
    { length: 15, words: 'SECRET_KEY must have 16 characters or more, was (secret)' },
    { length: 16, words: null },
    { length: 17, words: null },
  ])('but a secret is not shown: SECRET_KEY of $length characters', ({ length, words }) => {
    expect(fault({ ...DATABASE, SECRET_KEY: 'x'.repeat(length) })).toBe(words);
  });

  it.each([
    {
      settings: { DATABASE_URL: 'mysql://otc:hush-hush@127.0.0.1/otc' },
      rule: 'DATABASE_URL must start with postgres://',
    },
    { settings: { DATABASE_URL: 'otc:hush-hush@127.0.0.1' }, rule: 'DATABASE_URL must start with postgres://' },
    { settings: { REDIS_URL: 'http://:hush-hush@127.0.0.1' }, rule: 'REDIS_URL must start with redis://' },
  ])('nor the password of an address: $rule', ({ settings, rule }) => {
    const said = fault({ ...settings, SECRET_KEY: DATABASE.SECRET_KEY });

    expect(said).toBe(`${rule}, was (secret)`);
  });

  it.each(['postgres://h/d', 'postgresql://h/d'])('and %s is an address of PostgreSQL', (url) => {
    expect(fault({ ...DATABASE, DATABASE_URL: url })).toBeNull();
  });

  it.each(['redis://h', 'rediss://h'])('and %s is an address of Redis', (url) => {
    expect(fault({ ...DATABASE, REDIS_URL: url })).toBeNull();
  });
});

describe('settings that contradict each other', () => {
  it.each([
    {
      settings: { SPOT_OUTLIER_BPS: '76' },
      words:
        'SPOT_OUTLIER_BPS must be at most SPOT_DIVERGENCE_BPS 75, was 76: venues would diverge before one is an outlier',
    },
    {
      settings: { MARKET: 'live', SURFACE_REBUILD_MS: '60000' },
      words: 'SURFACE_REBUILD_MS must be less than SURFACE_STALE_MS 60000, was 60000: every surface would be stale',
    },
    {
      settings: { HKD_PER_USD_LOW: '7.86' },
      words: 'HKD_PER_USD_LOW must be at most HKD_PER_USD_HIGH 7.85, was 7.86',
    },
  ])('are limits of the market: $words', ({ settings, words }) => {
    expect(fault(settings)).toBe(words);
  });

  const { DATABASE_URL, SECRET_KEY } = DATABASE;

  it('are Redis without a shared database', () => {
    expect(fault({ REDIS_URL: 'redis://h', SECRET_KEY })).toBe(
      'DATABASE_URL must be set when REDIS_URL is: several processes cannot share an embedded database',
    );
  });

  it('are a shared database without a shared key', () => {
    expect(fault({ DATABASE_URL })).toBe(
      'SECRET_KEY must be set when DATABASE_URL is: every process needs the same key',
    );
  });

  it.each([{ roles: ['gateway'] }, { roles: ['worker'] }, { roles: [] }] satisfies { roles: Role[] }[])(
    'are the roles $roles alone on an embedded database',
    ({ roles }) => {
      expect(fault({}, roles)).toBe(
        '--roles must be gateway,worker,market without DATABASE_URL: one process does everything',
      );
    },
  );

  it.each([{ roles: ROLES }, { roles: ['gateway'] }, { roles: ['worker'] }] satisfies { roles: readonly Role[] }[])(
    'are not the roles $roles on a shared database',
    ({ roles }) => {
      expect(readConfig(DATABASE, roles).roles).toEqual(roles);
    },
  );

  it.each([
    { roles: ['market'], redis: false, refused: true },
    { roles: ['worker', 'market'], redis: false, refused: true },
    { roles: ['gateway', 'market'], redis: false, refused: false },
    { roles: ['market'], redis: true, refused: false },
  ] satisfies { roles: Role[]; redis: boolean; refused: boolean }[])(
    'are a market for nobody: $roles, Redis $redis, refused $refused',
    ({ roles, redis, refused }) => {
      const said = fault({ ...DATABASE, ...(redis ? { REDIS_URL: 'redis://h' } : {}) }, roles);

      expect(said).toBe(
        refused
          ? 'REDIS_URL must be set for the role market without gateway: without it each gateway has a market of its own'
          : null,
      );
    },
  );
});
