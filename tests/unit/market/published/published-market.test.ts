import { type MarketFeed, simulatedMarket } from '../../../../src/market/index.ts';
import { publishedMarket, type ReignChange } from '../../../../src/market/published/feed.ts';
import { readMessage } from '../../../../src/market/published/message.ts';
import { AS_OF } from '../../../support/markets.ts';
import { failOnReport, handClock, handTimer } from '../hand-driven.ts';
import { pretendServer, settle } from './pretend-channel.ts';

/** The timers of all processes here fire together, so often. */
const TICK_MS = 250;

function setUp() {
  const clock = handClock(AS_OF);
  const server = pretendServer(clock.now);
  const timers: { readonly timer: ReturnType<typeof handTimer>; frozen: boolean }[] = [];

  const processOf = (
    name: string,
    { competes = true, openFeed }: { competes?: boolean; openFeed?: () => MarketFeed } = {},
  ) => {
    const timer = handTimer();
    const state = { timer, frozen: false };
    timers.push(state);
    const channel = server.channel();
    const changes: ReignChange[] = [];
    const errors: unknown[] = [];
    let holders = 0;
    const market = publishedMarket({
      channel,
      competes,
      openFeed: openFeed ?? (() => simulatedMarket({ clock, seed: 1, reportError: failOnReport, every: timer.every })),
      source: 'simulated',
      publisher: `${name}:1`,
      clock,
      elapsed: clock.now,
      newHolder: () => {
        holders += 1;
        return `${name}-${holders}`;
      },
      onReign: (change) => changes.push(change),
      reportError: (error) => errors.push(error),
      every: timer.every,
    });
    const ids: string[] = [];
    market.onSnapshot(({ id }) => ids.push(id));
    return { market, channel, changes, errors, ids, state };
  };

  const pass = async (ms: number) => {
    for (let passed = 0; passed < ms; passed += TICK_MS) {
      clock.advance(TICK_MS);
      for (const { timer, frozen } of timers) if (!frozen) timer.fire();
      await settle();
    }
  };
  const reigns = () => server.said.map((message) => readMessage(message).reign);
  return { clock, server, processOf, pass, reigns };
}

const ageOf = (market: MarketFeed, now: number) => now - (market.current()?.snapshot.asOf ?? Number.NaN);

