import { type DeribitVenue, startDeribit } from '../support/venues/deribit.ts';
import { listedFuture, listedOption, listedPerpetual } from '../support/venues/deribit-instruments.ts';
import { type Followed, followVenues, until } from '../support/venues/follow-venues.ts';

const SPEED = 10;
const EXPIRY = Date.UTC(2027, 2, 26, 8);
const CALL = listedOption({ currency: 'BTC', expiry: EXPIRY, strike: 100_000, optionType: 'call' });
const PUT = listedOption({ currency: 'ETH', expiry: EXPIRY, strike: 3_000, optionType: 'put' });

let deribit: DeribitVenue;
let followed: Followed;

const follow = () => {
  followed = followVenues({ names: ['deribit'], urls: urlOf(deribit), speed: SPEED });
};
const urlOf = ({ url }: DeribitVenue) =>
  ({ binance: '', bitstamp: '', coinbase: '', kraken: '', okx: '', deribit: url }) as const;
const isSubscribed = (channel: string) => [...deribit.peers].some(({ subscriptions }) => subscriptions.has(channel));
const tickerOf = ({ instrument_name }: { instrument_name: string }) => `ticker.${instrument_name}.100ms`;

beforeEach(async () => {
  deribit = await startDeribit({ beatMs: 1_000 / SPEED });
});
afterEach(async () => {
  followed.venues.stop();
  await deribit.stop();
});

