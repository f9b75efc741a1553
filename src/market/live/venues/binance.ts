import { fieldsOf, positive, wholeNumber } from '../json.ts';
import { firstOf, type Normalisers } from '../normalisers.ts';
import { type Frame, rejected, type Said, type VenueProtocol } from '../protocol.ts';
import { spotTick } from '../spot-tick.ts';
import { namedBy } from '../symbols.ts';

/**
 * Binance spot, streams `bookTicker`: no exchange time, and `u`, the number of the book's update, which rises and skips.
 * It pings every 20 s, ends connections after 24 h, and takes 300 connections in 5 minutes and 5 messages a second.
 * Source: binance-spot-api-docs, web-socket-streams.md.
 */
export function binanceProtocol(symbols: readonly string[], { bookTickers }: Normalisers): VenueProtocol {
  const names = namedBy((symbol) => symbol.replace('-', ''), symbols);
  const streams = names.theirs.map((name) => `${name.toLowerCase()}@bookTicker`);
  const mapper = bookTickers('binance', new Date(0));

  const read = ({ text, receivedAt }: Frame, connectionId: string): readonly Said[] => {
    const message = inStream(JSON.parse(text));
    if (!mapper.canHandle(message)) return readNotice(message.data);
    const ticker = firstOf(mapper.map(message, new Date(receivedAt)));
    const symbol = names.ourOf(ticker?.symbol);
    if (ticker === null || symbol === null) return rejected('unknown symbol');
    const { E: stamped, u } = fieldsOf<'E' | 'u'>(message.data);
    return spotTick({
      venue: 'binance',
      connectionId,
      symbol,
      bid: ticker.bidPrice,
      ask: ticker.askPrice,
      exchangeAt: stamped === undefined ? null : positive(ticker.timestamp.valueOf()),
      receivedAt,
      sequence: wholeNumber(u),
    });
  };

  return {
    venue: 'binance',
    deadlines: { connectMs: 10_000, messageMs: 5_000, heartbeatMs: 65_000 },
    probe: { afterQuietMs: 2_500, frame: '{"method":"LIST_SUBSCRIPTIONS","id":2}' },
    maxLifeMs: 23 * 3_600_000,
    connectSpacingMs: 1_500,
    maxFrameBytes: 65_536,
    converse: (connectionId) => ({
      greeting: () => [JSON.stringify({ method: 'SUBSCRIBE', params: streams, id: 1 })],
      read: (frame) => read(frame, connectionId),
    }),
  };
}

/** A raw stream's message as the combined streams wrap it; of anything else, the message itself as the data. */
function inStream(message: unknown): { readonly stream?: string; readonly data: unknown } {
  const { stream, data, s, b } = fieldsOf<'stream' | 'data' | 's' | 'b'>(message);
  if (typeof stream === 'string') return { stream, data };
  return s === undefined || b === undefined ? { data: message } : { stream: '@bookTicker', data: message };
}

function readNotice(message: unknown): readonly Said[] {
  const { e, id, error, code, msg } = fieldsOf<'e' | 'id' | 'error' | 'code' | 'msg'>(message);
  if (e === 'serverShutdown') return [{ kind: 'move', reason: 'the server shuts down' }];
  const failure = error ?? (code === undefined ? undefined : { code, msg });
  if (failure !== undefined) return [{ kind: 'refused', message: JSON.stringify(failure) }];
  return id === undefined ? rejected('unknown message') : [];
}
