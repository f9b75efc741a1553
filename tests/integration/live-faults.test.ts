import type { VenueName } from '../../src/market/live/venue-catalogue.ts';
import { type Followed, followVenues, until } from '../support/venues/follow-venues.ts';
import type { LocalVenue } from '../support/venues/local-venue.ts';
import type { SpotVenue } from '../support/venues/spot-book.ts';
import { type LocalVenues, startVenues } from '../support/venues/start-venues.ts';

const SPEED = 10;
const SPOT = ['coinbase', 'kraken', 'binance', 'okx', 'bitstamp'] as const;
const ALL: readonly VenueName[] = [...SPOT, 'deribit'];
const SYMBOL = 'BTC-USDT';
/** Whichever of the two deadlines of a venue with heartbeats is looked at first. */
const SILENCE = /^(nothing came|no heartbeat) for 5000 ms$/;
const BOOK = { bid: 100, ask: 101 };

let local: LocalVenues;
let followed: Followed;

beforeEach(async () => {
  local = await startVenues({ speed: SPEED });
});
afterEach(async () => {
  followed.venues.stop();
  await local.stop();
});

const follow = (...names: readonly VenueName[]) => {
  const symbols = { ...Object.fromEntries(SPOT.map((name) => [name, [SYMBOL]])), deribit: ['BTC-USD'] };
  followed = followVenues({ names, urls: local.urls, symbols, speed: SPEED });
};
const subscribers = ({ peers }: LocalVenue) => [...peers].filter(({ subscriptions }) => subscriptions.size > 0).length;
const subscribed = (venue: LocalVenue) => until('somebody subscribes', () => subscribers(venue) === 1);
const told = (name: string) => followed.of('spot', name);

/** Publishes until a tick of a connection that is not `connectionId` comes; venues without snapshots tell nothing else. */
async function pricesFromAnother(venue: LocalVenue & SpotVenue, connectionId: string) {
  await until('a tick of another connection', () => {
    venue.publish(SYMBOL, BOOK);
    return followed.ticks.some((tick) => tick.connectionId !== connectionId);
  });
}

describe.each(SPOT)('the connection to %s', (name) => {
  it('is given up when it falls silent, and its prices are lost before another brings new ones', async () => {
    const venue = local[name];
    follow(name);
    await subscribed(venue);
    venue.publish(SYMBOL, BOOK);
    await until('a first tick', () => told(name).length === 1);

    venue.fallSilent();
    await until('the loss', () => followed.losses.length === 1);
    expect(followed.losses).toEqual([{ venue: name, connectionId: `${name}-1`, after: 1 }]);
    expect(followed.status(name).lastFault).toMatch(SILENCE);
    expect(followed.status(name).symbols).toEqual([expect.objectContaining({ symbol: SYMBOL, bid: null, ask: null })]);
    venue.recover();
    await pricesFromAnother(venue, `${name}-1`);

    const [, ...later] = told(name);
    expect(later.every(({ connectionId }) => connectionId !== `${name}-1`)).toBe(true);
    expect(followed.status(name).state).toBe('open');
    expect(followed.errors).toEqual([]);
  });

  it('is given up when the venue reads and says nothing more', async () => {
    const venue = local[name];
    follow(name);
    await subscribed(venue);

    venue.hang();
    await until('it is given up', () => SILENCE.test(followed.status(name).lastFault ?? ''));
    venue.recover();
    await pricesFromAnother(venue, `${name}-1`);
  });

  it('survives garbage, a price that is no number and an unknown symbol, and counts them', async () => {
    const venue = local[name];
    follow(name);
    await subscribed(venue);

    for (const text of ['', '{"a":', 'null', '[]', '17', '"pong"', '{"data":{"bids":7}}']) venue.say(text);
    venue.publish('XRP-USD', BOOK);
    venue.publish(SYMBOL, BOOK);
    await until('the tick after it', () => told(name).length === 1);

    expect(followed.status(name)).toMatchObject({ state: 'open', connects: 1 });
    expect(followed.status(name).rejected).toMatchObject({ 'not JSON': 2 });
    expect(followed.errors).toEqual([]);
  });

  it('passes a crossed book on, and a side that nobody quotes as 0, so that neither hides behind an older price', async () => {
    const venue = local[name];
    follow(name);
    await subscribed(venue);

    venue.publish(SYMBOL, BOOK);
    venue.publish(SYMBOL, { bid: 102, ask: 101 });
    venue.publish(SYMBOL, { bid: null, ask: 101 });
    await until('three ticks', () => told(name).length === 3);

    expect(told(name).map(({ bid, ask }) => [bid, ask])).toEqual([
      [100, 101],
      [102, 101],
      [0, 101],
    ]);
  });

  it('reads a message that comes in pieces, and reconnects after one that never ends', async () => {
    const venue = local[name];
    follow(name);
    await subscribed(venue);
    venue.publish(SYMBOL, BOOK);
    await until('a first frame', () => told(name).length === 1);
    const frame = followed.frames.at(-1)?.text ?? '';

    const before = followed.status(name).messages;
    venue.sayInPieces(frame);
    await until('the whole message', () => followed.status(name).messages > before);
    venue.breakOff(frame);
    await until('the loss', () => followed.losses.length === 1);
    await pricesFromAnother(venue, `${name}-1`);

    expect(followed.status(name).rejected['not JSON']).toBeUndefined();
  });

  it('is given up over a frame larger than the venue has reason to send', async () => {
    const venue = local[name];
    follow(name);
    await subscribed(venue);

    venue.say('x'.repeat(300_000));
    await until('it is given up', () => followed.status(name).lastFault !== null);
    await pricesFromAnother(venue, `${name}-1`);

    expect(followed.status(name).lastFault).toMatch(/payload/i);
    expect(followed.frames.every(({ text }) => text.length < 300_000)).toBe(true);
  });

  it('is tried again, ever less often, while the venue refuses connections', async () => {
    const venue = local[name];
    venue.refuse();
    follow(name);
    await until('it waits', () => followed.status(name).state === 'waiting');
    expect(followed.status(name).lastFault).toMatch(/503/);

    venue.recover();
    await pricesFromAnother(venue, '');
  });
});