describe('the feed of Deribit', () => {
  it('finds what is listed by itself and brings options, futures, the perpetual and the index', async () => {
    deribit.list(CALL, PUT, listedFuture('BTC', EXPIRY), listedPerpetual('BTC'));
    follow();
    await until('all is subscribed', () => isSubscribed(tickerOf(PUT)) && isSubscribed('ticker.BTC-PERPETUAL.100ms'));

    const timestamp = Date.now() - 7;
    const option = { best_bid_price: 0.008, best_ask_price: 0.009, mark_price: 0.0084, mark_iv: 67.7 };
    deribit.publishTicker(CALL.instrument_name, { ...option, underlying_price: 96_220.5, timestamp });
    deribit.publishTicker('BTC-26MAR27', {
      best_bid_price: 97_000,
      best_ask_price: 97_002.5,
      mark_price: 97_001,
      greeks: undefined,
    });
    deribit.publishTicker('BTC-PERPETUAL', {
      best_bid_price: 95_999.5,
      best_ask_price: 96_000,
      mark_price: 95_999.8,
      greeks: undefined,
    });
    deribit.publishIndex('BTC', 96_001.23);
    await until('four ticks', () => followed.ticks.length === 4);

    const origin = { venue: 'deribit', connectionId: 'deribit-1', receivedAt: expect.any(Number), sequence: null };
    const future = { kind: 'future', underlying: 'BTC-USD', exchangeAt: expect.any(Number) };
    expect(followed.ticks).toEqual([
      {
        ...origin,
        kind: 'option',
        underlying: 'BTC-USD',
        instrument: 'BTC-26MAR27-100000-C',
        expiry: EXPIRY,
        strike: 100_000,
        optionType: 'call',
        bid: 0.008,
        ask: 0.009,
        mark: 0.0084,
        markVolatility: 0.677,
        forward: 96_220.5,
        exchangeAt: timestamp,
      },
      { ...origin, ...future, instrument: 'BTC-26MAR27', expiry: EXPIRY, bid: 97_000, ask: 97_002.5, mark: 97_001 },
      { ...origin, ...future, instrument: 'BTC-PERPETUAL', expiry: null, bid: 95_999.5, ask: 96_000, mark: 95_999.8 },
      { ...origin, kind: 'index', underlying: 'BTC-USD', price: 96_001.23, exchangeAt: expect.any(Number) },
    ]);
    expect(followed.errors).toEqual([]);
  });

  it('subscribes a whole chain in batches, and no faster than the venue allows', async () => {
    const strikes = Array.from({ length: 700 }, (_, at) => 20_000 + 500 * at);
    deribit.list(
      ...strikes.map((strike) => listedOption({ currency: 'BTC', expiry: EXPIRY, strike, optionType: 'call' })),
    );
    follow();

    await until('all is subscribed', () => isSubscribed(`ticker.BTC-26MAR27-${strikes.at(-1)}-C.100ms`));

    expect(deribit.asked.get('public/subscribe')).toBe(4); // the common channels, and 700 by 250
    expect(deribit.asked.get('public/get_instruments')).toBe(4);
    expect(followed.errors).toEqual([]);
  });

  it('takes up what is listed later, and forgets what is closed', async () => {
    follow();
    await until('states are subscribed', () => isSubscribed('instrument_state.option.BTC'));
    await until('what is listed was asked', () => deribit.asked.get('public/get_instruments') === 4);

    deribit.list(CALL);
    await until('the new option is subscribed', () => isSubscribed(tickerOf(CALL)));
    deribit.publishTicker(CALL.instrument_name, { mark_price: 0.01 });
    await until('a tick', () => followed.of('option', 'deribit').length === 1);
    deribit.changeState(CALL.instrument_name, 'closed');
    deribit.publishTicker(CALL.instrument_name, { mark_price: 0.02 });
    await until('it is refused', () => followed.status('deribit').rejected['unknown instrument'] === 1);

    expect(followed.of('option', 'deribit').map(({ mark }) => mark)).toEqual([0.01]);
  });

  it('takes neither text nor null nor zero for a price, and goes on', async () => {
    deribit.list(CALL, PUT);
    follow();
    await until('the options are subscribed', () => isSubscribed(tickerOf(CALL)) && isSubscribed(tickerOf(PUT)));

    const expired = { best_bid_price: 'expired', best_ask_price: null, mark_price: 'expired', mark_iv: 'expired' };
    deribit.publishTicker(CALL.instrument_name, {
      ...expired,
      underlying_price: 'expired',
      estimated_delivery_price: 'expired',
    });
    deribit.publishTicker(CALL.instrument_name, { greeks: null });
    deribit.publishTicker(CALL.instrument_name, { state: 'closed', mark_price: 0.1 });
    deribit.publishIndex('BTC', 'expired');
    deribit.publishTicker(PUT.instrument_name, { best_bid_price: 0, best_ask_price: 0.02 });
    await until('the last one', () => followed.of('option', 'deribit').length === 2);

    const nothing = { bid: null, mark: null, markVolatility: null, forward: null };
    expect(followed.ticks).toEqual([
      expect.objectContaining({ instrument: CALL.instrument_name, ask: null, ...nothing }),
      expect.objectContaining({ instrument: PUT.instrument_name, ask: 0.02, ...nothing }),
    ]);
    expect(followed.status('deribit').rejected).toEqual({
      unreadable: 1,
      'not open for trade': 1,
      'index without name or price': 1,
    });
  });

  it('lists nothing without strike, expiry or type, nor linear contracts', async () => {
    const linear = { ...listedPerpetual('BTC'), instrument_name: 'BTC_USDC-PERPETUAL', instrument_type: 'linear' };
    const broken = [
      { strike: null },
      { strike: 'expired' },
      { option_type: 'digital' },
      { expiration_timestamp: null },
    ];
    deribit.list(
      linear,
      ...broken.map((change, at) => ({ ...CALL, ...change, instrument_name: `BTC-BROKEN-${at}-C` })),
      PUT,
    );
    follow();

    await until('the sound option is subscribed', () => isSubscribed(tickerOf(PUT)));

    const [peer] = deribit.peers;
    expect([...(peer?.subscriptions ?? [])].filter((channel) => channel.startsWith('ticker.'))).toEqual([
      tickerOf(PUT),
    ]);
    expect(followed.status('deribit').rejected).toEqual({
      'option without strike': 2,
      'option neither call nor put': 1,
      'instrument without expiry': 1,
    });
  });

  it('stays connected by answering the tests of the venue', async () => {
    follow();
    await until('tests are answered', () => (deribit.asked.get('public/test') ?? 0) >= 3);

    expect(followed.status('deribit')).toMatchObject({ state: 'open', connects: 1, lastFault: null });
  });
});
