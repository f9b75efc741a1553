import { Redis } from 'ioredis';
import { makeWaitingCalls } from '../waiting-calls.ts';
import { inProcessBus } from './in-process.ts';
import type { Bus } from './port.ts';

const CHANNEL = 'otc:bus';

/**
 * Redis publish/subscribe. Listeners of this process hear its messages directly, so that a lost Redis silences
 * only the other processes; `origin` keeps them from hearing a message twice.
 */
export function redisBus({
  redisUrl,
  origin,
  onError,
}: {
  redisUrl: string;
  origin: string;
  onError: (error: Error) => void;
}): Bus {
  const local = inProcessBus();
  const bounded = makeWaitingCalls('Redis');
  const publisher = new Redis(redisUrl, {
    enableOfflineQueue: false,
    maxRetriesPerRequest: 1,
    enableReadyCheck: false,
  });
  const subscriber = new Redis(redisUrl, { maxRetriesPerRequest: null, enableReadyCheck: false });
  publisher.on('error', onError);
  subscriber.on('error', onError);
  subscriber.subscribe(CHANNEL).catch(onError);
  subscriber.on('message', (_channel, text) => {
    const { topic, from, message } = JSON.parse(text) as { topic: string; from: string; message: unknown };
    if (from !== origin) local.publish(topic, message);
  });

  return {
    publish(topic, message) {
      local.publish(topic, message);
      const text = JSON.stringify({ topic, from: origin, message });
      bounded(() => publisher.publish(CHANNEL, text)).catch(onError);
    },
    subscribe: local.subscribe,
    async close() {
      await local.close();
      publisher.disconnect();
      subscriber.disconnect();
    },
  };
}
