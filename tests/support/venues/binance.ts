import { type LocalVenue, type Peer, startLocalVenue } from './local-venue.ts';
import { decimal, risingNumbers, type SpotVenue } from './spot-book.ts';

export type BinanceVenue = LocalVenue & SpotVenue;

/** Combined streams `<symbol>@bookTicker`: no snapshot, no time; pings, and hangs up on who answers none for three intervals. */
export async function startBinance({ pingMs = 20_000 }: { readonly pingMs?: number } = {}): Promise<BinanceVenue> {
  const nextUpdate = risingNumbers(400_900_000);
  const venue = await startLocalVenue({
    path: '/stream',
    beatMs: pingMs,
    answer(peer, text) {
      const { method, params, id } = JSON.parse(text);
      if (method === 'SUBSCRIBE') for (const stream of params) peer.subscriptions.add(stream);
      if (method === 'SUBSCRIBE') peer.send(JSON.stringify({ result: null, id }));
      else if (method === 'LIST_SUBSCRIPTIONS') peer.send(JSON.stringify({ result: [...peer.subscriptions], id }));
      else peer.send(JSON.stringify({ error: { code: 2, msg: `Invalid request: unknown method ${method}` }, id }));
    },
    ponged(peer) {
      peer.lastAnswerAt = Date.now();
    },
    beat(peer, now) {
      if (now - peer.lastAnswerAt > 3 * pingMs) peer.close('Pong timeout');
      else if (venue.heartbeats) peer.ping();
    },
  });

  const tell = (peer: Peer, stream: string, message: object) => {
    if (peer.subscriptions.has(stream)) peer.send(JSON.stringify({ stream, data: message }));
  };

  return Object.assign(venue, {
    publish(symbol, { bid, ask, sequence }) {
      const name = symbol.replace('-', '');
      const update = { u: nextUpdate(sequence), s: name, b: decimal(bid), B: '31.21', a: decimal(ask), A: '40.66' };
      for (const peer of venue.peers) tell(peer, `${name.toLowerCase()}@bookTicker`, update);
    },
    askReconnect() {
      venue.say(JSON.stringify({ stream: '!serverShutdown', data: { e: 'serverShutdown', E: Date.now() } }));
    },
  } satisfies SpotVenue);
}
