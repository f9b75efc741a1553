import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Redis } from 'ioredis';
import { freePort } from './free-port.ts';
import { requireBinary, type ServerProcess, startServerProcess, untilReady, withFolder } from './server-process.ts';

/** A Redis of the test's own that keeps nothing on disk: `kill` and `restart` lose every key and every job. */
export interface RedisServer {
  readonly url: string;
  /** Removes every key. */
  flush(): Promise<void>;
  /** Freezes the server: it accepts connections and never answers, as behind a hung network. */
  pause(): void;
  resume(): void;
  kill(): Promise<void>;
  /** Starts again, empty, on the same url, ending the running server first if there is one. */
  restart(): Promise<void>;
  /** Ends the server and removes its folder. */
  stop(): Promise<void>;
}

/** Starts a private Redis on a free port of 127.0.0.1. @throws when the program is missing or does not start. */
export async function startRedis(): Promise<RedisServer> {
  const binary = requireBinary('redis-server', 'redis-server');
  const folder = mkdtempSync(join(tmpdir(), 'otc-redis-'));
  return withFolder(folder, () => serverIn(folder, binary));
}

async function serverIn(folder: string, binary: string): Promise<RedisServer> {
  const port = await freePort();
  const launch = () => launchServer(binary, folder, port);
  let server = await launch();
  return {
    url: `redis://127.0.0.1:${port}`,
    flush: () => command(port, (redis) => redis.flushall()),
    pause: () => server.signal('SIGSTOP'),
    resume: () => server.signal('SIGCONT'),
    kill: () => kill(server),
    async restart() {
      await kill(server);
      server = await launch();
    },
    async stop() {
      await kill(server);
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

async function launchServer(binary: string, folder: string, port: number): Promise<ServerProcess> {
  const args = ['--port', String(port), '--bind', '127.0.0.1', '--save', '', '--appendonly', 'no', '--dir', folder];
  const server = startServerProcess({ binary, args, folder, lastSignal: 'KILL' });
  await untilReady(server, folder, () => command(port, (redis) => redis.ping()));
  return server;
}

async function kill(server: ServerProcess): Promise<void> {
  server.signal('SIGKILL');
  await server.exited();
}

/** One command on a connection of its own that never reconnects. */
async function command(port: number, run: (redis: Redis) => Promise<unknown>): Promise<void> {
  const redis = new Redis({ host: '127.0.0.1', port, lazyConnect: true, retryStrategy: () => null });
  redis.on('error', () => undefined); // the rejected command says it
  try {
    await redis.connect();
    await run(redis);
  } finally {
    if (redis.status !== 'end') redis.disconnect(); // on a closed connection it would only start a timer of 2 s
  }
}
