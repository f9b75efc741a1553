import { loadNormalisers, type Normalisers } from '../../../../src/market/live/normalisers.ts';
import type { Said, VenueProtocol } from '../../../../src/market/live/protocol.ts';
import { VENUES, type VenueName } from '../../../../src/market/live/venue-catalogue.ts';

const RECEIVED_AT = Date.UTC(2026, 10, 22, 8);

let normalisers: Normalisers;
beforeAll(async () => {
  normalisers = await loadNormalisers();
});

const protocolOf = (venue: VenueName, symbols: readonly string[]): VenueProtocol =>
  VENUES[venue].protocol(symbols, normalisers);
const read = (venue: VenueName, { symbols, text }: { readonly symbols: readonly string[]; readonly text: string }) =>
  protocolOf(venue, symbols).converse('c-1').read({ text, receivedAt: RECEIVED_AT });
const aTick = (venue: VenueName, fields: object) => ({
  kind: 'tick',
  tick: { kind: 'spot', venue, connectionId: 'c-1', receivedAt: RECEIVED_AT, ...fields },
});

describe('reading a price as the venue documents it', () => {
  it.each([
    {
      venue: 'binance',
      form: 'a combined stream',
      symbols: ['BNB-USDT'],
      text: '{"stream":"bnbusdt@bookTicker","data":{"u":400900217,"s":"BNBUSDT","b":"25.35190000","B":"31.21","a":"25.36520000","A":"40.66"}}',
      tick: { symbol: 'BNB-USDT', bid: 25.3519, ask: 25.3652, exchangeAt: null, sequence: 400_900_217 },
    },
    {
      venue: 'binance',
      form: 'a raw stream',
      symbols: ['BNB-USDT'],
      text: '{"u":400900217,"s":"BNBUSDT","b":"25.35190000","B":"31.21","a":"25.36520000","A":"40.66"}',
      tick: { symbol: 'BNB-USDT', bid: 25.3519, ask: 25.3652, exchangeAt: null, sequence: 400_900_217 },
    },
    {
      venue: 'binance',
      form: 'a stream with event times',
      symbols: ['BNB-USDT'],
      text: '{"stream":"bnbusdt@bookTicker","data":{"e":"bookTicker","u":7,"E":1568014460893,"s":"BNBUSDT","b":"25.35","B":"31.21","a":"25.36","A":"40.66"}}',
      tick: { symbol: 'BNB-USDT', bid: 25.35, ask: 25.36, exchangeAt: 1_568_014_460_893, sequence: 7 },
    },
    {
      venue: 'coinbase',
      form: 'a ticker',
      symbols: ['BTC-USD'],
      text: '{"type":"ticker","product_id":"BTC-USD","sequence":127113500279,"trade_id":1008094628,"time":"2026-04-25T13:53:06.170361Z","price":"77668.92","best_bid":"77668.91","best_bid_size":"0.2","best_ask":"77668.92","best_ask_size":"0.4"}',
      tick: {
        symbol: 'BTC-USD',
        bid: 77_668.91,
        ask: 77_668.92,
        exchangeAt: Date.UTC(2026, 3, 25, 13, 53, 6, 170),
        sequence: 127_113_500_279,
      },
    },
    {
      venue: 'kraken',
      form: 'a snapshot',
      symbols: ['BTC-USD'],
      text: '{"channel":"ticker","type":"snapshot","data":[{"symbol":"BTC/USD","bid":105944.20,"bid_qty":2.5,"ask":105944.30,"ask_qty":3.2,"last":105899.40,"timestamp":"2022-12-25T09:30:59.123456Z"}]}',
      tick: {
        symbol: 'BTC-USD',
        bid: 105_944.2,
        ask: 105_944.3,
        exchangeAt: Date.UTC(2022, 11, 25, 9, 30, 59, 123),
        sequence: null,
      },
    },
    {
      venue: 'kraken',
      form: 'an update without a time',
      symbols: ['BTC-USD'],
      text: '{"channel":"ticker","type":"update","data":[{"symbol":"BTC/USD","bid":105944.20,"ask":105944.30}]}',
      tick: { symbol: 'BTC-USD', bid: 105_944.2, ask: 105_944.3, exchangeAt: null, sequence: null },
    },
    {
      venue: 'okx',
      form: 'a best bid and offer',
      symbols: ['BTC-USDT'],
      text: '{"arg":{"channel":"bbo-tbt","instId":"BTC-USDT"},"data":[{"asks":[["8476.98","415","0","13"]],"bids":[["8476.97","256","0","12"]],"ts":"1597026383085","seqId":123456}]}',
      tick: { symbol: 'BTC-USDT', bid: 8_476.97, ask: 8_476.98, exchangeAt: 1_597_026_383_085, sequence: 123_456 },
    },
    {
      venue: 'bitstamp',
      form: 'a book',
      symbols: ['BTC-USD'],
      text: '{"data":{"timestamp":"1583691851","microtimestamp":"1583691851934000","bids":[["8302.90","1.5"],["8302.00","2"]],"asks":[["8303.10","0.7"],["8304","1"]]},"channel":"order_book_btcusd","event":"data"}',
      tick: {
        symbol: 'BTC-USD',
        bid: 8_302.9,
        ask: 8_303.1,
        exchangeAt: 1_583_691_851_934,
        sequence: 1_583_691_851_934_000,
      },
    },
  ] as const)('$venue, $form', ({ venue, symbols, text, tick }) => {
    expect(read(venue, { symbols, text })).toEqual([aTick(venue, tick)]);
  });
});

