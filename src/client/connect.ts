import { io, type Socket } from 'socket.io-client';
import { WireError } from '../contracts/errors.ts';
import { ok, type Rejection, type Result, reject, rejection } from '../contracts/result.ts';
import { type HandshakeAuth, Hello, MarketMessage } from '../contracts/session.ts';
import {
  CLIENT_NAMESPACE,
  CLIENT_REQUESTS,
  type ClientAnswer,
  type ClientRequestInput,
  type ClientRequestName,
} from '../contracts/socket.ts';
import { readAnswer } from './answer.ts';
import { type ClientEvent, readEvent, sequenceOf } from './events.ts';
import { makeSequencer, type Sequencer } from './sequencer.ts';
import { makeServerTime, type ServerTime } from './server-time.ts';

export interface ClientOptions {
  /** Of the service, e.g. `http://127.0.0.1:8080`. */
  readonly url: string;
  /** Asked before every connection and reconnection, so that a signature is fresh. */
  readonly auth: () => HandshakeAuth;
  /** The local clock, UTC epoch ms. */
  readonly now: () => number;
  /** Every event once, in order, across reconnections. */
  readonly onEvent: (event: ClientEvent) => void;
  /** Where to begin: events after this one are sent first. Default: what happens from now on. */
  readonly afterSeq?: number;
  /** After every connection and reconnection. */
  readonly onHello?: (hello: Hello) => void;
  /** Lost, and being sought again; `onHello` tells when it is back. */
  readonly onDisconnect?: (reason: string) => void;
  /** Lost for good: the service will not let this client in again. */
  readonly onRefused?: (rejection: Rejection) => void;
  readonly onMarket?: (message: MarketMessage) => void;
  /** A message that this client cannot read, or events that the service no longer has. */
  readonly onFault?: (rejection: Rejection) => void;
  /** For the first greeting. Default 10 s. */
  readonly connectTimeoutMs?: number;
}

export interface RequestOptions {
  /** Default 10 s. */
  readonly timeoutMs?: number;
}

export interface ClientConnection {
  /**
   * One request, one answer. UNAVAILABLE when there is no connection, or no answer in time: the service may then have
   * done what was asked, and asking again with the same id is safe.
   */
  request<N extends ClientRequestName>(
    name: N,
    payload: ClientRequestInput<N>,
    options?: RequestOptions,
  ): Promise<Result<ClientAnswer<N>>>;
  readonly serverTime: ServerTime;
  isConnected(): boolean;
  /** Of the last event delivered; the `afterSeq` of a later connection. */
  lastSeq(): number | null;
  close(): void;
}

const DEFAULT_TIMEOUT_MS = 10_000;
const RECONNECT_MS = { first: 250, longest: 5_000 };

/** Connects to `/v1/client`; resolves once the service has greeted, or with why it has not. */
export function connectClient(options: ClientOptions): Promise<Result<ClientConnection>> {
  const socket: Socket = io(`${options.url}${CLIENT_NAMESPACE}`, {
    transports: ['websocket'],
    auth: (give) => give(options.auth()),
    reconnectionDelay: RECONNECT_MS.first,
    reconnectionDelayMax: RECONNECT_MS.longest,
    forceNew: true,
  });
  const life: Life = { closed: false };
  const serverTime = makeServerTime(options.now);
  const ask = makeRequest(socket, options);
  const sequencer = makeSequencer<unknown>(options.afterSeq ?? null, {
    deliver: (raw) => deliver(raw, options, serverTime),
    resume: (afterSeq) => void resume({ socket, ask, afterSeq, sequencer, options, life }),
  });
  listen(socket, { options, sequencer, serverTime, life });
  const connection: ClientConnection = {
    request: ask,
    serverTime,
    isConnected: () => socket.connected,
    lastSeq: sequencer.lastSeq,
    close: () => {
      life.closed = true;
      socket.disconnect();
    },
  };
  return greeted(socket, connection, options);
}

function makeRequest(socket: Socket, { url }: ClientOptions): ClientConnection['request'] {
  return async (name, payload, { timeoutMs = DEFAULT_TIMEOUT_MS } = {}) => {
    // socket.io would keep it and send it later; whoever asks must decide that, not the transport.
    if (!socket.connected) return reject('UNAVAILABLE', `not connected to ${url}`);
    let raw: unknown;
    try {
      raw = await socket.timeout(timeoutMs).emitWithAck(name, payload);
    } catch {
      return reject('UNAVAILABLE', `no answer to ${name}; it may have been carried out: ask again with the same id`);
    }
    // Each name is answered by its own schema, which the compiler cannot follow through a variable name.
    return readAnswer(name, CLIENT_REQUESTS[name].answer, raw) as Result<ClientAnswer<typeof name>>;
  };
}

