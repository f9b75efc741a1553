import { parseArgs } from 'node:util';
import { threadSurfaceBuilder } from '../../src/market/chain/surface-builder.ts';
import { type LiveMarketOptions, liveMarket, type VenueEvents } from '../../src/market/live/feed.ts';
import { openVenues } from '../../src/market/live/venues.ts';
import { seededRandom } from '../../src/market/random.ts';
import { systemClock } from '../../src/platform/clock.ts';
import { BUILD_LIMITS, CHAIN_SPOT, QUALITY_LIMITS, recordedOptionTicks } from '../../tests/support/chain-ticks.ts';
import { SPOT_LIMITS } from '../../tests/support/venue-books.ts';
import { startVenues } from '../../tests/support/venues/start-venues.ts';
import { machineNote, type Spread, spreadOf, tableOf, writeReport } from './report.ts';

const HELP = `npm run bench -- market [--seconds <n>] [--ticks <per second>]

From a spot tick to the snapshot that shows it, in a live market with a real chain that is rebuilt every second in a thread:
ticks by hand into the engine (four of five are options), then through websockets of local venues (spot; both ends in this
process). CPU is this process's share of one core, with its threads; memory is the process's after the warm-up and at the
end, so that --seconds 600 is a soak. Snapshots are at most one in 20 ms.`;

interface Figures extends Spread {
  readonly ticksPerSecond: number;
  readonly snapshotsPerSecond: number;
  readonly cpuShare: number;
  /** Of the whole process, after the warm-up and at the end. */
  readonly rssBeforeMb: number;
  readonly rssAfterMb: number;
  readonly refusedSurfaces: number;
}

export async function run(args: string[]): Promise<void> {
  const { values } = parseArgs({
    args,
    options: {
      seconds: { type: 'string', default: '10' },
      ticks: { type: 'string', default: '5000' },
      help: { type: 'boolean', default: false },
    },
  });
  if (values.help) return console.log(HELP);
  const load = { seconds: Number(values.seconds), ticksPerSecond: Number(values.ticks) };
  const rows = { 'into the engine': await byHand(load), 'through websockets': await throughSockets(load) };
  const { file } = writeReport('market', { load, rows });
  console.log(
    tableOf(
      ['tick to snapshot', 'ticks/s', 'snapshots/s', 'median ms', 'p99 ms', 'CPU', 'memory MB'],
      Object.entries(rows).map(cells),
    ),
  );
  console.log(`\n${machineNote()}\n${file}`);
}

function cells([name, figures]: [string, Figures]): string[] {
  const { ticksPerSecond, snapshotsPerSecond, medianMs, p99Ms, cpuShare, rssBeforeMb, rssAfterMb } = figures;
  const memory = `${rssBeforeMb.toFixed(0)} to ${rssAfterMb.toFixed(0)}`;
  const whole = [ticksPerSecond, snapshotsPerSecond].map((value) => value.toFixed(0));
  return [name, ...whole, medianMs.toFixed(2), p99Ms.toFixed(2), `${(100 * cpuShare).toFixed(0)} %`, memory];
}

interface Load {
  readonly seconds: number;
  readonly ticksPerSecond: number;
}

const SPOT_VENUES = ['coinbase', 'kraken', 'bitstamp'] as const;

async function byHand(load: Load): Promise<Figures> {
  let events: VenueEvents | null = null;
  const options = recordedOptionTicks(systemClock.now());
  const feed = liveMarket(
    optionsOf((told) => {
      events = told;
      return { stop: () => {}, status: () => [] };
    }),
  );
  await feed.start();
  let sent = 0;
  const send = () => {
    sent += 1;
    if (sent % 5 !== 0) return sendOption(events, options[sent % options.length], systemClock.now());
    const venue = SPOT_VENUES[sent % SPOT_VENUES.length] ?? 'kraken';
    const mid = CHAIN_SPOT + (sent % 7);
    events?.onTick({ ...aSpot(venue), bid: mid - 1, ask: mid + 1, receivedAt: systemClock.now() });
    return true;
  };
  for (const option of options) sendOption(events, option, systemClock.now());
  const figures = await measured(feed, load, send);
  await feed.stop();
  return figures;
}

function sendOption(
  events: VenueEvents | null,
  option: ReturnType<typeof recordedOptionTicks>[number] | undefined,
  receivedAt: number,
) {
  if (option !== undefined) events?.onTick({ ...option, receivedAt });
  return false;
}

