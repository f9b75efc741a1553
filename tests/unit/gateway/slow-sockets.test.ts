import { once } from 'node:events';
import { createServer, type Server as HttpServer } from 'node:http';
import { Server, type Socket } from 'socket.io';
import { WebSocket } from 'ws';
import { closeSlowSockets, untilSent, writeTogether } from '../../../src/gateway/slow-sockets.ts';
import { listen } from '../../../src/platform/listen.ts';
import { waitFor } from '../../support/wait-for.ts';

const KB = 1024;
const MAX = 256 * KB;
const BLOCK = 'x'.repeat(32 * KB);

let http: HttpServer;
let io: Server;
let port: number;
const slow: number[] = [];

beforeEach(async () => {
  slow.length = 0;
  http = createServer();
  io = new Server(http, { transports: ['websocket'] });
  writeTogether(io);
  closeSlowSockets(io, { maxBufferedBytes: MAX, onSlow: (bytes) => slow.push(bytes) });
  port = await listen(http, { host: '127.0.0.1', port: 0 });
});
afterEach(() => io.close());

/** A connected program that answers no pings and reads as long as it is not paused; with the server's side of it. */
async function aProgram(): Promise<{ program: WebSocket; socket: Socket; received: () => number }> {
  const connecting = once(io, 'connection') as Promise<[Socket]>;
  const program = new WebSocket(`ws://127.0.0.1:${port}/socket.io/?EIO=4&transport=websocket`);
  let received = 0;
  program.on('message', (message) => {
    received += String(message).length;
  });
  await once(program, 'open');
  program.send('40');
  const [socket] = await connecting;
  return { program, socket, received: () => received };
}

describe('a connection', () => {
  it('that does not read is closed before more than the bound waits for it', async () => {
    const { program, socket } = await aProgram();
    program.pause();
    const gone = once(socket, 'disconnect');

    for (let blocks = 0; slow.length === 0 && blocks < 10_000; blocks += 1) {
      socket.emit('event', BLOCK);
      await new Promise((resolve) => setImmediate(resolve));
    }
    await gone;

    expect(slow).toHaveLength(1);
    expect(slow[0]).toBeGreaterThan(MAX);
    expect(slow[0]).toBeLessThan(MAX + BLOCK.length + KB);
    program.terminate();
  });

  it('that reads gets far more than the bound, when each part waits until the one before was taken', async () => {
    const { program, socket, received } = await aProgram();
    const blocks = 300;

    for (let sent = 0; sent < blocks; sent += 1) {
      socket.emit('event', BLOCK);
      await untilSent(socket.conn);
    }

    await waitFor('every block', () => received() > blocks * BLOCK.length);
    expect(slow).toEqual([]);
    program.close();
  });

  it('that is gone is waited for no longer', async () => {
    const { program, socket } = await aProgram();
    program.pause();
    let waiting = untilSent(socket.conn);
    for (let blocks = 0; socket.conn.transport.writable && blocks < 10_000; blocks += 1) {
      socket.emit('event', BLOCK);
      waiting = untilSent(socket.conn);
      await new Promise((resolve) => setImmediate(resolve));
    }

    program.terminate();

    await expect(waiting).resolves.toBeUndefined();
    await expect(untilSent(socket.conn)).resolves.toBeUndefined();
  });
});

describe('what waits for a connection', () => {
  it('leaves in one write, in its order', async () => {
    const { program, socket } = await aProgram();
    const raw = socket.conn.request.socket;
    const release = raw.uncork.bind(raw);
    const together: number[] = [];
    raw.uncork = () => {
      if (raw.writableCorked === 1) together.push(raw.writableLength);
      release();
    };
    const messages: string[] = [];
    program.on('message', (message) => {
      if (String(message).startsWith('42')) messages.push(String(message));
    });

    for (let number = 0; number < 20; number += 1) socket.emit('event', number);
    await waitFor('the last message', () => messages.length === 20);

    expect(messages).toEqual(Array.from({ length: 20 }, (_, number) => `42["event",${number}]`));
    // 13 bytes or more each, the first among them.
    expect(together).toHaveLength(1);
    expect(together[0]).toBeGreaterThan(20 * 13);
  });
});