/** Shared by what may still be waiting when the program closes the connection. */
interface Life {
  closed: boolean;
}

function comeBack(life: Life, work: () => void): void {
  setTimeout(() => {
    if (!life.closed) work();
  }, RECONNECT_MS.first);
}

interface Listening {
  readonly life: Life;
  readonly options: ClientOptions;
  readonly sequencer: Sequencer<unknown>;
  readonly serverTime: ServerTime;
}

function listen(socket: Socket, { options, sequencer, serverTime, life }: Listening): void {
  socket.on('hello', (raw: unknown) => {
    const hello = Hello.safeParse(raw);
    if (!hello.success) {
      options.onFault?.(unreadable('hello'));
      return;
    }
    serverTime.reset();
    serverTime.observe(hello.data.serverTime);
    sequencer.greet(hello.data.lastSeq);
    options.onHello?.(hello.data);
  });
  socket.on('event', (raw: unknown) => {
    const seq = sequenceOf(raw);
    if (seq === null) options.onFault?.(unreadable('event'));
    else sequencer.receive(seq, raw);
  });
  socket.on('market', (raw: unknown) => {
    const message = MarketMessage.safeParse(raw);
    if (message.success) options.onMarket?.(message.data);
    else options.onFault?.(unreadable('market'));
  });
  socket.on('disconnect', (reason) => {
    if (reason === 'io client disconnect') return;
    options.onDisconnect?.(reason);
    // The service closed this one on purpose; socket.io leaves it to the program to come back.
    if (reason === 'io server disconnect') comeBack(life, () => socket.connect());
  });
}

function unreadable(name: string): Rejection {
  return rejection('INTERNAL', `the service sent a ${name} message that this client cannot read`);
}

function deliver(raw: unknown, { onEvent, onFault }: ClientOptions, serverTime: ServerTime): void {
  const event = readEvent(raw);
  if (!event.ok) {
    onFault?.(event.rejection);
    return;
  }
  if (event.value.type === 'quote.live') serverTime.observe(event.value.data.serverTime);
  onEvent(event.value);
}

interface Resuming {
  readonly socket: Socket;
  readonly ask: ClientConnection['request'];
  readonly afterSeq: number;
  readonly sequencer: Sequencer<unknown>;
  readonly options: ClientOptions;
  readonly life: Life;
}

/** Asks until it is answered; a connection lost meanwhile is greeted anew, and the greeting asks. */
async function resume(resuming: Resuming): Promise<void> {
  const { socket, ask, afterSeq, sequencer, options, life } = resuming;
  const answer = await ask('session.resume', { afterSeq });
  if (!answer.ok) {
    options.onFault?.(answer.rejection);
    if (answer.rejection.retryable && socket.connected) comeBack(life, () => void resume(resuming));
    return;
  }
  sequencer.resumed(answer.value);
  if (!answer.value.gap) return;
  const lost = `events ${afterSeq + 1} to ${answer.value.fromSeq - 1} are no longer with the service`;
  options.onFault?.(rejection('NOT_FOUND', lost));
}

/** The first greeting, or the reason why there is none. A refusal after that goes to `onRefused`. */
function greeted(
  socket: Socket,
  connection: ClientConnection,
  { url, connectTimeoutMs = DEFAULT_TIMEOUT_MS, onRefused }: ClientOptions,
): Promise<Result<ClientConnection>> {
  return new Promise((resolve) => {
    let settled = false;
    let lastProblem = 'no answer';

    function settle(result: Result<ClientConnection>): void {
      settled = true;
      clearTimeout(timer);
      if (!result.ok) socket.disconnect();
      resolve(result);
    }

    const timer = setTimeout(
      () => settle(reject('UNAVAILABLE', `no service at ${url}: ${lastProblem}`)),
      connectTimeoutMs,
    );
    socket.once('hello', () => settle(ok(connection)));
    socket.on('connect_error', (error: Error & { data?: unknown }) => {
      if (socket.active) {
        lastProblem = reasonOf(error); // an outage: socket.io tries again
        return;
      }
      const refused = WireError.safeParse(error.data);
      const why = refused.success ? refused.data : rejection('UNAUTHENTICATED', error.message);
      if (settled) onRefused?.(why);
      else settle({ ok: false, rejection: why });
    });
  });
}

function reasonOf(error: Error & { description?: unknown }): string {
  const { description } = error;
  const inner =
    typeof description === 'object' && description !== null && 'message' in description ? description : error;
  return String(inner.message);
}
