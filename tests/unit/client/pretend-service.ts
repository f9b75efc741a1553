import { createServer, type Server as HttpServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { Server, type Socket } from 'socket.io';

/** The wire of `/v1/client` without a service behind it: the test says what it answers and when it breaks. */
export interface PretendService {
  readonly url: string;
  /** Sockets connected now, the newest last. */
  readonly sockets: Socket[];
  /** Handshakes seen, in order. */
  readonly handshakes: unknown[];
  /** The last events of the account; a resume sends those that were missed. */
  readonly events: { seq: number }[];
  /** Sends an event to everybody; `lose` keeps it back, as a broken network would. */
  emit(event: { seq: number }, how?: { lose: boolean }): void;
  stop(): Promise<void>;
}

export interface PretendBehaviour {
  readonly serverTime?: () => number;
  /** The error of a handshake, or undefined to let it in. */
  readonly refuse?: () => Error | undefined;
  readonly answer?: (name: string, payload: unknown) => unknown;
}

export async function pretendService(behaviour: PretendBehaviour = {}): Promise<PretendService> {
  const http: HttpServer = createServer();
  const io = new Server(http, { transports: ['websocket'] });
  const sockets: Socket[] = [];
  const handshakes: unknown[] = [];
  const events: { seq: number }[] = [];

  const namespace = io.of('/v1/client');
  namespace.use((socket, next) => {
    handshakes.push(socket.handshake.auth);
    next(behaviour.refuse?.());
  });
  namespace.on('connection', (socket) => {
    sockets.push(socket);
    socket.on('disconnect', () => void sockets.splice(sockets.indexOf(socket), 1));
    socket.onAny((name: string, payload: unknown, ack: (answer: unknown) => void) => {
      if (name === 'session.resume') resume(socket, payload as { afterSeq: number }, ack);
      else {
        const answer = behaviour.answer?.(name, payload);
        if (answer !== undefined) ack(answer);
      }
    });
    const serverTime = new Date((behaviour.serverTime ?? Date.now)()).toISOString();
    socket.emit('hello', { account: 'acc_1', lastSeq: events.at(-1)?.seq ?? 0, serverTime });
  });

  function resume(socket: Socket, { afterSeq }: { afterSeq: number }, ack: (answer: unknown) => void): void {
    const toSeq = events.at(-1)?.seq ?? 0;
    ack({ ok: true, data: { fromSeq: Math.min(afterSeq + 1, toSeq), toSeq, gap: false } });
    for (const event of events) if (event.seq > afterSeq) socket.emit('event', event);
  }

  await new Promise<void>((resolve) => http.listen(0, '127.0.0.1', resolve));
  const { port } = http.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}`,
    sockets,
    handshakes,
    events,
    emit(event, { lose } = { lose: false }) {
      events.push(event);
      if (!lose) namespace.emit('event', event);
    },
    async stop() {
      await io.close();
    },
  };
}
