import { io, type Socket } from 'socket.io-client';
import type { z } from 'zod';
import { WireError } from '../contracts/errors.ts';
import { ok, type Rejection, type Result, reject, rejection } from '../contracts/result.ts';
import type { HandshakeAuth } from '../contracts/session.ts';
import { readAnswer } from './answer.ts';

/** What every namespace of the firm's own people needs to be told. */
export interface StaffOptions {
  /** Of the service, e.g. `http://127.0.0.1:8080`. */
  readonly url: string;
  /** Asked before every connection and reconnection. */
  readonly auth: () => HandshakeAuth;
  /** Lost, and being sought again; `onHello` tells when it is back. */
  readonly onDisconnect?: (reason: string) => void;
  /** Lost for good: the service will not let this person in again. */
  readonly onRefused?: (rejection: Rejection) => void;
  /** A message that this client cannot read. */
  readonly onFault?: (rejection: Rejection) => void;
  /** For the first greeting. Default 10 s. */
  readonly connectTimeoutMs?: number;
}

/** A namespace: what may be asked there, and what a lost answer is looked for by. */
interface StaffNamespace {
  readonly namespace: string;
  readonly answers: Readonly<Record<string, { readonly answer: z.ZodType }>>;
  readonly lookAt: string;
  /** Every message with its schema and who is told. */
  readonly messages: Readonly<Record<string, Listened>>;
}

interface Listened {
  readonly schema: z.ZodType;
  readonly tell: ((message: never) => void) | undefined;
}

export interface StaffConnection {
  request(name: string, payload: unknown): Promise<Result<unknown>>;
  isConnected(): boolean;
  close(): void;
}

const TIMEOUT_MS = 10_000;
const RECONNECT_MS = { first: 250, longest: 5_000 };

/** Connects to a staff namespace; resolves once the service has greeted, or with why it has not. */
export function connectStaff(options: StaffOptions, door: StaffNamespace): Promise<Result<StaffConnection>> {
  const { url } = options;
  const socket: Socket = io(`${url}${door.namespace}`, {
    transports: ['websocket'],
    auth: (give) => give(options.auth()),
    reconnectionDelay: RECONNECT_MS.first,
    reconnectionDelayMax: RECONNECT_MS.longest,
    forceNew: true,
  });
  let closed = false;
  listen(socket, door, options);
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
        return reject('UNAVAILABLE', `no answer to ${name}; it may have been carried out: look at ${door.lookAt}`);
      }
      const answered = door.answers[name];
      if (answered === undefined) throw new Error(`${name} is no request of ${door.namespace}`);
      return readAnswer(name, answered.answer, raw);
    },
    isConnected: () => socket.connected,
    close() {
      closed = true;
      socket.disconnect();
    },
  });
}

function listen(socket: Socket, { messages }: StaffNamespace, { onFault }: StaffOptions): void {
  for (const [name, { schema, tell }] of Object.entries(messages)) {
    socket.on(name, (raw: unknown) => {
      const message = schema.safeParse(raw);
      // The table pairs each message with its own schema, which the compiler cannot follow through a variable name.
      if (message.success) (tell as ((message: unknown) => void) | undefined)?.(message.data);
      else onFault?.(rejection('INTERNAL', `the service sent a ${name} message that this client cannot read`));
    });
  }
}

/** The first greeting, or the reason why there is none. A refusal after that goes to `onRefused`. */
function greeted(
  socket: Socket,
  { url, connectTimeoutMs = TIMEOUT_MS, onRefused }: StaffOptions,
  connection: StaffConnection,
): Promise<Result<StaffConnection>> {
  return new Promise((resolve) => {
    let settled = false;
    const settle = (result: Result<StaffConnection>) => {
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
