import { type LocalVenue, type Peer, startLocalVenue } from './local-venue.ts';
import type { SpotBook, SpotVenue } from './spot-book.ts';

export type KrakenVenue = LocalVenue & SpotVenue;

/** Channel `ticker` of v2: a snapshot, updates, and a heartbeat whenever nothing else was said for a second. */
export async function startKraken({
  heartbeatMs = 1_000,
}: {
  readonly heartbeatMs?: number;
} = {}): Promise<KrakenVenue> {
  const books = new Map<string, object>();

  const subscribe = (
    peer: Peer,
    { params, req_id }: { params: { channel: string; symbol: string[] }; req_id: number },
  ) => {
    for (const symbol of params.symbol) {
      if (params.channel !== 'ticker' || !/^[A-Z]+\/[A-Z]+$/.test(symbol)) {
        peer.send(
          JSON.stringify({ method: 'subscribe', success: false, error: 'Currency pair not supported', req_id }),
        );
        continue;
      }
      peer.subscriptions.add(symbol);
      const result = { channel: 'ticker', symbol, snapshot: true };
      peer.send(JSON.stringify({ method: 'subscribe', result, success: true, req_id }));
      const book = books.get(symbol);
      if (book !== undefined) peer.send(JSON.stringify({ channel: 'ticker', type: 'snapshot', data: [book] }));
    }
  };

  const venue = await startLocalVenue({
    path: '/v2',
    beatMs: heartbeatMs,
    greet: (peer) => peer.send('{"channel":"status","type":"update","data":[{"system":"online","api_version":"v2"}]}'),
    answer(peer, text) {
      const message = JSON.parse(text);
      if (message.method === 'subscribe') subscribe(peer, message);
      else if (message.method === 'ping' && venue.heartbeats) peer.send('{"method":"pong"}');
    },
    beat(peer, now) {
      const isQuiet = now - peer.lastPushAt >= 0.9 * heartbeatMs;
      if (isQuiet && venue.heartbeats && peer.subscriptions.size > 0) peer.send('{"channel":"heartbeat"}');
    },
  });

  return Object.assign(venue, {
    publish(ours: string, { bid, ask, at = Date.now() }: SpotBook) {
      const symbol = ours.replace('-', '/');
      const timestamp = new Date(at).toISOString().replace('Z', '456Z');
      const book = { symbol, bid, bid_qty: 2.5, ask, ask_qty: 3.2, last: ask, volume: 163.28908096, timestamp };
      books.set(symbol, book);
      const text = JSON.stringify({ channel: 'ticker', type: 'update', data: [book] });
      for (const peer of venue.peers) if (peer.subscriptions.has(symbol)) peer.send(text);
    },
    askReconnect() {
      for (const peer of venue.peers) peer.close('restart');
    },
  });
}
