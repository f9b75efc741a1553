import { once } from 'node:events';
import { WebSocket } from 'ws';
import type { Answer } from '../../src/contracts/result.ts';
import { waitFor } from './wait-for.ts';

const NAMESPACE = '/v1/client';
const HEADS = { ping: '2', pong: '3', connect: `40${NAMESPACE},`, event: `42${NAMESPACE},`, ack: `43${NAMESPACE},` };

/** A connection that writes its own frames: what no client library would send. */
export interface RawClient {
  /** As text, so that keys and depths survive that no object has. */
  request(name: string, payloadText: string): Promise<Answer<unknown>>;
  frame(data: string | Buffer): void;
  /** Stops reading what comes. */
  stopReading(): void;
  /** How the connection ended, once it has. */
  readonly closed: Promise<number>;
  close(): void;
}

export async function rawClient(url: string, token: string): Promise<RawClient> {
  const socket = new WebSocket(`${url.replace('http', 'ws')}/socket.io/?EIO=4&transport=websocket`);
  const closed = new Promise<number>((resolve) => socket.once('close', resolve));
  const answers = new Map<string, Answer<unknown>>();
  let connected = false;
  socket.on('error', () => undefined);
  socket.on('message', (message) => {
    const text = String(message);
    if (text === HEADS.ping) socket.send(HEADS.pong);
    else if (text.startsWith(HEADS.connect)) connected = true;
    else if (text.startsWith(HEADS.ack)) {
      const [, id = '', body = 'null'] = /^(\d+)\[(.*)\]$/s.exec(text.slice(HEADS.ack.length)) ?? [];
      answers.set(id, JSON.parse(body) as Answer<unknown>);
    }
  });
  await once(socket, 'open');
  socket.send(`${HEADS.connect}${JSON.stringify({ token })}`);
  await waitFor('the raw connection', () => connected);
  let requests = 0;
  return {
    async request(name, payloadText) {
      requests += 1;
      const id = String(requests);
      socket.send(`${HEADS.event}${id}[${JSON.stringify(name)},${payloadText}]`);
      await waitFor(`the answer to ${name}`, () => answers.has(id));
      return answers.get(id) as Answer<unknown>;
    },
    frame: (data) => socket.send(data),
    stopReading: () => socket.pause(),
    closed,
    close: () => socket.terminate(),
  };
}