describe('reading what is no price', () => {
  const NOTHING: readonly Said[] = [];
  const HEARTBEAT = { kind: 'heartbeat' };
  const rejected = (reason: string) => [{ kind: 'rejected', reason }];

  it.each([
    { venue: 'binance', what: 'an acknowledgement', text: '{"result":null,"id":1}', said: NOTHING },
    {
      venue: 'binance',
      what: 'the answer to a probe',
      text: '{"result":["btcusdt@bookTicker"],"id":2}',
      said: NOTHING,
    },
    {
      venue: 'binance',
      what: 'a shutdown',
      text: '{"e":"serverShutdown","E":1770123456789}',
      said: [{ kind: 'move', reason: 'the server shuts down' }],
    },
    {
      venue: 'binance',
      what: 'a wrapped shutdown',
      text: '{"stream":"!serverShutdown","data":{"e":"serverShutdown","E":1770123456789}}',
      said: [{ kind: 'move', reason: 'the server shuts down' }],
    },
    {
      venue: 'binance',
      what: 'a refusal',
      text: '{"error":{"code":2,"msg":"Invalid request"},"id":1}',
      said: [{ kind: 'refused', message: '{"code":2,"msg":"Invalid request"}' }],
    },
    { venue: 'coinbase', what: 'an acknowledgement', text: '{"type":"subscriptions","channels":[]}', said: NOTHING },
    {
      venue: 'coinbase',
      what: 'a heartbeat',
      text: '{"type":"heartbeat","sequence":90,"last_trade_id":20,"product_id":"BTC-USD","time":"2014-11-07T08:19:28.464459Z"}',
      said: [HEARTBEAT],
    },
    {
      venue: 'coinbase',
      what: 'a refusal',
      text: '{"type":"error","message":"Failed to subscribe","reason":"FOO-USD is not a valid product"}',
      said: [{ kind: 'refused', message: 'Failed to subscribe: FOO-USD is not a valid product' }],
    },
    { venue: 'kraken', what: 'a heartbeat', text: '{"channel":"heartbeat"}', said: NOTHING },
    { venue: 'kraken', what: 'a pong', text: '{"method":"pong","req_id":101}', said: NOTHING },
    {
      venue: 'kraken',
      what: 'a refusal',
      text: '{"error":"Currency pair not supported FOO/USD","method":"subscribe","success":false}',
      said: [{ kind: 'refused', message: 'Currency pair not supported FOO/USD' }],
    },
    { venue: 'okx', what: 'the text pong', text: 'pong', said: NOTHING },
    {
      venue: 'okx',
      what: 'an acknowledgement',
      text: '{"event":"subscribe","arg":{"channel":"bbo-tbt","instId":"BTC-USD"},"connId":"a4d3ae55"}',
      said: NOTHING,
    },
    {
      venue: 'okx',
      what: 'a refusal',
      text: '{"event":"error","code":"60012","msg":"Invalid request","connId":"a4d3ae55"}',
      said: [{ kind: 'refused', message: '60012 Invalid request' }],
    },
    {
      venue: 'okx',
      what: 'a notice of the end',
      text: '{"event":"notice","code":"64008","msg":"The connection will soon be closed"}',
      said: [{ kind: 'move', reason: 'The connection will soon be closed' }],
    },
    {
      venue: 'bitstamp',
      what: 'a heartbeat',
      text: '{"event":"bts:heartbeat","data":{"status":"success"}}',
      said: NOTHING,
    },
    {
      venue: 'bitstamp',
      what: 'a request to reconnect',
      text: '{"event":"bts:request_reconnect","channel":"","data":""}',
      said: [{ kind: 'move', reason: 'the venue asks to reconnect' }],
    },
    {
      venue: 'bitstamp',
      what: 'a book without sides',
      text: '{"event":"data","channel":"order_book_btcusd","data":{"microtimestamp":"1583691851934000"}}',
      said: rejected('book without bids or asks'),
    },
    {
      venue: 'deribit',
      what: 'a heartbeat',
      text: '{"method":"heartbeat","params":{"type":"heartbeat"}}',
      said: [HEARTBEAT],
    },
    {
      venue: 'deribit',
      what: 'a test',
      text: '{"jsonrpc":"2.0","method":"heartbeat","params":{"type":"test_request"}}',
      said: [HEARTBEAT, { kind: 'reply', text: '{"jsonrpc":"2.0","id":1,"method":"public/test","params":{}}' }],
    },
    {
      venue: 'deribit',
      what: 'a refusal',
      text: '{"jsonrpc":"2.0","id":2001,"error":{"code":10028,"message":"too_many_requests"}}',
      said: [{ kind: 'refused', message: '{"code":10028,"message":"too_many_requests"}' }],
    },
  ] as const)('$venue: $what', ({ venue, text, said }) => {
    expect(read(venue, { symbols: ['BTC-USD'], text })).toEqual(said);
  });

  it.each(['coinbase', 'kraken', 'bitstamp', 'okx', 'binance', 'deribit'] as const)(
    'counts what %s never says',
    (venue) => {
      for (const text of ['null', '17', '"text"', '[]', '{}', '{"a":1}']) {
        expect(read(venue, { symbols: ['BTC-USD'], text })).toEqual(rejected('unknown message'));
      }
    },
  );

  it.each([
    { venue: 'binance', text: '{"stream":"btcusd@bookTicker","data":{"u":1,"s":"BTCUSD","b":"x","a":"2"}}' },
    {
      venue: 'coinbase',
      text: '{"type":"ticker","product_id":"BTC-USD","sequence":1,"best_bid":"1","best_ask":"NaN"}',
    },
    { venue: 'kraken', text: '{"channel":"ticker","data":[{"symbol":"BTC/USD","bid":"expired","ask":2}]}' },
    { venue: 'okx', text: '{"arg":{"channel":"bbo-tbt","instId":"BTC-USD"},"data":[{"asks":[["x"]],"bids":[["1"]]}]}' },
    {
      venue: 'bitstamp',
      text: '{"event":"data","channel":"order_book_btcusd","data":{"bids":[["-1"]],"asks":[["2"]]}}',
    },
  ] as const)('rejects a price of $venue that is none', ({ venue, text }) => {
    expect(read(venue, { symbols: ['BTC-USD'], text })).toEqual(rejected('price is not a number'));
  });
});
