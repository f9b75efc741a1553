import type { Server } from 'node:http';

/** Longer than a load balancer keeps a connection idle: otherwise it may send a request into one that we just closed. */
const KEEP_ALIVE_MS = 65_000;

/** Opens the server's door; resolves with the port, which the system chose when 0 was asked for. Rejects when it cannot. */
export async function listen(server: Server, { host, port }: { host: string; port: number }): Promise<number> {
  server.keepAliveTimeout = KEEP_ALIVE_MS;
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, host, resolve);
  });
  const address = server.address();
  return typeof address === 'object' && address !== null ? address.port : port;
}