async function throughSockets(load: Load): Promise<Figures> {
  const local = await startVenues();
  const feed = liveMarket(
    optionsOf((events) => {
      const venues = openVenues({
        ...events,
        venues: SPOT_VENUES,
        urls: local.urls,
        clock: systemClock,
        random: seededRandom(1),
        reportError: (error) => console.error(error),
      });
      for (const option of recordedOptionTicks(systemClock.now())) events.onTick(option);
      return venues;
    }),
  );
  await feed.start();
  let sent = 0;
  const send = () => {
    sent += 1;
    const mid = CHAIN_SPOT + (sent % 7);
    local[SPOT_VENUES[sent % SPOT_VENUES.length] ?? 'kraken'].publish('BTC-USD', { bid: mid - 1, ask: mid + 1 });
    return true;
  };
  const figures = await measured(feed, load, send);
  await feed.stop();
  await local.stop();
  return figures;
}

const WARM_UP_MS = 5_000;
/** A long run keeps the latest times only, so that what grows is the market's and not the bench's. */
const TIMES_MAX = 100_000;

/** `send` sends one tick and says whether it is a spot's. Ticks go out in batches of a millisecond, as many as are due. */
async function measured(
  feed: ReturnType<typeof liveMarket>,
  { seconds, ticksPerSecond }: Load,
  send: () => boolean,
): Promise<Figures> {
  const waiting: number[] = [];
  const times: number[] = [];
  let snapshots = 0;
  let timed = 0;
  feed.onSnapshot(() => {
    const now = performance.now();
    snapshots += 1;
    for (const at of waiting.splice(0)) {
      if (times.length < TIMES_MAX) times.push(now - at);
      else times[timed % TIMES_MAX] = now - at;
      timed += 1;
    }
  });
  const startedAt = performance.now();
  let sent = 0;
  const pump = setInterval(() => {
    const due = ((performance.now() - startedAt) * ticksPerSecond) / 1000;
    for (; sent < due; sent += 1) {
      const at = performance.now();
      waiting.push(at);
      if (!send()) waiting.pop();
    }
  }, 1);
  await new Promise((resolve) => setTimeout(resolve, WARM_UP_MS));
  const before = { sent, cpu: process.cpuUsage(), at: performance.now(), rss: process.memoryUsage.rss() };
  times.length = 0;
  snapshots = 0;
  await new Promise((resolve) => setTimeout(resolve, seconds * 1000));
  const passedMs = performance.now() - before.at;
  const { user, system } = process.cpuUsage(before.cpu);
  clearInterval(pump);
  const { builtAt, refusedBuilds } = feed.status().surfaces[0] ?? { builtAt: null, refusedBuilds: 0 };
  if (builtAt === null || refusedBuilds > 0) console.error(`surfaces: built ${builtAt}, refused ${refusedBuilds}`);
  return {
    ...spreadOf(times),
    ticksPerSecond: (1000 * (sent - before.sent)) / passedMs,
    snapshotsPerSecond: (1000 * snapshots) / passedMs,
    cpuShare: (user + system) / 1000 / passedMs,
    rssBeforeMb: before.rss / 1e6,
    rssAfterMb: process.memoryUsage.rss() / 1e6,
    refusedSurfaces: refusedBuilds,
  };
}

function optionsOf(open: LiveMarketOptions['openVenues']): LiveMarketOptions {
  const reportError = (error: unknown) => console.error(error);
  return {
    clock: systemClock,
    reportError,
    underlyings: ['BTC-USD'],
    expected: SPOT_VENUES.map((venue) => ({ venue, symbol: 'BTC-USD' })),
    openVenues: open,
    builder: threadSurfaceBuilder({ timeoutMs: 15_000, reportError }),
    limits: {
      spots: SPOT_LIMITS,
      surfaces: { build: BUILD_LIMITS, quality: QUALITY_LIMITS, rebuildMs: 1_000, staleMs: 60_000 },
    },
    usdRate: 0.04,
    hkdPerUsd: { low: 7.75, high: 7.85 },
  };
}

function aSpot(venue: string) {
  return {
    kind: 'spot',
    venue,
    symbol: 'BTC-USD',
    connectionId: `${venue}-1`,
    exchangeAt: null,
    sequence: null,
  } as const;
}
