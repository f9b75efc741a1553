import type { MarketMessage } from '../contracts/session.ts';
import type { IdentifiedSnapshot, MarketFeed } from '../market/index.ts';
import { toDecimalText } from '../quoting/index.ts';
import type { ClientSocket } from './client-socket.ts';

export interface MarketStream {
  /** Both return what the socket now watches; an underlying without a market is not among it. */
  subscribe(socket: ClientSocket, underlyings: readonly string[]): string[];
  unsubscribe(socket: ClientSocket, underlyings: readonly string[]): string[];
  drop(socket: ClientSocket): void;
}

/** Sends each new market to those who watch it. A socket that is slow misses some: only the newest matters. */
export function makeMarketStream(feed: MarketFeed): MarketStream {
  const watched = new Map<ClientSocket, Set<string>>();

  const send = (socket: ClientSocket, underlyings: Iterable<string>, snapshot: IdentifiedSnapshot) => {
    for (const underlying of underlyings) {
      const message = toMessage(underlying, snapshot);
      if (message !== null) socket.volatile.emit('market', message);
    }
  };
  feed.onSnapshot((snapshot) => {
    for (const [socket, underlyings] of watched) send(socket, underlyings, snapshot);
  });

  return {
    subscribe(socket, underlyings) {
      const mine = watched.get(socket) ?? new Set();
      const current = feed.current();
      const known = underlyings.filter((underlying) => current !== null && toMessage(underlying, current) !== null);
      for (const underlying of known) mine.add(underlying);
      watched.set(socket, mine);
      if (current !== null) setImmediate(() => send(socket, known, current));
      return [...mine];
    },
    unsubscribe(socket, underlyings) {
      const mine = watched.get(socket) ?? new Set();
      for (const underlying of underlyings) mine.delete(underlying);
      return [...mine];
    },
    drop(socket) {
      watched.delete(socket);
    },
  };
}

function toMessage(underlying: string, { snapshot }: IdentifiedSnapshot): MarketMessage | null {
  const market = snapshot.underlyings[underlying];
  if (market === undefined || snapshot.source === 'supplied') return null;
  return {
    underlying,
    spot: toDecimalText(market.spot),
    asOf: new Date(snapshot.asOf).toISOString(),
    source: snapshot.source,
  };
}
