import { createServer, type IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Duplex } from 'node:stream';
import { type WebSocket, WebSocketServer } from 'ws';

/** One connection, seen from the venue. */
export interface Peer {
  readonly subscriptions: Set<string>;
  /** When it last answered a test of the venue, and when it last said anything; ms. */
  lastAnswerAt: number;
  readonly connectedAt: number;
  lastPushAt: number;
  send(text: string): void;
  ping(): void;
  close(reason: string): void;
}

/** What one exchange says and does. */
export interface Dialect {
  readonly path: string;
  greet?(peer: Peer): void;
  answer(peer: Peer, text: string): void;
  /** The client's pong to a ping of the venue. */
  ponged?(peer: Peer): void;
  /** Called every `beatMs` per connection: heartbeats, and the hanging up on who broke the rules. */
  beat?(peer: Peer, now: number): void;
  readonly beatMs?: number;
}

/** What goes wrong on request, the same at every venue. Each lasts until `recover`. */
export interface VenueFaults {
  /** Accepts connections and says nothing. */
  fallSilent(): void;
  /** Says nothing and reads nothing: half-open. */
  hang(): void;
  /** Heartbeats, pongs and answers to pings stop, prices go on. */
  stopHeartbeats(): void;
  /** Answers a connection with 503. */
  refuse(): void;
  recover(): void;
  /** Ends every connection without a word. */
  drop(): void;
  /** Any text, to everybody. */
  say(text: string): void;
  /** One message in two websocket frames. */
  sayInPieces(text: string): void;
  /** The beginning of a message, and then the end of the connection. */
  breakOff(text: string): void;
}

export interface LocalVenue extends VenueFaults {
  readonly url: string;
  readonly connects: number;
  readonly peers: ReadonlySet<Peer>;
  readonly heartbeats: boolean;
  stop(): Promise<void>;
}

interface Line extends Peer {
  readonly socket: WebSocket;
  readonly stream: Duplex;
}

/** A venue of one exchange on this machine, over a websocket of its own. */
export async function startLocalVenue(dialect: Dialect): Promise<LocalVenue> {
  const http = createServer((_, response) => response.writeHead(426).end());
  const sockets = new WebSocketServer({ noServer: true });
  const peers = new Set<Line>();
  const state = { silent: false, hanging: false, refusing: false, heartbeats: true, connects: 0 };

  const accept = (request: IncomingMessage, stream: Duplex, head: Buffer) => {
    stream.on('error', () => stream.destroy());
    if (state.refusing || request.url?.split('?')[0] !== dialect.path) {
      stream.end(`HTTP/1.1 ${state.refusing ? '503 Service Unavailable' : '404 Not Found'}\r\n\r\n`);
      return;
    }
    sockets.handleUpgrade(request, stream, head, (socket) => {
      state.connects += 1;
      const peer = lineTo(socket, stream, state);
      peers.add(peer);
      const beating = setInterval(() => dialect.beat?.(peer, Date.now()), dialect.beatMs ?? 1_000);
      socket.on('error', () => socket.terminate());
      socket.on('close', () => {
        clearInterval(beating);
        peers.delete(peer);
      });
      socket.on('message', (bytes) => dialect.answer(peer, bytes.toString()));
      socket.on('pong', () => dialect.ponged?.(peer));
      dialect.greet?.(peer);
      if (state.hanging) socket.pause();
    });
  };
  http.on('upgrade', accept);
  await new Promise<void>((resolve) => http.listen(0, '127.0.0.1', resolve));
  const { port } = http.address() as AddressInfo;

  return {
    url: `ws://127.0.0.1:${port}${dialect.path}`,
    get connects() {
      return state.connects;
    },
    get heartbeats() {
      return state.heartbeats;
    },
    peers,
    ...faults(state, peers),
    async stop() {
      for (const { socket } of peers) socket.terminate();
      await new Promise((resolve) => http.close(resolve));
    },
  };
}

interface VenueState {
  silent: boolean;
  hanging: boolean;
  refusing: boolean;
  heartbeats: boolean;
}

function lineTo(socket: WebSocket, stream: Duplex, state: VenueState): Line {
  const line: Line = {
    socket,
    stream,
    subscriptions: new Set(),
    lastAnswerAt: Date.now(),
    connectedAt: Date.now(),
    lastPushAt: Date.now(),
    send(text) {
      if (state.silent || state.hanging) return;
      line.lastPushAt = Date.now();
      socket.send(text);
    },
    ping() {
      if (!state.silent && !state.hanging) socket.ping('are you there');
    },
    close: (reason) => socket.close(1000, reason),
  };
  return line;
}

function faults(state: VenueState, peers: ReadonlySet<Line>): VenueFaults {
  return {
    fallSilent() {
      state.silent = true;
    },
    hang() {
      state.hanging = true;
      for (const { socket } of peers) socket.pause();
    },
    stopHeartbeats() {
      state.heartbeats = false;
    },
    refuse() {
      state.refusing = true;
    },
    recover() {
      Object.assign(state, { silent: false, hanging: false, refusing: false, heartbeats: true });
      for (const { socket } of peers) socket.resume();
    },
    drop() {
      for (const { stream } of peers) stream.destroy();
    },
    say(text) {
      for (const peer of peers) peer.send(text);
    },
    sayInPieces(text) {
      for (const { socket } of peers) {
        socket.send(text.slice(0, 10), { fin: false });
        socket.send(text.slice(10), { fin: true });
      }
    },
    breakOff(text) {
      const whole = Buffer.from(text.padEnd(64));
      const header = Buffer.from([0x81, Math.min(whole.length, 125)]);
      for (const { stream } of peers)
        stream.write(Buffer.concat([header, whole.subarray(0, 20)]), () => stream.destroy());
    },
  };
}
