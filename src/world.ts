import { hostname } from 'node:os';
import { type Config, ConfigurationError } from './config.ts';
import { ensurePolicies } from './demo/seed.ts';
import {
  MARKET_CHANNEL,
  type MarketFeed,
  type MarketRecording,
  makeMarketRecording,
  openMarket,
  parseMarketSetting,
  publishedMarket,
} from './market/index.ts';
import { inProcessBus } from './platform/bus/in-process.ts';
import type { Bus } from './platform/bus/port.ts';
import { redisBus } from './platform/bus/redis.ts';
import { type Clock, systemClock } from './platform/clock.ts';
import { type DataFolder, openDataFolder, secretKeyOf } from './platform/data-folder.ts';
import { type Database, migrate, type OpenDatabase, openDatabase } from './platform/database/database.ts';
import { type IdSource, uuidIds } from './platform/ids.ts';
import { redisChannel } from './platform/leased-channel/redis.ts';
import { type Logger, makeLogger } from './platform/logging.ts';
import { type Metrics, makeMetrics } from './platform/metrics.ts';
import { makePrecedence, type Precedence } from './platform/precedence.ts';
import { bullQueue } from './platform/queue/bull.ts';
import { inProcessQueue } from './platform/queue/in-process.ts';
import type { JobFailure, JobQueue } from './platform/queue/port.ts';
import { makeSecretBox, type SecretBox } from './platform/secrets.ts';
import { VERSION } from './version.ts';
/** Everything that touches the outside world: main.ts passes the real things, tests pass what they need to control. */
export interface World {
  readonly config: Config;
  readonly version: string;
  readonly db: Database;
  /** The same, for what has a time to keep. */
  readonly urgent: Database;
  /** Who seals gives way to who ends quotes. */
  readonly precedence: Precedence;
  readonly queue: JobQueue;
  readonly bus: Bus;
  readonly market: MarketFeed;
  readonly clock: Clock;
  readonly ids: IdSource;
  readonly box: SecretBox;
  readonly log: Logger;
  readonly metrics: Metrics;
}

export interface OpenWorld {
  readonly world: World;
  readonly folder: DataFolder;
  close(): Promise<void>;
}

/**
 * Opens the real things that the configuration names, with the schema brought up to date.
 *
 * @throws ConfigurationError naming the setting that cannot be served.
 */
export async function openWorld(config: Config): Promise<OpenWorld> {
  const log = makeLogger(config.LOG_LEVEL);
  const metrics = makeMetrics();
  const clock = systemClock;
  const folder = await blaming(`DATA_DIR ${config.DATA_DIR} cannot be used`, async () =>
    openDataFolder(config.DATA_DIR),
  );
  try {
    const database = await openDatabaseOf(config, folder, (error) =>
      log.warn({ err: error }, 'a database connection broke'),
    );
    const onRedisError = (error: Error) => log.warn({ err: error.message }, 'Redis is not reachable');
    const { REDIS_URL: redisUrl } = config;
    const bus =
      redisUrl === undefined ? inProcessBus() : redisBus({ redisUrl, origin: uuidIds('node'), onError: onRedisError });
    const recording = recordingOf(config, { db: database.db, folder: folder.path('recordings'), clock, log, metrics });
    const market = await blaming(null, async () =>
      marketOf({ config, clock, log, metrics, bus, onRedisError, recording }),
    );
    await ensurePolicies(database.db, clock);
    const onFailure: JobFailure = ({ name, id, error }) => {
      metrics.jobFailures.inc({ name });
      log.error({ err: error, job: name, jobId: id }, 'a job failed');
    };
    const box = makeSecretBox(config.SECRET_KEY ?? secretKeyOf(folder));
    const queue =
      redisUrl === undefined
        ? inProcessQueue({ clock, onFailure })
        : bullQueue({ redisUrl, clock, onFailure, onError: onRedisError });
    return {
      world: {
        config,
        version: VERSION,
        db: database.db,
        urgent: database.urgent,
        precedence: makePrecedence(),
        queue,
        bus,
        market,
        clock,
        ids: uuidIds,
        box,
        log,
        metrics,
      },
      folder,
      async close() {
        await market.stop();
        await recording?.stop();
        await bus.close();
        await database.close();
        folder.release();
      },
    };
  } catch (error) {
    folder.release();
    throw error;
  }
}

