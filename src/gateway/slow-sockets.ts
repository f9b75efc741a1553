import type { Server, Socket } from 'socket.io';

type Connection = Socket['conn'];

/** What waits for one connection leaves in one write, not in one a message: each costs a call of the system. */
export function writeTogether(io: Server): void {
  io.engine.on('connection', (connection: Connection) => {
    const { socket } = connection.request;
    connection.on('flush', () => socket.cork());
    connection.on('drain', () => socket.uncork());
  });
}

export interface SlowSocketsOptions {
  /** What may wait for one connection; bytes. */
  readonly maxBufferedBytes: number;
  /** Told of each connection that is closed for it, with what waited. */
  readonly onSlow: (bufferedBytes: number) => void;
}

/**
 * Closes connections that do not read what they are sent. Their programs come back and resume where they were, so that
 * nothing is lost but the memory it waited in. A tidy close would wait behind the very bytes that are not read.
 */
export function closeSlowSockets(io: Server, { maxBufferedBytes, onSlow }: SlowSocketsOptions): void {
  io.engine.on('connection', (connection: Connection) => {
    let queued = 0;
    connection.on('packetCreate', ({ data }: { readonly data?: string | Buffer }) => {
      queued += data?.length ?? 0;
      const buffered = queued + connection.request.socket.writableLength;
      if (buffered <= maxBufferedBytes || connection.request.socket.destroyed) return;
      onSlow(buffered);
      connection.request.socket.destroy();
    });
    // From here on it waits in the operating system's socket.
    connection.on('flush', () => {
      queued = 0;
    });
  });
}

const STALLED_MS = 10_000;

/**
 * Resolves when what was sent has left this process, or the connection is closed.
 *
 * @throws Error when that takes longer than 10 s.
 */
export function untilSent(connection: Connection): Promise<void> {
  const { transport } = connection;
  if (transport.writable || connection.readyState !== 'open') return Promise.resolve();
  return new Promise((resolve, reject) => {
    const settle = (act: () => void) => () => {
      clearTimeout(timer);
      transport.removeListener('ready', onSent);
      connection.removeListener('close', onSent);
      act();
    };
    const onSent = settle(resolve);
    const onStalled = settle(() => reject(new Error(`the socket did not take its events within ${STALLED_MS} ms`)));
    const timer = setTimeout(onStalled, STALLED_MS);
    transport.once('ready', onSent);
    connection.once('close', onSent);
  });
}
