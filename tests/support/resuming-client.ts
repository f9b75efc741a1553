import { setTimeout as delay } from 'node:timers/promises';
import { io, type Socket } from 'socket.io-client';
import type { EventData, EventEnvelope, EventType } from '../../src/contracts/events.ts';
import { type Answer, rejection } from '../../src/contracts/result.ts';
import type { Hello } from '../../src/contracts/session.ts';
import type { ClientAnswer, ClientRequestInput, ClientRequestName } from '../../src/contracts/socket.ts';

const ANSWER_WITHIN_MS = 2_000;
const EVENT_WITHIN_MS = 20_000;
const PAUSE_MS = 25;

/** A bare socket.io program that outlives its service: it connects to whichever node answers, resumes, and asks again. */
export interface ResumingClient {
  /** Every event since the first greeting, across connections. */
  readonly events: readonly EventEnvelope[];
  /** What the service may never do: an event twice, out of order or left out. Empty when all is well. */
  readonly faults: readonly string[];
  readonly account: string;
  /** Asked once. No answer and no connection are UNAVAILABLE, as in the client that ships. */
  request<N extends ClientRequestName>(name: N, payload: ClientRequestInput<N>): Promise<Answer<ClientAnswer<N>>>;
  /** The same payload again until the answer is no longer UNAVAILABLE; each refusal on the way is told. */
  untilAnswered<N extends ClientRequestName>(
    name: N,
    payload: ClientRequestInput<N>,
    onRefused?: (code: string) => void,
  ): Promise<Answer<ClientAnswer<N>>>;
  /** The last event of the type that satisfies `where`, received already, or the next to come. */
  event<T extends EventType>(type: T, where: (data: EventData<T>) => boolean): Promise<EventData<T>>;
  close(): void;
}

interface Resuming {
  /** Asked before every try, so that a node that has moved is found. */
  readonly urls: () => readonly string[];
  readonly token: string;
}

export async function resumingClient({ urls, token }: Resuming): Promise<ResumingClient> {
  const events: EventEnvelope[] = [];
  const faults: string[] = [];
  const watchers = new Set<(envelope: EventEnvelope) => void>();
  let socket: Socket | null = null;
  let last: number | null = null;
  let closed = false;

  const take = (envelope: EventEnvelope) => {
    if (envelope.seq !== (last ?? 0) + 1) faults.push(`event ${(last ?? 0) + 1} must be next, was ${envelope.seq}`);
    last = envelope.seq;
    events.push(envelope);
    for (const watcher of [...watchers]) watcher(envelope);
  };

  const connectTo = async (url: string): Promise<Hello> => {
    const next = io(`${url}/v1/client`, {
      transports: ['websocket'],
      auth: { token },
      reconnection: false,
      forceNew: true,
    });
    let resumed = false;
    next.on('event', (envelope: EventEnvelope) => {
      if (resumed) take(envelope); // before that it is what the service sends of its own accord, and comes again
    });
    try {
      const hello = await greeting(next);
      last ??= hello.lastSeq;
      await resume(next, last, () => {
        resumed = true;
      });
      next.once('disconnect', () => {
        socket = null;
        if (!closed) void keepConnected();
      });
      socket = next;
      return hello;
    } catch (error) {
      next.close();
      throw error;
    }
  };

  let turn = 0;
  const keepConnected = async (): Promise<Hello> => {
    for (;;) {
      const nodes = urls();
      const url = nodes[turn % nodes.length] ?? '';
      turn += 1;
      try {
        return await connectTo(url);
      } catch (error) {
        if (closed) throw error;
        await delay(PAUSE_MS);
      }
    }
  };

  const request: ResumingClient['request'] = async (name, payload) => {
    if (socket === null) return unanswered(`${name} could not be sent`);
    return socket
      .timeout(ANSWER_WITHIN_MS)
      .emitWithAck(name, payload)
      .catch(() => unanswered(`${name} was not answered`));
  };

  const { account } = await keepConnected();
  return {
    events,
    faults,
    account,
    request,
    async untilAnswered(name, payload, onRefused) {
      for (;;) {
        const answer = await request(name, payload);
        if (answer.ok || closed) return answer;
        onRefused?.(answer.error.code);
        if (answer.error.code !== 'UNAVAILABLE') return answer;
        await delay(PAUSE_MS);
      }
    },
    event(type, where) {
      const isIt = (event: EventEnvelope) => event.type === type && where(event.data as never);
      return new Promise((resolve, reject) => {
        const end = (settle: () => void) => {
          clearTimeout(timer);
          watchers.delete(look);
          settle();
        };
        const look = (event: EventEnvelope) => {
          if (isIt(event)) end(() => resolve(event.data as never));
        };
        const late = new Error(`${type} did not come within ${EVENT_WITHIN_MS} ms`);
        const timer = setTimeout(() => end(() => reject(late)), EVENT_WITHIN_MS);
        watchers.add(look);
        const seen = events.findLast(isIt);
        if (seen !== undefined) look(seen);
      });
    },
    close() {
      closed = true;
      socket?.close();
    },
  };
}

const unanswered = (message: string): Answer<never> => ({ ok: false, error: rejection('UNAVAILABLE', message) });

function greeting(socket: Socket): Promise<Hello> {
  return new Promise((resolve, reject) => {
    const timer = setTimeout(() => reject(new Error('nobody greeted')), ANSWER_WITHIN_MS);
    const fail = (reason: unknown) => {
      clearTimeout(timer);
      reject(reason);
    };
    socket.once('connect_error', fail);
    socket.once('disconnect', fail);
    socket.once('hello', (hello: Hello) => {
      clearTimeout(timer);
      resolve(hello);
    });
  });
}

/** `onResumed` is called before anything that arrives after the acknowledgement is handled. */
function resume(socket: Socket, afterSeq: number, onResumed: () => void): Promise<void> {
  return new Promise((resolve, reject) => {
    socket.once('disconnect', reject);
    socket
      .timeout(ANSWER_WITHIN_MS)
      .emit('session.resume', { afterSeq }, (error: Error | null, answer: Answer<ClientAnswer<'session.resume'>>) => {
        if (error !== null) return reject(error);
        if (!answer.ok || answer.data.gap) return reject(new Error(`could not resume after ${afterSeq}`));
        onResumed();
        resolve();
      });
  });
}
