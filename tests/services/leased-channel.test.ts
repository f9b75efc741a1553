import { setTimeout as delay } from 'node:timers/promises';
import type { LeasedChannel } from '../../src/platform/leased-channel/port.ts';
import { redisChannel } from '../../src/platform/leased-channel/redis.ts';
import { type RedisServer, startRedis } from '../support/redis.ts';

const LIFE_MS = 400;

let redis: RedisServer;
const channels: LeasedChannel[] = [];

/** An end of the channel that can hear and speak. */
async function open(database = 0) {
  const channel = redisChannel({
    redisUrl: `${redis.url}/${database}`,
    name: 'test:1',
    places: ['price', 'status'],
    onError: () => undefined,
  });
  channels.push(channel);
  const heard: string[] = [];
  let opened = 0;
  channel.listen({
    onMessage: (message) => heard.push(message),
    onOpen: () => {
      opened += 1;
    },
  });
  await until(async () => opened > 0);
  await until(() =>
    channel.recall().then(
      () => true,
      () => false,
    ),
  );
  return { ...channel, heard, opened: () => opened };
}

async function until(holds: () => Promise<boolean>): Promise<void> {
  const giveUpAt = performance.now() + 10_000;
  while (!(await holds())) {
    if (performance.now() > giveUpAt) throw new Error('did not hold within 10 s');
    await delay(10);
  }
}

const claim = (holder: string, above = 0) => ({ holder, lifeMs: LIFE_MS, above });
const say = (channel: LeasedChannel, holder: string, message: string) =>
  channel.say({ holder, place: 'price', message, keepMs: 60_000 });

beforeAll(async () => {
  redis = await startRedis();
});
beforeEach(() => redis.flush());
afterEach(() => {
  for (const channel of channels.splice(0)) channel.close();
});
afterAll(() => redis.stop());

describe('a lease in Redis', () => {
  it('is one holder’s until it has not renewed for its life', async () => {
    const channel = await open();

    const first = await channel.take(claim('a'));
    expect(await channel.take(claim('b'))).toBeNull();
    expect([await channel.renew(claim('a')), await channel.renew(claim('b'))]).toEqual([true, false]);
    await until(async () => (await channel.take(claim('b'))) !== null);

    expect(await channel.renew(claim('a'))).toBe(false);
    expect(await channel.take(claim('b'))).toBeGreaterThan(first ?? Infinity);
  });

  it('is the same reign for a holder that asks again, as when it did not hear the answer', async () => {
    const channel = await open();
    const number = await channel.take(claim('a'));

    expect(await channel.take(claim('a'))).toBe(number);
  });

  it('is freed by its holder alone', async () => {
    const channel = await open();
    await channel.take(claim('a'));

    await channel.release('b');
    expect(await channel.take(claim('b'))).toBeNull();
    await channel.release('a');

    expect(await channel.take(claim('b'))).not.toBeNull();
  });

  it.each([
    { how: 'flushed', lose: () => redis.flush() },
    { how: 'restarted', lose: () => redis.restart() },
  ])('has a higher number after Redis was $how, though every key is lost', async ({ lose }) => {
    const channel = await open();
    const before = (await channel.take(claim('a'))) ?? Infinity;

    await lose();
    let after: number | null = null;
    await until(async () => {
      after = await channel.take(claim('b')).catch(() => null);
      return after !== null;
    });

    expect(after).toBeGreaterThan(before);
  });

  it('has a number above all that its candidate has heard, though the clock of Redis is behind', async () => {
    const channel = await open();
    const heard = Date.now() * 2;

    expect(await channel.take(claim('a', heard))).toBe(heard + 1);
    await channel.release('a');
    expect(await channel.take(claim('b'))).toBe(heard + 2);
  });
});

describe('a channel in Redis', () => {
  it('lets the holder speak, and nobody else', async () => {
    const [speaker, listener] = [await open(), await open()];
    await speaker.take(claim('a'));

    expect(await say(speaker, 'a', 'one')).toBe(true);
    expect(await say(speaker, 'b', 'two')).toBe(false);
    await speaker.release('a');
    await speaker.take(claim('b'));
    expect(await say(speaker, 'a', 'three')).toBe(false);
    expect(await say(speaker, 'b', 'four')).toBe(true);
    await until(async () => listener.heard.includes('four'));

    expect(listener.heard).toEqual(['one', 'four']);
    expect(speaker.heard).toEqual(['one', 'four']);
    expect((await listener.recall()).messages).toEqual(['four']);
  });

  it('keeps what was said last in each place, and the texts it refers to', async () => {
    const channel = await open();
    const holder = 'a';
    await channel.take(claim(holder));
    const put = (id: string) => ({ id, text: `text of ${id}` });

    await channel.say({ holder, place: 'status', message: 'well', keepMs: 60_000 });
    await channel.say({
      holder,
      place: 'price',
      message: '1',
      keepMs: 60_000,
      shelf: { clear: true, put: [put('p'), put('q')], remove: [] },
    });
    await channel.say({
      holder,
      place: 'price',
      message: '2',
      keepMs: 60_000,
      shelf: { clear: false, put: [put('r')], remove: ['p'] },
    });

    expect(await channel.recall()).toEqual({
      messages: ['2', 'well'],
      shelf: { q: 'text of q', r: 'text of r' },
    });
  });

  it('forgets what was said when its time is over', async () => {
    const channel = await open();
    await channel.take(claim('a'));
    const shelf = { clear: true, put: [{ id: 'p', text: 'text' }], remove: [] };
    await channel.say({ holder: 'a', place: 'price', message: 'short', keepMs: 50, shelf });

    await until(async () => (await channel.recall()).messages.length === 0);

    expect((await channel.recall()).shelf).toEqual({});
  });

  it('does not reach a service on another database of the same Redis', async () => {
    const [here, there] = [await open(0), await open(1)];
    await here.take(claim('a'));
    await there.take(claim('a'));

    await say(here, 'a', 'here');
    await say(there, 'a', 'there');
    await until(async () => here.heard.length > 0 && there.heard.length > 0);

    expect([here.heard, there.heard]).toEqual([['here'], ['there']]);
  });

  it('rejects at once while Redis is gone, and opens again by itself when it is back', async () => {
    const channel = await open();
    await redis.kill();
    await until(async () =>
      channel.renew(claim('a')).then(
        () => false,
        () => true,
      ),
    );
    const startedAt = performance.now();
    await expect(channel.take(claim('a'))).rejects.toThrow();
    expect(performance.now() - startedAt).toBeLessThan(LIFE_MS);

    await redis.restart();
    await until(async () => channel.opened() > 1);
    // What hears and what commands are two connections: the one may be back before the other.
    const taken = () => channel.take(claim('a')).catch(() => null);
    await until(async () => (await taken()) !== null);

    expect(await channel.renew(claim('a'))).toBe(true);
  });

  it('rejects within the life of a lease while Redis does not answer, and hears again when it does', async () => {
    const [speaker, listener] = [await open(), await open()];
    redis.pause();

    const startedAt = performance.now();
    await expect(speaker.take(claim('a'))).rejects.toThrow('Command timed out');
    expect(performance.now() - startedAt).toBeLessThan(2_000);
    await until(async () => listener.opened() === 1 && performance.now() - startedAt > 2_500); // connections are given up meanwhile
    redis.resume();
    await until(async () => {
      await speaker.take({ ...claim('b'), lifeMs: 60_000 }).catch(() => null);
      await say(speaker, 'b', 'again').catch(() => false);
      return listener.heard.includes('again');
    });

    expect(listener.opened()).toBeGreaterThan(1);
  }, 90_000);
});
