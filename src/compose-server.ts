import { readFileSync } from 'node:fs';
import { createServer as createHttpServer, type RequestListener, type Server } from 'node:http';
import { createServer as createHttpsServer } from 'node:https';
import { type Config, ConfigurationError } from './config.ts';

/** Headers take this long at most to arrive: whoever sends them byte by byte holds a connection no longer. */
const HEADERS_SECONDS_MAX = 10;
/** How often connections are looked at for that. */
const LOOK_MS = 1_000;
/** Whoever is still being answered after that, or has never asked anything, loses the connection when the server stops. */
const LINGER_MS = 2_000;

/**
 * A server that speaks TLS when TLS_CERT and TLS_KEY are set, and hears nobody for longer than REQUEST_SECONDS.
 *
 * @throws ConfigurationError when the certificate or its key cannot be used.
 */
export function openServer(config: Config, answer: RequestListener): Server {
  const { TLS_CERT: cert, TLS_KEY: key, REQUEST_SECONDS: seconds } = config;
  const options = {
    requestTimeout: seconds * 1_000,
    headersTimeout: Math.min(seconds, HEADERS_SECONDS_MAX) * 1_000,
    connectionsCheckingInterval: LOOK_MS,
  };
  if (cert === undefined || key === undefined) return createHttpServer(options, answer);
  const pem = { cert: readPem('TLS_CERT', cert), key: readPem('TLS_KEY', key) };
  try {
    return createHttpsServer({ ...options, ...pem, minVersion: 'TLSv1.2' }, answer);
  } catch (error) {
    throw new ConfigurationError(`TLS_CERT ${cert} and TLS_KEY ${key} cannot be used: ${String(error)}`, {
      cause: error,
    });
  }
}

/** Ends a server by `close`. A browser opens connections that it may never use: nothing else would ever end those. */
export async function closeServer(server: Server, close: () => Promise<unknown>): Promise<void> {
  server.closeIdleConnections();
  const lingering = setTimeout(() => server.closeAllConnections(), LINGER_MS);
  try {
    await close();
  } finally {
    clearTimeout(lingering);
  }
}

function readPem(name: string, file: string): Buffer {
  try {
    return readFileSync(file);
  } catch (error) {
    throw new ConfigurationError(`${name} ${file} cannot be read: ${String(error)}`, { cause: error });
  }
}
