import { fieldsOf, listOf, positive, wholeNumber } from '../json.ts';
import type { Normalisers } from '../normalisers.ts';
import { type Frame, rejected, type Said, type VenueProtocol } from '../protocol.ts';
import { spotTick } from '../spot-tick.ts';
import { namedBy } from '../symbols.ts';

/** The package reads the channels of today for any later day. */
const SINCE_V5 = new Date(Date.UTC(2024, 0));

/**
 * OKX v5, channel `bbo-tbt`: every change of the best bid or ask, with `seqId`, which rises and skips. Silence is normal;
 * after 30 s of it the server hangs up, unless asked by the text "ping", which it answers "pong". 3 connections a second.
 * Source: OKX API v5, WebSocket, public channels.
 */
export function okxProtocol(symbols: readonly string[], { bookTickers }: Normalisers): VenueProtocol {
  const names = namedBy((symbol) => symbol, symbols);
  const mapper = bookTickers('okex', SINCE_V5);
  const args = names.theirs.map((instId) => ({ channel: 'bbo-tbt', instId }));

  const read = ({ text, receivedAt }: Frame, connectionId: string): readonly Said[] => {
    if (text === 'pong') return [];
    const message = fieldsOf<'event' | 'data' | 'code' | 'msg'>(JSON.parse(text));
    if (!mapper.canHandle(message)) return readNotice(message);
    const given = listOf(message.data);
    return [...(mapper.map(message, new Date(receivedAt)) ?? [])].flatMap((ticker, at) => {
      const symbol = names.ourOf(ticker.symbol);
      if (symbol === null) return rejected('unknown symbol');
      return spotTick({
        venue: 'okx',
        connectionId,
        symbol,
        bid: ticker.bidPrice,
        ask: ticker.askPrice,
        exchangeAt: positive(ticker.timestamp.valueOf()),
        receivedAt,
        sequence: wholeNumber(fieldsOf<'seqId'>(given[at]).seqId),
      });
    });
  };

  return {
    venue: 'okx',
    deadlines: { connectMs: 10_000, messageMs: 5_000, heartbeatMs: null },
    probe: { afterQuietMs: 2_500, frame: 'ping' },
    maxLifeMs: null,
    connectSpacingMs: 500,
    maxFrameBytes: 65_536,
    converse: (connectionId) => ({
      greeting: () => [JSON.stringify({ op: 'subscribe', args })],
      read: (frame) => read(frame, connectionId),
    }),
  };
}

function readNotice({ event, code, msg }: { event?: unknown; code?: unknown; msg?: unknown }): readonly Said[] {
  if (event === 'error') return [{ kind: 'refused', message: `${code} ${msg}` }];
  if (event === 'notice') return [{ kind: 'move', reason: `${msg}` }];
  return event === undefined ? rejected('unknown message') : [];
}
