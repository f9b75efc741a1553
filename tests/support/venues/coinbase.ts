import { type LocalVenue, type Peer, startLocalVenue } from './local-venue.ts';
import { decimal, risingNumbers, type SpotBook, type SpotVenue } from './spot-book.ts';

export interface CoinbaseVenue extends LocalVenue, SpotVenue {
  /** A trade whose ticker never comes: the next heartbeats name it. */
  loseTicker(symbol: string): void;
}

/** Channels `ticker` (with a first one as the snapshot) and `heartbeat`; hangs up on who subscribes to nothing for 5 s. */
export async function startCoinbase({
  heartbeatMs = 1_000,
}: {
  readonly heartbeatMs?: number;
} = {}): Promise<CoinbaseVenue> {
  const nextSequence = risingNumbers(127_113_500_000);
  const trades = new Map<string, number>();
  const lastTicker = new Map<string, string>();

  const subscribe = (peer: Peer, channels: readonly { name: string; product_ids: readonly string[] }[]) => {
    for (const { name, product_ids } of channels) for (const id of product_ids) peer.subscriptions.add(`${name} ${id}`);
    peer.send(JSON.stringify({ type: 'subscriptions', channels }));
    for (const [product, text] of lastTicker) if (peer.subscriptions.has(`ticker ${product}`)) peer.send(text);
  };

  const venue = await startLocalVenue({
    path: '/',
    beatMs: heartbeatMs,
    answer(peer, text) {
      const { type, channels } = JSON.parse(text);
      if (type === 'subscribe') subscribe(peer, channels);
      else peer.send(JSON.stringify({ type: 'error', message: 'Failed to subscribe', reason: `${type} is not valid` }));
    },
    beat(peer, now) {
      if (peer.subscriptions.size === 0 && now - peer.connectedAt > 5 * heartbeatMs) peer.close('subscribe first');
      if (venue.heartbeats) for (const channel of peer.subscriptions) sendHeartbeat(peer, channel);
    },
  });

  const sendHeartbeat = (peer: Peer, channel: string) => {
    const [name, product = ''] = channel.split(' ');
    if (name !== 'heartbeat') return;
    const counts = { sequence: nextSequence(undefined), last_trade_id: trades.get(product) ?? 1_000 };
    const time = new Date().toISOString();
    peer.send(JSON.stringify({ type: 'heartbeat', ...counts, product_id: product, time }));
  };

  const tickerOf = (symbol: string, { bid, ask, at = Date.now(), sequence }: SpotBook) =>
    JSON.stringify({
      type: 'ticker',
      product_id: symbol,
      sequence: nextSequence(sequence),
      trade_id: trades.get(symbol),
      time: new Date(at).toISOString().replace('Z', '361Z'),
      price: decimal(ask),
      side: 'buy',
      last_size: '0.0003128',
      best_bid: decimal(bid),
      best_bid_size: '0.20495031',
      best_ask: decimal(ask),
      best_ask_size: '0.49546688',
    });

  return Object.assign(venue, {
    publish(symbol: string, book: SpotBook) {
      trades.set(symbol, (trades.get(symbol) ?? 1_000) + 1);
      const text = tickerOf(symbol, book);
      lastTicker.set(symbol, text);
      for (const peer of venue.peers) if (peer.subscriptions.has(`ticker ${symbol}`)) peer.send(text);
    },
    loseTicker(symbol: string) {
      trades.set(symbol, (trades.get(symbol) ?? 1_000) + 1);
    },
    askReconnect() {
      for (const peer of venue.peers) peer.close('maintenance');
    },
  });
}
