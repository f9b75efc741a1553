import { VenueConnection } from '../../src/market/live/connection.ts';
import { loadNormalisers } from '../../src/market/live/normalisers.ts';
import { openWebSocket } from '../../src/market/live/socket.ts';
import { systemTimers } from '../../src/market/live/timers.ts';
import { VENUES } from '../../src/market/live/venue-catalogue.ts';
import { VenueRecord } from '../../src/market/live/venue-record.ts';
import { seededRandom } from '../../src/market/random.ts';
import type { MarketTick } from '../../src/market/ticks.ts';
import { systemClock } from '../../src/platform/clock.ts';
import { faster, until } from '../support/venues/follow-venues.ts';
import { type LocalVenues, startVenues } from '../support/venues/start-venues.ts';

const SPEED = 10;
const SYMBOLS = ['BTC-USDT', 'ETH-USDT'];
type Rotating = 'binance' | 'bitstamp' | 'okx';

let local: LocalVenues;
let connection: VenueConnection | undefined;

beforeEach(async () => {
  local = await startVenues({ speed: SPEED });
});
afterEach(async () => {
  connection?.stop();
  await local.stop();
});

async function follow(name: Rotating, { maxLifeMs }: { readonly maxLifeMs: number | null }) {
  const ticks: MarketTick[] = [];
  const lost: string[] = [];
  const record = new VenueRecord({ venue: name, symbols: SYMBOLS, now: systemClock.now() });
  const protocol = { ...VENUES[name].protocol(SYMBOLS, await loadNormalisers()), maxLifeMs };
  connection = new VenueConnection({
    protocol,
    url: local[name].url,
    world: {
      clock: systemClock,
      timers: faster(systemTimers, SPEED),
      random: seededRandom(7),
      openSocket: openWebSocket,
      record,
      onFrame: null,
      reportError: (error) => {
        throw error;
      },
    },
    onTick: (tick) => ticks.push(tick),
    onLost: (connectionId) => lost.push(connectionId),
  });
  await until('somebody subscribes', () => [...local[name].peers].some(({ subscriptions }) => subscriptions.size > 1));
  return { ticks, lost, record };
}

/** Publishes a rising bid of every symbol every few milliseconds; returns the way to end it, which tells the last bid. */
function publishing(name: Rotating): () => number {
  let bid = 0;
  const timer = setInterval(() => {
    bid += 1;
    for (const symbol of SYMBOLS) local[name].publish(symbol, { bid, ask: 1_000_000 });
  }, 3);
  return () => {
    clearInterval(timer);
    return bid;
  };
}

const bidsOf = (ticks: readonly MarketTick[], symbol: string) =>
  ticks.flatMap((tick) => (tick.kind === 'spot' && tick.symbol === symbol ? [tick.bid] : []));
const upTo = (last: number) => Array.from({ length: last }, (_, at) => at + 1);

describe('moving to a new connection', () => {
  it.each([
    { name: 'binance', why: 'its time is up', maxLifeMs: 2_000 },
    { name: 'binance', why: 'the server shuts down', maxLifeMs: null },
    { name: 'bitstamp', why: 'the venue asks for it', maxLifeMs: null },
    { name: 'okx', why: 'the venue gives notice', maxLifeMs: null },
  ] as const)('loses no tick of $name when $why', async ({ name, maxLifeMs }) => {
    const { ticks, lost, record } = await follow(name, { maxLifeMs });
    const end = publishing(name);
    await until('ticks', () => ticks.length > 50);

    if (maxLifeMs === null) local[name].askReconnect();
    await until('the next connection alone', () => local[name].connects >= 2 && local[name].peers.size === 1);
    const count = ticks.length;
    await until('ticks of it', () => ticks.length > count + 50);
    const last = end();
    await until('the last one', () => SYMBOLS.every((symbol) => bidsOf(ticks, symbol).includes(last)));

    for (const symbol of SYMBOLS) expect([...new Set(bidsOf(ticks, symbol))]).toEqual(upTo(last));
    expect(lost).toEqual([]);
    expect(record.status(systemClock.now())).toMatchObject({ state: 'open', lastFault: null });
    expect(ticks.at(-1)?.connectionId).not.toBe(`${name}-1`);
  });
});
