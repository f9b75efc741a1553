import { io, type Socket } from 'socket.io-client';
import type { z } from 'zod';
import { DeskValuation } from '../contracts/desk.ts';
import {
  DESK_NAMESPACE,
  DESK_REQUESTS,
  type DeskAnswer,
  DeskEvent,
  DeskHello,
  DeskNotice,
  type DeskRequestInput,
  type DeskRequestName,
} from '../contracts/desk-socket.ts';
import { WireError } from '../contracts/errors.ts';
import { ok, type Rejection, type Result, reject, rejection } from '../contracts/result.ts';
import type { HandshakeAuth } from '../contracts/session.ts';
import { readAnswer } from './answer.ts';

export interface DeskOptions {
  /** Of the service, e.g. `http://127.0.0.1:8080`. */
  readonly url: string;
  /** Asked before every connection and reconnection. */
  readonly auth: () => HandshakeAuth;
  /**
   * After every connection and reconnection: ask for `desk.queue`, and watch again what was watched. Events of an account
   * up to its `lastSeq` in that snapshot are in it already.
   */
  readonly onHello: (hello: DeskHello) => void;
  readonly onEvent?: (event: DeskEvent) => void;
  readonly onNotice?: (notice: DeskNotice) => void;
  readonly onValuation?: (valuation: DeskValuation) => void;
  /** Lost, and being sought again; `onHello` tells when it is back. */
  readonly onDisconnect?: (reason: string) => void;
  /** Lost for good: the service will not let this person in again. */
  readonly onRefused?: (rejection: Rejection) => void;
  /** A message that this client cannot read. */
  readonly onFault?: (rejection: Rejection) => void;
  /** For the first greeting. Default 10 s. */
  readonly connectTimeoutMs?: number;
}

export interface DeskConnection {
  /** One request, one answer. UNAVAILABLE when there is no connection or no answer in time: look at `desk.queue` then. */
  request<N extends DeskRequestName>(name: N, payload: DeskRequestInput<N>): Promise<Result<DeskAnswer<N>>>;
  isConnected(): boolean;
  close(): void;
}

const TIMEOUT_MS = 10_000;
const RECONNECT_MS = { first: 250, longest: 5_000 };

/** Connects to `/v1/desk`; resolves once the service has greeted, or with why it has not. */
export function connectDesk(options: DeskOptions): Promise<Result<DeskConnection>> {
  const { url } = options;
  const socket: Socket = io(`${url}${DESK_NAMESPACE}`, {
    transports: ['websocket'],
    auth: (give) => give(options.auth()),
    reconnectionDelay: RECONNECT_MS.first,
    reconnectionDelayMax: RECONNECT_MS.longest,
    forceNew: true,
  });
  let closed = false;
  listen(socket, options);
  socket.on('disconnect', (reason) => {
    if (reason === 'io client disconnect') return;
    options.onDisconnect?.(reason);
    if (reason !== 'io server disconnect') return;
    // The service closed this one on purpose; socket.io leaves it to the program to come back.
    setTimeout(() => {
      if (!closed) socket.connect();
    }, RECONNECT_MS.first);
  });
  return greeted(socket, options, {
    async request(name, payload) {
      if (!socket.connected) return reject('UNAVAILABLE', `not connected to ${url}`);
      let raw: unknown;
      try {
        raw = await socket.timeout(TIMEOUT_MS).emitWithAck(name, payload);
      } catch {
        return reject('UNAVAILABLE', `no answer to ${name}; it may have been carried out: look at desk.queue`);
      }
      // Each name is answered by its own schema, which the compiler cannot follow through a variable name.
      return readAnswer(name, DESK_REQUESTS[name].answer, raw) as Result<DeskAnswer<typeof name>>;
    },
    isConnected: () => socket.connected,
    close() {
      closed = true;
      socket.disconnect();
    },
  });
}

function listen(socket: Socket, options: DeskOptions): void {
  const read = <S extends z.ZodType>(name: string, schema: S, tell: ((message: z.output<S>) => void) | undefined) => {
    socket.on(name, (raw: unknown) => {
      const message = schema.safeParse(raw);
      if (message.success) tell?.(message.data);
      else options.onFault?.(rejection('INTERNAL', `the service sent a ${name} message that this client cannot read`));
    });
  };
  read('hello', DeskHello, options.onHello);
  read('event', DeskEvent, options.onEvent);
  read('notice', DeskNotice, options.onNotice);
  read('valuation', DeskValuation, options.onValuation);
}

/** The first greeting, or the reason why there is none. A refusal after that goes to `onRefused`. */
function greeted(
  socket: Socket,
  { url, connectTimeoutMs = TIMEOUT_MS, onRefused }: DeskOptions,
  connection: DeskConnection,
): Promise<Result<DeskConnection>> {
  return new Promise((resolve) => {
    let settled = false;
    const settle = (result: Result<DeskConnection>) => {
      if (settled) return;
      settled = true;
      clearTimeout(timer);
      if (!result.ok) connection.close();
      resolve(result);
    };
    const timer = setTimeout(() => settle(reject('UNAVAILABLE', `no service at ${url}`)), connectTimeoutMs);
    socket.once('hello', () => settle(ok(connection)));
    socket.on('connect_error', (error: Error & { data?: unknown }) => {
      if (socket.active) return; // an outage: socket.io tries again
      const refused = WireError.safeParse(error.data);
      const why = refused.success ? refused.data : rejection('UNAUTHENTICATED', error.message);
      if (settled) onRefused?.(why);
      else settle({ ok: false, rejection: why });
    });
  });
}
