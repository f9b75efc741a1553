import { setImmediate as endOfTurn } from 'node:timers/promises';
import type { Server, Socket } from 'socket.io';

type Connection = Socket['conn'];

/**
 * What is sent to one connection in a turn of the event loop leaves in one write at its end, not in one a message: each
 * costs a call of the system here and a waking there.
 */
export function writeTogether(io: Server): void {
  io.engine.on('connection', (connection: Connection) => {
    const { socket } = connection.request;
    // The library calls this method of its own, and its types do not name it.
    flushOnceATurn(connection as unknown as Flushed);
    connection.on('flush', () => socket.cork());
    connection.on('drain', () => socket.uncork());
  });
}

/** Not in the library's types: it sends what waits, and is called for each message. */
interface Flushed {
  flush(): void;
}

function flushOnceATurn(connection: Flushed): void {
  const flush = connection.flush.bind(connection);
  let due = false;
  connection.flush = () => {
    if (due) return;
    due = true;
    setImmediate(() => {
      due = false;
      flush();
    });
  };
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
export async function untilSent(connection: Connection): Promise<void> {
  await endOfTurn();
  const { transport } = connection;
  if (transport.writable || connection.readyState !== 'open') return;
  await new Promise<void>((resolve, reject) => {
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
