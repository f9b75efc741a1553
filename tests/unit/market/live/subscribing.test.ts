import { loadNormalisers, type Normalisers } from '../../../../src/market/live/normalisers.ts';
import { VENUES, type VenueName } from '../../../../src/market/live/venue-catalogue.ts';

let normalisers: Normalisers;
beforeAll(async () => {
  normalisers = await loadNormalisers();
});

const greeting = (venue: VenueName, symbols: readonly string[]) =>
  VENUES[venue]
    .protocol(symbols, normalisers)
    .converse('c-1')
    .greeting()
    .map((text) => JSON.parse(text));

describe('subscribing', () => {
  it.each([
    {
      venue: 'binance',
      symbols: ['BTC-USDT', 'ETH-USDT'],
      frames: [{ method: 'SUBSCRIBE', params: ['btcusdt@bookTicker', 'ethusdt@bookTicker'], id: 1 }],
    },
    {
      venue: 'coinbase',
      symbols: ['BTC-USD'],
      frames: [
        {
          type: 'subscribe',
          channels: [
            { name: 'ticker', product_ids: ['BTC-USD'] },
            { name: 'heartbeat', product_ids: ['BTC-USD'] },
          ],
        },
      ],
    },
    {
      venue: 'kraken',
      symbols: ['BTC-USD', 'USDT-USD'],
      frames: [
        {
          method: 'subscribe',
          params: { channel: 'ticker', symbol: ['BTC/USD', 'USDT/USD'], event_trigger: 'bbo', snapshot: true },
          req_id: 1,
        },
      ],
    },
    {
      venue: 'okx',
      symbols: ['BTC-USDT'],
      frames: [{ op: 'subscribe', args: [{ channel: 'bbo-tbt', instId: 'BTC-USDT' }] }],
    },
    {
      venue: 'bitstamp',
      symbols: ['BTC-USD', 'USDT-USD'],
      frames: [
        { event: 'bts:subscribe', data: { channel: 'order_book_btcusd' } },
        { event: 'bts:subscribe', data: { channel: 'order_book_usdtusd' } },
      ],
    },
    {
      venue: 'deribit',
      symbols: ['BTC-USD'],
      frames: [
        { jsonrpc: '2.0', id: 2, method: 'public/set_heartbeat', params: { interval: 10 } },
        {
          jsonrpc: '2.0',
          id: 3,
          method: 'public/subscribe',
          params: {
            channels: ['deribit_price_index.btc_usd', 'instrument_state.option.BTC', 'instrument_state.future.BTC'],
          },
        },
      ],
    },
  ] as const)('asks $venue in its own words', ({ venue, symbols, frames }) => {
    expect(greeting(venue, symbols)).toEqual(frames);
  });
});
