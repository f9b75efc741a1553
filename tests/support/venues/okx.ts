import { type LocalVenue, type Peer, startLocalVenue } from './local-venue.ts';
import { decimal, risingNumbers, type SpotBook, type SpotVenue } from './spot-book.ts';

export type OkxVenue = LocalVenue & SpotVenue;

interface Channel {
  readonly channel: string;
  readonly instId: string;
}

/** Channel `bbo-tbt` with a snapshot; answers "ping", and hangs up after `silenceMs` without a push or a ping. */
export async function startOkx({ silenceMs = 30_000 }: { readonly silenceMs?: number } = {}): Promise<OkxVenue> {
  const nextSequence = risingNumbers(123_456);
  const pushes = new Map<string, string>();

  const subscribe = (peer: Peer, args: readonly Channel[]) => {
    for (const arg of args) {
      if (arg.channel !== 'bbo-tbt') {
        const msg = `Invalid request: channel ${arg.channel} does not exist`;
        peer.send(JSON.stringify({ event: 'error', code: '60018', msg, connId: 'a4d3ae55' }));
        continue;
      }
      peer.subscriptions.add(arg.instId);
      peer.send(JSON.stringify({ event: 'subscribe', arg, connId: 'a4d3ae55' }));
      const push = pushes.get(arg.instId);
      if (push !== undefined) peer.send(push);
    }
  };

  const venue = await startLocalVenue({
    path: '/ws/v5/public',
    beatMs: silenceMs / 10,
    answer(peer, text) {
      if (text === 'ping' && venue.heartbeats) peer.send('pong');
      if (text !== 'ping') subscribe(peer, JSON.parse(text).args);
    },
    beat(peer, now) {
      if (now - peer.lastPushAt > silenceMs) peer.close('No data received in 30s.');
    },
  });

  return Object.assign(venue, {
    publish(symbol: string, { bid, ask, at = Date.now(), sequence }: SpotBook) {
      const levels = (price: number | null) => (price === null ? [] : [[decimal(price), '415', '0', '13']]);
      const book = { asks: levels(ask), bids: levels(bid), ts: `${at}`, seqId: nextSequence(sequence) };
      const push = JSON.stringify({ arg: { channel: 'bbo-tbt', instId: symbol }, data: [book] });
      pushes.set(symbol, push);
      for (const peer of venue.peers) if (peer.subscriptions.has(symbol)) peer.send(push);
    },
    askReconnect() {
      venue.say(
        JSON.stringify({ event: 'notice', code: '64008', msg: 'The connection will soon be closed', connId: 'a' }),
      );
    },
  });
}
