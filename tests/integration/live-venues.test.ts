import { venueUrls } from '../../src/market/live/venue-catalogue.ts';
import { type Followed, followVenues, until } from '../support/venues/follow-venues.ts';
import { type LocalVenues, startVenues } from '../support/venues/start-venues.ts';

const SPEED = 10;
const SPOT = [
  { name: 'coinbase', symbol: 'BTC-USD', stamped: true, sequenced: true },
  { name: 'kraken', symbol: 'BTC-USD', stamped: true, sequenced: false },
  { name: 'binance', symbol: 'BTC-USDT', stamped: false, sequenced: true },
  { name: 'okx', symbol: 'BTC-USDT', stamped: true, sequenced: true },
  { name: 'bitstamp', symbol: 'USDT-USD', stamped: true, sequenced: true },
] as const;

let local: LocalVenues;
let followed: Followed | undefined;

beforeEach(async () => {
  local = await startVenues({ speed: SPEED });
});
afterEach(async () => {
  followed?.venues.stop();
  await local.stop();
});

const subscribed = (name: (typeof SPOT)[number]['name']) =>
  until(`${name} has a subscriber`, () => [...local[name].peers].some(({ subscriptions }) => subscriptions.size > 0));

describe('the live venues', () => {
  it.each(SPOT)('bring the top of book of $symbol from $name', async ({ name, symbol, stamped, sequenced }) => {
    followed = followVenues({ names: [name], urls: local.urls, speed: SPEED });
    const { ticks, status } = followed;
    await subscribed(name);
    const at = Date.now() - 3;

    local[name].publish(symbol, { bid: 90_000.5, ask: 90_001.25, at });
    await until('a tick', () => ticks.length > 0);

    expect(ticks).toEqual([
      {
        kind: 'spot',
        venue: name,
        connectionId: `${name}-1`,
        symbol,
        bid: 90_000.5,
        ask: 90_001.25,
        exchangeAt: stamped ? at : null,
        receivedAt: expect.any(Number),
        sequence: sequenced ? expect.any(Number) : null,
      },
    ]);
    expect(status(name)).toMatchObject({ state: 'open', connects: 1, lastFault: null, rejected: {} });
    expect(status(name).symbols).toContainEqual(expect.objectContaining({ symbol, bid: 90_000.5, ask: 90_001.25 }));
  });
});

it('takes addresses from settings named as tardis-dev names them', () => {
  expect(venueUrls(local.urlSettings)).toEqual(local.urls);
});
