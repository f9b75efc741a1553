import {
  LEASE_LIFE_MS,
  LEASE_LOOK_MS,
  LEASE_RENEW_MS,
  LEASE_REST_MS,
  type LeaseHold,
  makeLeaseKeeper,
} from '../../../../src/market/published/lease-keeper.ts';
import { handClock, handTimer } from '../hand-driven.ts';
import { pretendServer, settle } from './pretend-channel.ts';

function setUp() {
  const clock = handClock(0);
  const server = pretendServer(clock.now);
  const timers: ReturnType<typeof handTimer>[] = [];
  const candidate = (name: string, highestReign = () => 0) => {
    const timer = handTimer();
    timers.push(timer);
    const channel = server.channel();
    const reigns: LeaseHold[] = [];
    const losses: string[] = [];
    const errors: unknown[] = [];
    let holders = 0;
    const keeper = makeLeaseKeeper({
      lease: channel,
      elapsed: clock.now,
      every: timer.every,
      newHolder: () => {
        holders += 1;
        return `${name}-${holders}`;
      },
      highestReign,
      onWon: (hold) => reigns.push(hold),
      onLost: async (reason) => {
        losses.push(reason);
      },
      reportError: (error) => errors.push(error),
    });
    return { keeper, channel, timer, reigns, losses, errors, valid: () => reigns.at(-1)?.isValid() ?? false };
  };
  /** Lets time pass in looks; candidates whose timer is `frozen` do nothing meanwhile. */
  const pass = async (ms: number, frozen: readonly unknown[] = []) => {
    for (let passed = 0; passed < ms; passed += LEASE_LOOK_MS) {
      clock.advance(LEASE_LOOK_MS);
      for (const timer of timers) if (!frozen.includes(timer)) timer.fire();
      await settle();
    }
  };
  return { clock, server, candidate, pass };
}

describe('the lease of the market', () => {
  it('is held by the first who asks, for as long as it is renewed', async () => {
    const { server, candidate, pass } = setUp();
    const [first, second] = [candidate('first'), candidate('second')];

    first.keeper.start();
    second.keeper.start();
    await settle();
    await pass(5 * LEASE_LIFE_MS);

    expect([first.reigns.length, second.reigns.length]).toEqual([1, 0]);
    expect(first.valid()).toBe(true);
    expect(server.holder()).toBe('first-1');
  });

  it('passes on within its life and a look when its holder dies, with a higher number', async () => {
    const { candidate, pass } = setUp();
    const [first, second] = [candidate('first'), candidate('second')];
    first.keeper.start();
    await settle();
    second.keeper.start();
    await settle();

    await pass(LEASE_LIFE_MS - LEASE_LOOK_MS, [first.timer]);
    expect(second.reigns).toEqual([]);
    await pass(LEASE_LOOK_MS, [first.timer]);

    expect(second.valid()).toBe(true);
    expect(second.reigns[0]?.reign).toBeGreaterThan(first.reigns[0]?.reign ?? Infinity);
  });

  it.each([
    { afterMs: LEASE_LIFE_MS - 1, valid: true },
    { afterMs: LEASE_LIFE_MS, valid: false },
    { afterMs: LEASE_LIFE_MS + 1, valid: false },
  ])('is the holder’s $afterMs ms after it asked: $valid', async ({ afterMs, valid }) => {
    const { clock, candidate } = setUp();
    const { keeper, valid: isValid } = candidate('alone');
    keeper.start();
    await settle();

    clock.advance(afterMs);

    expect(isValid()).toBe(valid);
  });

  it('counts from when it was asked for, not from when the answer came', async () => {
    const { clock, candidate } = setUp();
    const { keeper, channel, valid } = candidate('slow');
    const { take } = channel;
    channel.take = async (claim) => {
      const number = await take(claim);
      clock.advance(LEASE_LIFE_MS - 1);
      return number;
    };

    keeper.start();
    await settle();
    expect(valid()).toBe(true);
    clock.advance(1);

    expect(valid()).toBe(false);
  });

  it('is not taken on an answer that came too late', async () => {
    const { clock, candidate } = setUp();
    const { keeper, channel, reigns } = candidate('slow');
    const { take } = channel;
    channel.take = async (claim) => {
      const number = await take(claim);
      clock.advance(LEASE_LIFE_MS);
      return number;
    };

    keeper.start();
    await settle();

    expect(reigns).toEqual([]);
  });

  it('is over for a holder that wakes up late, before it does anything else', async () => {
    const { candidate, pass } = setUp();
    const [paused, next] = [candidate('paused'), candidate('next')];
    paused.keeper.start();
    await settle();
    next.keeper.start();

    await pass(2 * LEASE_LIFE_MS, [paused.timer]);
    expect(paused.valid()).toBe(false);
    await pass(LEASE_LOOK_MS);

    expect(paused.losses).toEqual(['the lease could not be renewed in time']);
    expect([paused.reigns.length, next.valid()]).toEqual([1, true]);
  });

  it('is lost when the server has forgotten it, and won again under a higher number and another holder', async () => {
    const { server, candidate, pass } = setUp();
    let heard = 0;
    const { keeper, reigns, losses } = candidate('alone', () => heard);
    keeper.start();
    await settle();
    heard = 41;

    server.forget();
    await pass(LEASE_RENEW_MS + LEASE_LOOK_MS);

    expect(losses).toEqual(['the lease is no longer its own']);
    expect(reigns.map(({ reign, holder }) => [reign, holder])).toEqual([
      [1, 'alone-1'],
      [42, 'alone-2'],
    ]);
  });

  it('is given up within its life when the server cannot be reached, and won again afterwards; said once', async () => {
    const { candidate, pass } = setUp();
    const { keeper, channel, reigns, losses, errors } = candidate('alone');
    keeper.start();
    await settle();

    channel.cut();
    await pass(LEASE_LIFE_MS);
    expect(losses).toEqual(['the lease could not be renewed in time']);
    await pass(LEASE_LIFE_MS);
    channel.mend();
    await pass(LEASE_LOOK_MS);

    expect(errors).toEqual([new Error('the server cannot be reached')]);
    expect(reigns).toHaveLength(2);
  });

  it('is free at once after a stop, when all work of the reign has ended', async () => {
    const { server, candidate } = setUp();
    const { keeper, losses } = candidate('first');
    keeper.start();
    await settle();

    await keeper.stop();

    expect(losses).toEqual(['the process is stopping']);
    expect(server.holder()).toBeNull();
  });

  it('is left to others for a while by who cannot use it', async () => {
    const { server, candidate, pass } = setUp();
    const { keeper, reigns } = candidate('unable');
    keeper.start();
    await settle();

    for (const hold of reigns.slice()) keeper.resign(hold, 'its market did not start');
    await settle();
    expect(server.holder()).toBeNull();
    await pass(LEASE_REST_MS - LEASE_LOOK_MS);
    expect(reigns).toHaveLength(1);
    await pass(LEASE_LOOK_MS);

    expect(reigns).toHaveLength(2);
  });

  it('is not ended by a word about an earlier hold', async () => {
    const { server, candidate, pass } = setUp();
    const { keeper, reigns, losses, valid } = candidate('alone');
    keeper.start();
    await settle();
    server.forget();
    await pass(LEASE_RENEW_MS + LEASE_LOOK_MS);

    for (const hold of reigns.slice(0, 1)) keeper.lose(hold, 'late');

    expect([losses.length, valid()]).toEqual([1, true]);
  });
});
