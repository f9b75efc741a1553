import { value } from '../../../pricing/index.ts';
import { listedOption } from './deribit-instruments.ts';
import { type LocalVenues, startVenues } from './start-venues.ts';

const DAY_MS = 86_400_000;
const CUT_MS = 8 * 3_600_000;
const VOLATILITY = 0.5;
const CARRY = 0.05;
const TENORS_DAYS = [7, 14, 35, 70, 126];
const MONEYNESS = [0.7, 0.8, 0.85, 0.9, 0.95, 1, 1.05, 1.1, 1.15, 1.2, 1.3];

export const PUMPED_SPOT = 100_000;
export const SPOT_VENUES = ['coinbase', 'kraken', 'bitstamp', 'binance'] as const;
export type SpotVenueName = (typeof SPOT_VENUES)[number];

/** What the venues are made to say from now on. */
export interface PumpedMarket {
  readonly venues: LocalVenues;
  /** Bid and ask by venue, in dollars; a venue that is left out says nothing. Binance's are told in USDT at one to one. */
  readonly books: Map<SpotVenueName, { readonly bid: number; readonly ask: number }>;
  usdt: number | null;
  /** Whether the options of this expiry and strike go on. */
  options: (option: { readonly expiry: number; readonly strike: number }) => boolean;
  /** When the spot books were last told; epoch ms. */
  readonly toldAt: number;
  /** Everything as it was at the start. */
  restore(): void;
  stop(): Promise<void>;
}

/** Local venues that say the same flat market several times a second, until a test changes what they say. */
export async function startPumpedMarket(): Promise<PumpedMarket> {
  const venues = await startVenues();
  const chain = aFlatChain(Date.now());
  venues.deribit.list(...chain.map(({ listed }) => listed));
  const books: PumpedMarket['books'] = new Map();
  let toldAt = 0;

  const tellSpot = () => {
    for (const [venue, { bid, ask }] of books) {
      toldAt = Date.now();
      venues[venue].publish(venue === 'binance' ? 'BTC-USDT' : 'BTC-USD', { bid, ask });
    }
    if (market.usdt === null) return;
    for (const venue of ['coinbase', 'kraken', 'bitstamp'] as const) {
      venues[venue].publish('USDT-USD', { bid: market.usdt - 0.0001, ask: market.usdt + 0.0001 });
    }
  };
  const tellChain = () => {
    venues.deribit.publishIndex('BTC', PUMPED_SPOT);
    for (const { listed, expiry, strike, ticker } of chain) {
      if (market.options({ expiry, strike })) venues.deribit.publishTicker(listed.instrument_name, ticker);
    }
  };
  const timers = [setInterval(tellSpot, 100), setInterval(tellChain, 500)];

  const market: PumpedMarket = {
    venues,
    books,
    usdt: 1,
    options: () => true,
    get toldAt() {
      return toldAt;
    },
    restore() {
      for (const venue of SPOT_VENUES) books.set(venue, { bid: PUMPED_SPOT - 5, ask: PUMPED_SPOT + 5 });
      market.usdt = 1;
      market.options = () => true;
    },
    async stop() {
      for (const timer of timers) clearInterval(timer);
      await venues.stop();
    },
  };
  market.restore();
  return market;
}

/** Calls and puts at one volatility, a point of it between bid and ask. */
function aFlatChain(now: number) {
  const firstCut = Math.ceil((now - CUT_MS) / DAY_MS) * DAY_MS + CUT_MS;
  return TENORS_DAYS.flatMap((days) => {
    const expiry = firstCut + days * DAY_MS;
    return MONEYNESS.flatMap((moneyness) =>
      (['call', 'put'] as const).map((optionType) => {
        const strike = Math.round(moneyness * PUMPED_SPOT);
        const at = (volatility: number) => coinPrice({ now, expiry, strike, optionType, volatility });
        return {
          expiry,
          strike,
          listed: listedOption({ currency: 'BTC', expiry, strike, optionType }),
          ticker: {
            best_bid_price: at(VOLATILITY - 0.005),
            best_bid_amount: 10,
            best_ask_price: at(VOLATILITY + 0.005),
            best_ask_amount: 10,
            mark_price: at(VOLATILITY),
            mark_iv: 100 * VOLATILITY,
            underlying_price: forwardAt(expiry, now),
          },
        };
      }),
    );
  });
}

function forwardAt(expiry: number, now: number): number {
  return PUMPED_SPOT * Math.exp((CARRY * (expiry - now)) / (365 * DAY_MS));
}

interface Priced {
  readonly now: number;
  readonly expiry: number;
  readonly strike: number;
  readonly optionType: 'call' | 'put';
  readonly volatility: number;
}

/** As the venue quotes: undiscounted, over the forward. */
function coinPrice({ now, expiry, strike, optionType, volatility }: Priced): number {
  const forward = forwardAt(expiry, now);
  const { price } = value(
    {
      kind: 'option',
      underlying: 'BTC-USD',
      optionType,
      strike,
      expiry,
      settlement: { style: 'linear', currency: 'USD' },
    },
    {
      asOf: now,
      source: 'supplied',
      underlyings: {
        'BTC-USD': {
          spot: forward,
          spotAt: now,
          surfaceAt: now,
          forwards: { kind: 'carry', carry: 0 },
          volatility: { kind: 'flat', volatility },
        },
      },
      discounts: { USD: { kind: 'flat', rate: 0 } },
      conversions: {},
    },
    { premiumCurrency: 'USD' },
  );
  return price / forward;
}
