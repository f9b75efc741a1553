import { Redis } from 'ioredis';
import type { LeasedChannel, ShelfChange } from './port.ts';

export interface RedisChannelOptions {
  readonly redisUrl: string;
  /** Of the channel; with a version of what is said on it, so that other versions are not heard. */
  readonly name: string;
  readonly places: readonly string[];
  /** Told of a lost connection; the channel reconnects by itself. */
  readonly onError: (error: Error) => void;
}

/** An answer that takes longer is as good as none: a lease lives for a few of these. */
const ANSWER_WITHIN_MS = 500;
const RECONNECT_MS = 250;
const PING_MS = 1_000;

/** The number rises with every reign. It starts from Redis's own time, so that it also rises when Redis has lost its keys. */
const TAKE = `
if redis.call('GET', KEYS[1]) == ARGV[1] then
  redis.call('PEXPIRE', KEYS[1], ARGV[2])
  return redis.call('GET', KEYS[2])
end
if not redis.call('SET', KEYS[1], ARGV[1], 'NX', 'PX', ARGV[2]) then return nil end
local time = redis.call('TIME')
local least = math.max(time[1] * 1000 + math.floor(time[2] / 1000), ARGV[3] + 1, (redis.call('GET', KEYS[2]) or 0) + 1)
local number = string.format('%.0f', least)
redis.call('SET', KEYS[2], number)
return number`;

const RENEW = `
if redis.call('GET', KEYS[1]) ~= ARGV[1] then return 0 end
return redis.call('PEXPIRE', KEYS[1], ARGV[2])`;

const RELEASE = `
if redis.call('GET', KEYS[1]) ~= ARGV[1] then return 0 end
return redis.call('DEL', KEYS[1])`;

/** ARGV: holder, channel, message, keepMs, whether the shelf is cleared, how many to remove, their ids, then id and text of each to put. */
const SAY = `
if redis.call('GET', KEYS[1]) ~= ARGV[1] then return 0 end
redis.call('SET', KEYS[2], ARGV[3], 'PX', ARGV[4])
if ARGV[5] == '1' then redis.call('DEL', KEYS[3]) end
local removed = tonumber(ARGV[6])
for at = 7, 6 + removed do redis.call('HDEL', KEYS[3], ARGV[at]) end
for at = 7 + removed, #ARGV, 2 do redis.call('HSET', KEYS[3], ARGV[at], ARGV[at + 1]) end
redis.call('PEXPIRE', KEYS[3], ARGV[4])
redis.call('PUBLISH', ARGV[2], ARGV[3])
return 1`;

const RECALL = `
local places = {}
for at = 2, #KEYS do places[at - 1] = redis.call('GET', KEYS[at]) end
return { places, redis.call('HGETALL', KEYS[1]) }`;

const NO_CHANGE: ShelfChange = { clear: false, put: [], remove: [] };

/**
 * The lease is a key that expires, and each thing said passes a script that compares the holder first. It is published
 * on connections of its own: a burst of the bus does not delay it, and it never waits in a client's queue.
 */
export function redisChannel({ redisUrl, name, places, onError }: RedisChannelOptions): LeasedChannel {
  const { connection: commands, end: endCommands } = connect(redisUrl, onError);
  const { connection: ears, end: endEars } = connect(redisUrl, onError);
  // Publishing knows no databases: without the number, two services on one Redis would hear each other.
  const prefix = `otc:${name}:${commands.options.db ?? 0}`;
  const [leaseKey, numberKey, shelfKey] = [`${prefix}:lease`, `${prefix}:reign`, `${prefix}:shelf`];
  const placeKey = (place: string) => `${prefix}:said:${place}`;

  return {
    async take({ holder, lifeMs, above }) {
      const number = await commands.eval(TAKE, 2, leaseKey, numberKey, holder, lifeMs, above);
      return number === null ? null : Number(number);
    },
    async renew({ holder, lifeMs }) {
      return (await commands.eval(RENEW, 1, leaseKey, holder, lifeMs)) === 1;
    },
    async release(holder) {
      await commands.eval(RELEASE, 1, leaseKey, holder);
    },
    async say({ holder, place, message, keepMs, shelf = NO_CHANGE }) {
      const keys = [leaseKey, placeKey(place), shelfKey];
      const said = await commands.eval(
        SAY,
        keys.length,
        ...keys,
        holder,
        prefix,
        message,
        keepMs,
        shelf.clear ? '1' : '0',
        shelf.remove.length,
        ...shelf.remove,
        ...shelf.put.flatMap(({ id, text }) => [id, text]),
      );
      return said === 1;
    },
    async recall() {
      const keys = [shelfKey, ...places.map(placeKey)];
      const [kept, shelf] = (await commands.eval(RECALL, keys.length, ...keys)) as [(string | null)[], string[]];
      return { messages: kept.filter((message) => message !== null), shelf: pairs(shelf) };
    },
    listen({ onMessage, onOpen }) {
      ears.on('message', (_channel, message: string) => onMessage(message));
      const open = () => void ears.subscribe(prefix).then(onOpen, onError);
      ears.on('ready', open);
      if (ears.status === 'ready') open();
    },
    close() {
      endCommands();
      endEars();
    },
  };
}

/** Field, value, field, value … */
function pairs(flat: readonly string[]): Record<string, string> {
  const starts = Array.from({ length: flat.length / 2 }, (_, pair) => 2 * pair);
  return Object.fromEntries(starts.map((at) => [flat[at] ?? '', flat[at + 1] ?? '']));
}

/** A connection that fails at once while Redis is away, and notices by itself when the other side has gone silent. */
function connect(redisUrl: string, onError: (error: Error) => void) {
  const connection = new Redis(redisUrl, {
    enableOfflineQueue: false,
    enableReadyCheck: false,
    autoResendUnfulfilledCommands: false,
    autoResubscribe: false, // on "ready", where what was missed is looked up too
    maxRetriesPerRequest: 0,
    commandTimeout: ANSWER_WITHIN_MS,
    connectTimeout: 2 * ANSWER_WITHIN_MS,
    disconnectTimeout: ANSWER_WITHIN_MS,
    retryStrategy: () => RECONNECT_MS,
    disableClientInfo: true,
  });
  connection.on('error', onError);
  const pings = setInterval(() => {
    if (connection.status !== 'ready') return;
    connection.ping().catch((error: Error) => {
      onError(error);
      connection.disconnect(true);
    });
  }, PING_MS);
  pings.unref();
  const end = () => {
    clearInterval(pings);
    if (connection.status !== 'end') connection.disconnect(); // on a closed one it would only start a timer
  };
  return { connection, end };
}