describe('a market of several processes', () => {
  it('has one publisher, and is the same for all', async () => {
    const { processOf, pass } = setUp();
    const [first, second, listener] = [
      processOf('first'),
      processOf('second'),
      processOf('listener', { competes: false }),
    ];

    await Promise.all([first.market.start(), second.market.start(), listener.market.start()]);
    await pass(2_000);

    expect(first.changes).toEqual([{ publishes: true, reign: 1 }]);
    expect([second.changes, listener.changes]).toEqual([[], []]);
    expect(listener.ids.length).toBeGreaterThan(5);
    expect([first.ids, second.ids]).toEqual([listener.ids, listener.ids]);
  });

  it('is published by another one after its publisher has hung, and by that one alone when it wakes up', async () => {
    const { clock, processOf, pass, reigns } = setUp();
    const [hung, next] = [processOf('hung'), processOf('next')];
    await hung.market.start();
    await next.market.start();

    hung.state.frozen = true;
    await pass(1_750);
    expect(ageOf(next.market, clock.now())).toBe(1_750);
    await pass(500);
    expect(ageOf(next.market, clock.now())).toBeLessThanOrEqual(TICK_MS);
    hung.state.frozen = false;
    const heardBefore = next.ids.length;
    await pass(2_000);

    expect(hung.changes.at(-1)).toMatchObject({ publishes: false, reign: 1 });
    expect(new Set(reigns().slice(-heardBefore))).not.toContain(1);
    expect(hung.ids.slice(-4)).toEqual(next.ids.slice(-4));
  });

  it('grows old everywhere while the server is away, also for its publisher, and goes on by itself', async () => {
    const { clock, processOf, pass } = setUp();
    const [first, listener] = [processOf('first'), processOf('listener', { competes: false })];
    await Promise.all([first.market.start(), listener.market.start()]);

    for (const { channel } of [first, listener]) channel.cut();
    await pass(5_000);
    const ages = [first, listener].map(({ market }) => ageOf(market, clock.now()));
    for (const { channel } of [first, listener]) channel.mend();
    await pass(1_000);

    expect(ages).toEqual([5_000, 5_000]);
    expect(first.changes.map(({ publishes }) => publishes)).toEqual([true, false, true]);
    expect(ageOf(listener.market, clock.now())).toBeLessThanOrEqual(TICK_MS);
  });

  it('is handed over at once by a publisher that stops', async () => {
    const { processOf, pass } = setUp();
    const [leaving, next] = [processOf('leaving'), processOf('next')];
    await leaving.market.start();
    await next.market.start();

    await leaving.market.stop();
    await pass(TICK_MS);

    expect(leaving.changes.at(-1)).toEqual({ publishes: false, reign: 1, reason: 'the process is stopping' });
    expect(next.changes).toEqual([{ publishes: true, reign: 2 }]);
  });

  it('is there at once for who comes late', async () => {
    const { processOf, pass } = setUp();
    const first = processOf('first');
    await first.market.start();
    await pass(1_000);
    const late = processOf('late', { competes: false });

    await late.market.start();

    expect(late.market.current()?.id).toBe(first.market.current()?.id);
  });

  it('is waited for by who finds only what a publisher that is gone has left', async () => {
    const { clock, processOf } = setUp();
    const gone = processOf('gone');
    await gone.market.start();
    gone.state.frozen = true;
    clock.advance(6_000);
    const listener = processOf('listener', { competes: false });

    let started = false;
    const starting = listener.market.start().then(() => {
      started = true;
    });
    await settle();
    const before = { started, ageMs: ageOf(listener.market, clock.now()) };
    await processOf('next').market.start();
    await starting;

    expect(before).toEqual({ started: false, ageMs: 6_000 });
    expect(ageOf(listener.market, clock.now())).toBe(0);
  });

  it('is left to another process by one whose feed does not start, which says why', async () => {
    const { clock, processOf, pass } = setUp();
    const fault = new Error('MARKET names no recording');
    const openFeed = () => {
      const feed = simulatedMarket({ clock, seed: 1, reportError: failOnReport, every: handTimer().every });
      return { ...feed, start: () => Promise.reject(fault) };
    };
    const [unable, able] = [processOf('unable', { openFeed }), processOf('able')];
    const starting = unable.market.start();
    await settle();
    await able.market.start();

    await pass(TICK_MS);
    await starting;

    expect(unable.errors).toEqual([fault]);
    expect(unable.changes.at(-1)).toMatchObject({ publishes: false, reason: 'its market did not start' });
    expect(able.changes).toMatchObject([{ publishes: true }]);
    expect(unable.market.current()?.id).toBe(able.market.current()?.id);
    expect(able.market.current()).not.toBeNull();
  });

  it('starts without a snapshot after a while, so that the service can say what is missing', async () => {
    const { processOf, pass } = setUp();
    const listener = processOf('listener', { competes: false });
    let started = false;
    const starting = listener.market.start().then(() => {
      started = true;
    });
    await settle();
    expect(started).toBe(false);

    await pass(TICK_MS); // this timer fires whenever time passes
    await starting;

    expect(listener.market.current()).toBeNull();
  });
});

describe('the status of a market of several processes', () => {
  it('is the publisher’s, with who it is and how long ago it said so', async () => {
    const { processOf, pass } = setUp();
    const [first, listener] = [processOf('first'), processOf('listener', { competes: false })];
    expect(listener.market.status()).toMatchObject({ source: 'simulated', state: 'idle' });
    await Promise.all([first.market.start(), listener.market.start()]);
    await pass(1_000);

    const status = listener.market.status();

    expect(status).toMatchObject({ source: 'simulated', state: 'running' });
    expect(status.notes.at(-1)).toBe('Published by first:1, heard 0.0 s ago.');
  });

  it.each([
    { silentMs: 3_000, state: 'running', note: 'Published by first:1, heard 3.0 s ago.' },
    { silentMs: 3_250, state: 'stopped', note: 'Published by first:1, heard 3.3 s ago. Nothing has been heard since.' },
  ])('is $state after a silence of $silentMs ms', async ({ silentMs, state, note }) => {
    const { processOf, pass } = setUp();
    const [first, listener] = [processOf('first'), processOf('listener', { competes: false })];
    await Promise.all([first.market.start(), listener.market.start()]);
    await settle();

    first.state.frozen = true;
    await pass(silentMs);

    expect(listener.market.status()).toMatchObject({ state });
    expect(listener.market.status().notes.at(-1)).toBe(note);
  });

  it('says that nobody publishes, before anybody was heard', async () => {
    const { processOf } = setUp();
    const listener = processOf('listener', { competes: false });
    void listener.market.start();

    expect(listener.market.status()).toMatchObject({
      state: 'starting',
      notes: ['No publisher of the market has been heard yet.'],
    });
    await listener.market.stop();
    expect(listener.market.status().state).toBe('stopped');
  });
});
