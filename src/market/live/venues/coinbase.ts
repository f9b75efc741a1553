import { fieldsOf, instantOf, wholeNumber } from '../json.ts';
import { firstOf, type Normalisers } from '../normalisers.ts';
import { type Conversation, type Frame, HEARTBEAT, rejected, type Said, type VenueProtocol } from '../protocol.ts';
import { spotTick } from '../spot-tick.ts';
import { namedBy, type SymbolNames } from '../symbols.ts';

/**
 * Coinbase Exchange, channel `ticker`, sent with trades; its sequence is the product's, shared with other messages, so it
 * rises and skips. A heartbeat a second per product names the last trade, which shows whether a ticker was lost. One must
 * subscribe within 5 s; 8 connections a second.
 * Source: docs.cdp.coinbase.com, Exchange WebSocket.
 */
export function coinbaseProtocol(symbols: readonly string[], normalisers: Normalisers): VenueProtocol {
  const names = namedBy((symbol) => symbol, symbols);
  const channels = ['ticker', 'heartbeat'].map((name) => ({ name, product_ids: names.theirs }));
  return {
    venue: 'coinbase',
    deadlines: { connectMs: 10_000, messageMs: 5_000, heartbeatMs: 5_000 },
    probe: null,
    maxLifeMs: null,
    connectSpacingMs: 500,
    maxFrameBytes: 65_536,
    converse: (connectionId) => ({
      greeting: () => [JSON.stringify({ type: 'subscribe', channels })],
      read: coinbaseReader({ connectionId, names, normalisers }),
    }),
  };
}

function coinbaseReader({
  connectionId,
  names,
  normalisers,
}: {
  readonly connectionId: string;
  readonly names: SymbolNames;
  readonly normalisers: Normalisers;
}): Conversation['read'] {
  const mapper = normalisers.bookTickers('coinbase', new Date(0));
  const trades = makeTradeCheck();

  const readTicker = (message: unknown, receivedAt: number): readonly Said[] => {
    const { sequence, time, trade_id } = fieldsOf<'sequence' | 'time' | 'trade_id'>(message);
    const ticker = firstOf(mapper.map(message, new Date(receivedAt)));
    const symbol = names.ourOf(ticker?.symbol);
    if (ticker === null || symbol === null) return rejected('unknown symbol');
    trades.seen(symbol, wholeNumber(trade_id));
    return spotTick({
      venue: 'coinbase',
      connectionId,
      symbol,
      bid: ticker.bidPrice,
      ask: ticker.askPrice,
      exchangeAt: instantOf(time),
      receivedAt,
      sequence: wholeNumber(sequence),
    });
  };

  const readNotice = (message: unknown): readonly Said[] => {
    const { type, product_id, last_trade_id } = fieldsOf<'type' | 'product_id' | 'last_trade_id'>(message);
    if (type === 'error') return [{ kind: 'refused', message: refusalOf(message) }];
    if (type !== 'heartbeat') return type === 'subscriptions' ? [] : rejected('unknown message');
    const lost = trades.lost(names.ourOf(product_id), wholeNumber(last_trade_id));
    return lost ? [...HEARTBEAT, { kind: 'gap' }] : HEARTBEAT;
  };

  return ({ text, receivedAt }: Frame) => {
    const message: unknown = JSON.parse(text);
    return mapper.canHandle(fieldsOf(message)) ? readTicker(message, receivedAt) : readNotice(message);
  };
}

function refusalOf(error: unknown): string {
  const { message, reason } = fieldsOf<'message' | 'reason'>(error);
  return `${message}: ${reason}`;
}

/** A ticker was lost when the trade that one heartbeat names has not come by the next heartbeat, a second later. */
function makeTradeCheck() {
  const seenTrade = new Map<string, number>();
  const namedTrade = new Map<string, number>();
  return {
    seen(symbol: string, trade: number | null): void {
      if (trade !== null) seenTrade.set(symbol, trade);
    },
    lost(symbol: string | null, lastTrade: number | null): boolean {
      if (symbol === null || lastTrade === null) return false;
      const seen = seenTrade.get(symbol);
      const named = namedTrade.get(symbol);
      namedTrade.set(symbol, lastTrade);
      if (seen === undefined || named === undefined || named <= seen) return false;
      seenTrade.set(symbol, named); // counted once
      return true;
    },
  };
}
