import { fieldsOf, instantOf, listOf } from '../json.ts';
import { type Frame, rejected, type Said, type VenueProtocol } from '../protocol.ts';
import { spotTick } from '../spot-tick.ts';
import { namedBy, type SymbolNames } from '../symbols.ts';

/**
 * Kraken v2, channel `ticker` triggered by the best bid or offer (by default trades trigger it): numbers, a time, no
 * sequence. It says something every second, a heartbeat when there is nothing else.
 * Source: docs.kraken.com, WebSocket API v2.
 */
export function krakenProtocol(symbols: readonly string[]): VenueProtocol {
  const names = namedBy((symbol) => symbol.replace('-', '/'), symbols);
  const params = { channel: 'ticker', symbol: names.theirs, event_trigger: 'bbo', snapshot: true };
  return {
    venue: 'kraken',
    deadlines: { connectMs: 10_000, messageMs: 5_000, heartbeatMs: null },
    probe: { afterQuietMs: 2_500, frame: '{"method":"ping"}' },
    maxLifeMs: null,
    connectSpacingMs: 2_000,
    maxFrameBytes: 65_536,
    converse: (connectionId) => ({
      greeting: () => [JSON.stringify({ method: 'subscribe', params, req_id: 1 })],
      read: (frame) => read(frame, { connectionId, names }),
    }),
  };
}

interface Line {
  readonly connectionId: string;
  readonly names: SymbolNames;
}

function read({ text, receivedAt }: Frame, line: Line): readonly Said[] {
  const message = fieldsOf<'channel' | 'data' | 'method' | 'success' | 'error'>(JSON.parse(text));
  if (message.channel === 'ticker')
    return listOf(message.data).flatMap((book) => readBook(book, { ...line, receivedAt }));
  if (message.channel === 'heartbeat' || message.channel === 'status') return [];
  if (message.success === false) return [{ kind: 'refused', message: `${message.error}` }];
  return message.method === undefined ? rejected('unknown message') : [];
}

function readBook(book: unknown, { connectionId, names, receivedAt }: Line & { receivedAt: number }): readonly Said[] {
  const { symbol: theirs, bid, ask, timestamp } = fieldsOf<'symbol' | 'bid' | 'ask' | 'timestamp'>(book);
  const symbol = names.ourOf(theirs);
  if (symbol === null) return rejected('unknown symbol');
  const exchangeAt = instantOf(timestamp);
  return spotTick({ venue: 'kraken', connectionId, symbol, bid, ask, exchangeAt, receivedAt, sequence: null });
}
