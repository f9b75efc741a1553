import { type ClientConnection, connectClient } from '../../client/connect.ts';
import type { ClientEvent } from '../../client/events.ts';
import { type Result, reject } from '../../contracts/result.ts';
import type { ClientAnswer, ClientRequestInput, ClientRequestName } from '../../contracts/socket.ts';
import { forget } from '../app/session.ts';
import { linkStore, marketStore, serverTime, setLink, sourceStore } from './link.ts';
import { localNow } from './local-clock.ts';

const AGAIN_MS = 2_000;

let connection: ClientConnection | null = null;
const listeners = new Set<(event: ClientEvent) => void>();

/** Each event once, in order, across reconnections. */
export function onClientEvent(listener: (event: ClientEvent) => void): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

export async function ask<N extends ClientRequestName>(
  name: N,
  payload: ClientRequestInput<N>,
): Promise<Result<ClientAnswer<N>>> {
  if (connection === null) return reject('UNAVAILABLE', 'not connected yet');
  return connection.request(name, payload);
}

/** Opens the one connection of a client's page and keeps it; the answer closes it. */
export function openClientLink(underlyings: readonly string[]): () => void {
  let closed = false;
  const open = async () => {
    setLink('connecting');
    const opened = await connectClient({
      url: '',
      auth: () => ({ cookie: true }),
      now: localNow,
      onEvent: deliver,
      onHello: (hello) => {
        serverTime.reset();
        serverTime.observe(hello.serverTime);
        setLink(isBehind(hello.lastSeq) ? 'resuming' : 'connected');
        void connection?.request('market.subscribe', { underlyings: [...underlyings] });
      },
      onDisconnect: (reason) => setLink('reconnecting', reason),
      onRefused: ({ message }) => setLink('refused', message),
      onFault: ({ message }) => setLink(linkStore.get().state, message),
      onMarket: (message) => {
        sourceStore.set(message.source);
        marketStore.set((before) => new Map(before).set(message.underlying, message));
      },
    });
    if (closed) {
      if (opened.ok) opened.value.close();
      return;
    }
    if (opened.ok) {
      connection = opened.value;
      void connection.request('market.subscribe', { underlyings: [...underlyings] });
      return;
    }
    setLink('refused', opened.rejection.message);
    if (opened.rejection.code === 'UNAUTHENTICATED') forget();
    else setTimeout(() => closed || void open(), AGAIN_MS);
  };
  void open();
  return () => {
    closed = true;
    connection?.close();
    connection = null;
  };
}

/** Whether the service has sent events that have not come here yet. */
function isBehind(lastSeq: number): boolean {
  const seen = connection?.lastSeq() ?? null;
  return seen !== null && seen < lastSeq;
}

function deliver(event: ClientEvent): void {
  if (event.type === 'quote.live') serverTime.observe(event.data.serverTime);
  if (linkStore.get().state === 'resuming' && connection?.isConnected() === true) setLink('connected');
  for (const listener of [...listeners]) listener(event);
}
