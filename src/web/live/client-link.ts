import { type ClientConnection, connectClient } from '../../client/connect.ts';
import type { ClientEvent } from '../../client/events.ts';
import { type Result, reject } from '../../contracts/result.ts';
import type { ClientAnswer, ClientRequestInput, ClientRequestName } from '../../contracts/socket.ts';
import { onNewPerson } from '../ui/store.ts';
import { tellAccountEvent } from './account-events.ts';
import { connectedAgain, linkStore, marketStore, refused, serverTime, setLink, sourceStore } from './link.ts';
import { localNow } from './local-clock.ts';

const AGAIN_MS = 2_000;

let connection: ClientConnection | null = null;
const listeners = new Set<(event: ClientEvent) => void>();
/** Of the connection before: a new one, after signing in again, begins after it. */
let seenSeq: number | null = null;
onNewPerson(() => {
  seenSeq = null;
});

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

/** So long a request waits for its connection to be back; an id older than that is nobody's wish any more. */
const WAIT_MS = 60_000;

/**
 * Asks until the service has answered: what a lost connection may have swallowed is sent again under its own id, which
 * makes it one request however often it arrives. `onWait` is told when it begins to wait.
 */
export async function askThrough<N extends ClientRequestName>(
  name: N,
  payload: ClientRequestInput<N>,
  onWait: () => void,
): Promise<Result<ClientAnswer<N>>> {
  const answer = await ask(name, payload);
  const isLost = !answer.ok && answer.rejection.code === 'UNAVAILABLE' && linkStore.get().state !== 'connected';
  if (!isLost) return answer;
  onWait();
  return (await connectedAgain(WAIT_MS)) ? ask(name, payload) : answer;
}

/** Opens the one connection of a client's page and keeps it; the answer closes it. */
export function openClientLink(underlyings: readonly string[]): () => void {
  let closed = false;
  const start = seenSeq === null ? {} : { afterSeq: seenSeq };
  const open = async () => {
    setLink('connecting');
    const opened = await connectClient({
      url: '',
      auth: () => ({ cookie: true }),
      now: localNow,
      onEvent: deliver,
      ...start,
      onHello: (hello) => {
        serverTime.reset();
        serverTime.observe(hello.serverTime);
        setLink(isBehind(hello.lastSeq) ? 'resuming' : 'connected');
        void connection?.request('market.subscribe', { underlyings: [...underlyings] });
      },
      onDisconnect: (reason) => setLink('reconnecting', reason),
      onRefused: refused,
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
    refused(opened.rejection);
    if (opened.rejection.code !== 'UNAUTHENTICATED') setTimeout(() => closed || void open(), AGAIN_MS);
  };
  void open();
  return () => {
    closed = true;
    seenSeq = connection?.lastSeq() ?? seenSeq;
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
  tellAccountEvent(event);
}
