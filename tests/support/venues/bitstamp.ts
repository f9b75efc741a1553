import { type LocalVenue, startLocalVenue } from './local-venue.ts';
import { decimal, type SpotBook, type SpotVenue } from './spot-book.ts';

export type BitstampVenue = LocalVenue & SpotVenue;

/** Channels `order_book_<pair>`: whole books of several levels, no snapshot before the next change; answers `bts:heartbeat`. */
export async function startBitstamp(): Promise<BitstampVenue> {
  let lastMicro = 0;
  const venue = await startLocalVenue({
    path: '/',
    answer(peer, text) {
      const { event, data } = JSON.parse(text);
      if (event === 'bts:subscribe') {
        peer.subscriptions.add(data.channel);
        peer.send(JSON.stringify({ event: 'bts:subscription_succeeded', channel: data.channel, data: {} }));
      } else if (event === 'bts:heartbeat') {
        if (venue.heartbeats) peer.send(JSON.stringify({ event, channel: '', data: { status: 'success' } }));
      } else {
        peer.send(
          JSON.stringify({ event: 'bts:error', channel: '', data: { code: null, message: 'Bad subscription' } }),
        );
      }
    },
  });

  return Object.assign(venue, {
    publish(symbol: string, { bid, ask, at = Date.now(), sequence }: SpotBook) {
      const channel = `order_book_${symbol.replace('-', '').toLowerCase()}`;
      const bids = levelsFrom(bid, -1);
      const asks = levelsFrom(ask, 1);
      lastMicro = Math.max(lastMicro + 1, at * 1_000);
      const microtimestamp = `${sequence ?? lastMicro}`;
      const book = { timestamp: `${Math.floor(at / 1_000)}`, microtimestamp, bids, asks };
      const text = JSON.stringify({ data: book, channel, event: 'data' });
      for (const peer of venue.peers) if (peer.subscriptions.has(channel)) peer.send(text);
    },
    askReconnect() {
      venue.say('{"event":"bts:request_reconnect","channel":"","data":""}');
    },
  });
}

function levelsFrom(best: number | null, step: 1 | -1): string[][] {
  if (best === null) return [];
  return Array.from({ length: 5 }, (_, level) => [decimal(best + step * level), '0.14406384']);
}
