/** Starts both servers, says where they are, and waits to be killed. */
import { startPostgres } from '../support/postgres.ts';
import { startRedis } from '../support/redis.ts';

const [postgres, redis] = await Promise.all([startPostgres(), startRedis()]);
process.stdout.write(`${JSON.stringify({ postgresUrl: postgres.url, redisUrl: redis.url })}\n`);
setInterval(() => undefined, 60_000);