interface MarketParts extends Pick<World, 'config' | 'clock' | 'log' | 'metrics' | 'bus'> {
  readonly onRedisError: (error: Error) => void;
  readonly recording: MarketRecording | null;
}

/** What MARKET_RECORD asks for, and of a live market the snapshots if it asks for nothing. Null for none. */
function recordingOf(
  config: Config,
  { folder, metrics, ...parts }: { readonly folder: string } & Pick<World, 'db' | 'clock' | 'log' | 'metrics'>,
): MarketRecording | null {
  const what = config.MARKET_RECORD ?? (config.MARKET === 'live' ? 'composite' : 'off');
  if (what === 'off') return null;
  const retention = { keepMs: config.MARKET_RECORD_DAYS * 86_400_000, keepBytes: config.MARKET_RECORD_MB * 1_000_000 };
  const onDropped = (entries: number) => metrics.recordingDropped.inc(entries);
  return makeMarketRecording({ ...parts, what, folder, ids: uuidIds, retention, onDropped });
}

/** The feed that MARKET names, in this process; with Redis, what one of the processes publishes. */
function marketOf({ config, clock, log, metrics, bus, onRedisError, recording }: MarketParts): MarketFeed {
  const openFeed = () => {
    const feed = openMarket({
      setting: config.MARKET,
      live: config,
      clock,
      seed: config.MARKET_SEED,
      speed: config.MARKET_SPEED,
      loop: config.MARKET_LOOP,
      ...(config.MARKET_FROM === undefined ? {} : { from: config.MARKET_FROM }),
      bus,
      reportError: (error) => log.error({ err: error }, 'the market could not move'),
      ...(recording?.onFrame ? { onFrame: recording.onFrame } : {}),
    });
    return recording === null ? feed : recording.follow(feed);
  };
  const { REDIS_URL: redisUrl } = config;
  if (redisUrl === undefined) return openFeed();
  const { kind: source } = parseMarketSetting(config.MARKET);
  const reportError = (error: unknown) => log.error({ err: error }, 'the market could not be shared');
  return publishedMarket({
    channel: redisChannel({ redisUrl, ...MARKET_CHANNEL, onError: onRedisError }),
    competes: config.roles.includes('market'),
    openFeed,
    source,
    publisher: `${hostname()}:${process.pid}`,
    clock,
    elapsed: () => performance.now(),
    newHolder: () => uuidIds('mkt'),
    onReign(change) {
      const { reign } = change;
      metrics.marketPublisher.set(change.publishes ? 1 : 0);
      if (change.publishes) log.info({ reign }, 'this process publishes the market');
      else log.info({ reign, reason: change.reason }, 'this process no longer publishes the market');
    },
    reportError,
  });
}

async function openDatabaseOf(
  config: Config,
  folder: DataFolder,
  onError: (error: Error) => void,
): Promise<OpenDatabase> {
  const { DATABASE_URL: url } = config;
  const timeouts = {
    statementMs: config.DATABASE_STATEMENT_SECONDS * 1_000,
    lockMs: config.DATABASE_LOCK_SECONDS * 1_000,
    idleTransactionMs: config.DATABASE_IDLE_TRANSACTION_SECONDS * 1_000,
  };
  const where = url === undefined ? { folder: folder.path('pglite') } : { url, timeouts };
  const blame =
    url === undefined ? `DATA_DIR ${config.DATA_DIR} holds no usable database` : 'DATABASE_URL cannot be used';
  return blaming(blame, async () => {
    // A migration takes as long as it takes, and waits for another process that migrates.
    if (url !== undefined) await migrateFirst(url, onError);
    const database = await openDatabase(where, onError);
    if (url === undefined) await migrate(database.db);
    return database;
  });
}

async function migrateFirst(url: string, onError: (error: Error) => void): Promise<void> {
  const { db, close } = await openDatabase({ url }, onError);
  try {
    await migrate(db);
  } finally {
    await close();
  }
}

/** Whatever goes wrong in `open` is the setting's fault; its own message says why. */
async function blaming<T>(setting: string | null, open: () => Promise<T>): Promise<T> {
  try {
    return await open();
  } catch (error) {
    const why =
      error instanceof Error && error.message !== ''
        ? error.message
        : String((error as { code?: unknown }).code ?? error);
    throw new ConfigurationError(setting === null ? why : `${setting}: ${why}`, { cause: error });
  }
}
