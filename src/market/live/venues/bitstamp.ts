import { fieldsOf, listOf, wholeNumber } from '../json.ts';
import { type Frame, rejected, type Said, type VenueProtocol } from '../protocol.ts';
import { spotTick } from '../spot-tick.ts';
import { namedBy, type SymbolNames } from '../symbols.ts';

const CHANNEL = 'order_book_';

/**
 * Bitstamp has no channel for the top of book: the best of 100 levels of `order_book` are taken. Its microtimestamp orders
 * the books. It answers heartbeats it is asked for, and asks to be connected to anew before it restarts.
 * Source: bitstamp.net, WebSocket API v2.
 */
export function bitstampProtocol(symbols: readonly string[]): VenueProtocol {
  const names = namedBy((symbol) => symbol.replace('-', '').toLowerCase(), symbols);
  const subscribe = (name: string) => ({ event: 'bts:subscribe', data: { channel: `${CHANNEL}${name}` } });
  return {
    venue: 'bitstamp',
    deadlines: { connectMs: 10_000, messageMs: 5_000, heartbeatMs: null },
    probe: { afterQuietMs: 2_500, frame: '{"event":"bts:heartbeat"}' },
    maxLifeMs: null,
    connectSpacingMs: 1_000,
    maxFrameBytes: 262_144,
    converse: (connectionId) => ({
      greeting: () => names.theirs.map((name) => JSON.stringify(subscribe(name))),
      read: (frame) => read(frame, { connectionId, names }),
    }),
  };
}

interface Line {
  readonly connectionId: string;
  readonly names: SymbolNames;
}

function read({ text, receivedAt }: Frame, line: Line): readonly Said[] {
  const { event, channel, data } = fieldsOf<'event' | 'channel' | 'data'>(JSON.parse(text));
  if (event === 'data') return readBook({ channel, data, receivedAt }, line);
  if (event === 'bts:request_reconnect') return [{ kind: 'move', reason: 'the venue asks to reconnect' }];
  if (event === 'bts:error') return [{ kind: 'refused', message: JSON.stringify(data) }];
  const known = event === 'bts:subscription_succeeded' || event === 'bts:heartbeat';
  return known ? [] : rejected('unknown message');
}

interface GivenBook {
  readonly channel: unknown;
  readonly data: unknown;
  readonly receivedAt: number;
}

function readBook({ channel, data, receivedAt }: GivenBook, { connectionId, names }: Line): readonly Said[] {
  const name = typeof channel === 'string' && channel.startsWith(CHANNEL) ? channel.slice(CHANNEL.length) : null;
  const symbol = names.ourOf(name);
  if (symbol === null) return rejected('unknown symbol');
  const { microtimestamp, bids, asks } = fieldsOf<'microtimestamp' | 'bids' | 'asks'>(data);
  if (!Array.isArray(bids) || !Array.isArray(asks)) return rejected('book without bids or asks');
  const sequence = wholeNumber(microtimestamp);
  return spotTick({
    venue: 'bitstamp',
    connectionId,
    symbol,
    bid: listOf(bids[0])[0],
    ask: listOf(asks[0])[0],
    exchangeAt: sequence === null ? null : Math.floor(sequence / 1_000),
    receivedAt,
    sequence,
  });
}
