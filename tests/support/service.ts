import { compose } from '../../src/compose.ts';
import { type Role, readConfig } from '../../src/config.ts';
import { type DemoCredentials, hasUsers, seedDemoFirm } from '../../src/demo/seed.ts';
import type { MarketFeed } from '../../src/market/index.ts';
import type { Clock } from '../../src/platform/clock.ts';
import type { Database } from '../../src/platform/database/database.ts';
import { openWorld, type World } from '../../src/world.ts';
import type { Backend } from './backend.ts';
import { type Watch, watchWorld } from './crash/watched-world.ts';
import { templateCredentials } from './template.ts';

export interface TestService {
  readonly url: string;
  readonly db: Database;
  readonly clock: TestClock;
  readonly market: TestMarket;
  readonly credentials: DemoCredentials;
  /** The whole world it was composed from, for tests of one part. */
  readonly world: World;
  stop(): Promise<void>;
}

/** Real time, plus what a test adds: never behind, so that timers and clock agree until a test steps it. */
export interface TestClock extends Clock {
  advance(ms: number): void;
}

/** The real market, whose door a test can shut. */
export interface TestMarket {
  /** From here on the last snapshot stays the newest: it ages. */
  freeze(): void;
  thaw(): void;
}

/** By database: only who seeded it knows the passwords. */
const seeded = new Map<string, DemoCredentials>();

export interface ServiceOptions {
  readonly settings?: Readonly<Record<string, string>>;
  /** `['gateway', 'market']` quotes and accepts, and books nothing. */
  readonly roles?: readonly Role[];
  /** Told of what passes the database, the queue and the bus; what it throws, they throw. */
  readonly watch?: Watch;
}

/** Runs the whole service in this process, on the backend's database and queue, with the demo firm in it. */
export async function startService(
  backend: Backend,
  { settings = {}, roles, watch }: ServiceOptions = {},
): Promise<TestService> {
  const config = readConfig({
    MARKET_RECOVERY_SECONDS: '0',
    CLOCK_TOLERANCE_MS: '0',
    ...backend.settings,
    ...settings,
  });
  const opened = await openWorld({ ...config, roles: roles ?? config.roles });
  const database = opened.world.config.DATABASE_URL ?? opened.world.config.DATA_DIR;
  if (!(await hasUsers(opened.world.db))) seeded.set(database, await seedDemoFirm(opened.world));
  const credentials = seeded.get(database) ?? templateCredentials(opened.world.config.DATA_DIR);
  if (credentials === null) throw new Error(`nobody knows the passwords of the firm in ${database}`);
  const clock = steppedClock(opened.world.clock);
  const market = shuttableMarket(opened.world.market);
  const world = { ...opened.world, clock, market };
  const service = await compose(watch === undefined ? world : watchWorld(world, watch));
  const port = await service.start();
  return {
    url: `http://127.0.0.1:${port}`,
    db: world.db,
    clock,
    market,
    credentials,
    world,
    async stop() {
      await service.stop();
      await opened.close();
    },
  };
}

function steppedClock(real: Clock): TestClock {
  let addedMs = 0;
  return {
    now: () => real.now() + addedMs,
    advance(ms) {
      addedMs += ms;
    },
  };
}

function shuttableMarket(real: MarketFeed): MarketFeed & TestMarket {
  let frozen: ReturnType<MarketFeed['current']> | undefined;
  return {
    start: () => real.start(),
    stop: () => real.stop(),
    onSnapshot: (listener) => real.onSnapshot(listener),
    status: () => real.status(),
    current: () => (frozen === undefined ? real.current() : frozen),
    freeze() {
      frozen = real.current();
    },
    thaw() {
      frozen = undefined;
    },
  };
}