describe('the connection to a venue whose heartbeats stop', () => {
  it('is given up at Coinbase, though prices still come', async () => {
    const { coinbase } = local;
    follow('coinbase');
    await subscribed(coinbase);

    coinbase.stopHeartbeats();
    await until('it is given up', () => {
      coinbase.publish(SYMBOL, BOOK);
      return followed.status('coinbase').lastFault !== null;
    });

    expect(followed.status('coinbase').lastFault).toBe('no heartbeat for 5000 ms');
  });

  it('is given up at Deribit, though prices still come', async () => {
    const { deribit } = local;
    follow('deribit');
    await subscribed(deribit);

    deribit.stopHeartbeats();
    await until('it is given up', () => {
      deribit.publishIndex('BTC', 90_000);
      return followed.status('deribit').lastFault !== null;
    });

    expect(followed.status('deribit').lastFault).toBe('no heartbeat for 25000 ms');
    expect(followed.losses).toEqual([expect.objectContaining({ venue: 'deribit', connectionId: 'deribit-1' })]);
  });

  it.each(['kraken', 'okx', 'bitstamp'] as const)('is given up at %s once nothing else comes either', async (name) => {
    follow(name);
    await subscribed(local[name]);

    local[name].stopHeartbeats();
    await until('it is given up', () => followed.status(name).lastFault === 'nothing came for 5000 ms');
  });

  it('holds on a quiet market as long as the venue answers', async () => {
    follow('kraken', 'okx', 'bitstamp', 'binance', 'coinbase', 'deribit');
    await Promise.all(ALL.map((name) => subscribed(local[name])));

    const later = performance.now() + 12_000 / SPEED; // longer than two deadlines
    await until('time passes', () => performance.now() > later);

    expect(ALL.map((name) => followed.status(name).connects)).toEqual([1, 1, 1, 1, 1, 1]);
  });
});

describe('sequence numbers', () => {
  it.each(['coinbase', 'binance', 'okx', 'bitstamp'] as const)('drop what %s repeats or tells late', async (name) => {
    const at = Date.now();
    const sequenceOf = (step: number) => (name === 'bitstamp' ? at * 1_000 : 500_000_000_000) + step;
    follow(name);
    await subscribed(local[name]);

    for (const step of [10, 12, 12, 11, 13]) {
      local[name].publish(SYMBOL, { bid: 100 + step, ask: 200, sequence: sequenceOf(step) });
    }
    await until('the last one', () => told(name).at(-1)?.bid === 113);

    expect(told(name).map(({ bid }) => bid)).toEqual([110, 112, 113]);
    expect(followed.status(name).rejected).toMatchObject({ duplicate: 1, 'out-of-order': 1 });
  });

  it('are replaced by the exchange time at Kraken, which has none', async () => {
    const at = Date.now();
    follow('kraken');
    await subscribed(local.kraken);

    for (const step of [10, 12, 12, 11, 13]) local.kraken.publish(SYMBOL, { bid: 100 + step, ask: 200, at: at + step });
    await until('the last one', () => told('kraken').at(-1)?.bid === 113);

    expect(told('kraken').map(({ bid }) => bid)).toEqual([110, 112, 112, 113]);
    expect(followed.status('kraken').rejected).toMatchObject({ 'out-of-order': 1 });
  });

  it('show a lost ticker at Coinbase by the trade that its heartbeats name', async () => {
    const { coinbase } = local;
    follow('coinbase');
    await subscribed(coinbase);
    coinbase.publish(SYMBOL, BOOK);
    await until('a tick', () => told('coinbase').length === 1);

    coinbase.loseTicker(SYMBOL);
    await until('the gap', () => followed.status('coinbase').sequenceGaps === 1);
  });
});
