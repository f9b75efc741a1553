import { redisBus } from '../../src/platform/bus/redis.ts';
import { systemClock } from '../../src/platform/clock.ts';
import { bullQueue } from '../../src/platform/queue/bull.ts';
import { type RedisServer, startRedis } from '../support/redis.ts';
import { waitFor } from '../support/wait-for.ts';

const MOST = 10_000;

let redis: RedisServer;
beforeAll(async () => {
  redis = await startRedis();
});
afterAll(() => redis.stop());

describe('a Redis that hangs', () => {
  it(`lets ${MOST} jobs wait for it and no more, and serves them when it is back`, async () => {
    const { url: redisUrl } = redis;
    const queue = bullQueue({ redisUrl, clock: systemClock, onFailure: () => undefined, onError: () => undefined });
    const add = (id: number) => queue.add({ name: 'job', id: String(id), payload: {} });
    await add(0);

    redis.pause();
    const waiting = Array.from({ length: MOST }, (_, index) => add(index + 1));
    await expect(add(MOST + 1)).rejects.toThrow(`Redis owes ${MOST} answers`);
    redis.resume();

    await Promise.all(waiting);
    await add(MOST + 1);
    await queue.close();
  }, 90_000);

  it(`lets ${MOST} messages wait for it and no more, and carries the next ones when it is back`, async () => {
    const errors: string[] = [];
    const onError = (error: Error) => errors.push(error.message);
    const busOf = (origin: string) => redisBus({ redisUrl: redis.url, origin, onError });
    const [speaker, listener] = [busOf('speaker'), busOf('listener')];
    const heard: unknown[] = [];
    listener.subscribe('topic', (message) => heard.push(message));
    const saidUntilHeard = (message: string) =>
      waitFor(message, () => {
        if (!heard.includes(message)) speaker.publish('topic', message);
        return heard.includes(message);
      });
    await saidUntilHeard('before');
    errors.length = 0;

    redis.pause();
    for (let index = 0; index <= MOST; index += 1) speaker.publish('topic', index);
    await waitFor('the message that was one too many', () => errors.length === 1);
    redis.resume();

    expect(errors[0]).toContain(`Redis owes ${MOST} answers`);
    await saidUntilHeard('after');
    expect(heard.filter((message) => typeof message === 'number')).toHaveLength(MOST);
    await Promise.all([speaker.close(), listener.close()]);
  }, 90_000);
});
