const EXPIRY = '2026-12-22T08:00:00.000Z';
const SETTLEMENT = { method: 'cash', style: 'linear', currency: 'USD', fixing: 'DERIBIT_TWAP30' };
const MARKET = {
  asOf: '2026-11-22T08:00:00.000Z',
  spot: { 'BTC-USD': '100000' },
  carry: { 'BTC-USD': '0.07' },
  discount: { USD: '0.04' },
  volatility: { 'BTC-USD': '0.5' },
};
const TERMS = { underlying: 'BTC-USD', expiry: EXPIRY, settlement: SETTLEMENT };
const CALL = { kind: 'option', optionType: 'call', strike: '105000', exercise: 'european', ...TERMS };
const INVERSE = { method: 'cash', style: 'inverse', currency: 'BTC', fixing: 'DERIBIT_TWAP30' };

/** A line of every kind, as `--examples` prints them: each is answered with a value. */
export const EXAMPLES: readonly Readonly<Record<string, unknown>>[] = [
  { id: 'option', instrument: CALL, market: MARKET },
  { id: 'option-in-coin', instrument: { ...CALL, settlement: INVERSE }, quantity: '10', market: MARKET },
  { id: 'forward', instrument: { kind: 'forward', ...TERMS }, market: MARKET },
  {
    id: 'forward-off-market',
    instrument: { kind: 'forward', strike: '99000', ...TERMS },
    side: 'sell',
    market: MARKET,
  },
  {
    id: 'digital',
    instrument: { kind: 'digital', optionType: 'call', strike: '105000', payout: '1000', ...TERMS },
    quoteAs: 'percent-of-notional',
    market: MARKET,
  },
  {
    id: 'legs',
    legs: [
      { instrument: CALL, side: 'buy' },
      { instrument: { ...CALL, strike: '120000' }, side: 'sell', ratio: '2' },
    ],
    premiumCurrency: 'HKD',
    market: { ...MARKET, spot: { ...MARKET.spot, 'HKD-USD': '0.128' } },
  },
  {
    id: 'strategy',
    strategy: { name: 'risk-reversal', put: '95000', call: '110000', ...TERMS },
    quoteAs: 'implied-volatility',
    vegaBuckets: true,
    market: {
      ...MARKET,
      volatility: {
        'BTC-USD': [
          { expiry: EXPIRY, strike: '95000', volatility: '0.53' },
          { expiry: EXPIRY, strike: '110000', volatility: '0.49' },
        ],
      },
    },
  },
  {
    id: 'averaging',
    instrument: { ...CALL, strike: '100000' },
    market: {
      ...MARKET,
      asOf: '2026-12-22T07:45:00.000Z',
      realisedAverage: { 'BTC-USD': { from: '2026-12-22T07:30:00.000Z', price: '100120' } },
    },
  },
];

export const HELP = `
Each line is one JSON object; each is answered by one line, in order. A bad line is answered in place and never
stops the run; the exit code is then 1.

  { "id": "1", "quantity": "1", "premiumCurrency": "USD",
    "instrument": { "kind": "option", "underlying": "BTC-USD", "optionType": "call", "strike": "105000",
      "exercise": "european", "expiry": "2026-12-22T08:00:00.000Z",
      "settlement": { "method": "cash", "style": "linear", "currency": "USD", "fixing": "DERIBIT_TWAP30" } },
    "market": { "asOf": "2026-11-22T08:00:00.000Z", "spot": { "BTC-USD": "100000" }, "carry": { "BTC-USD": "0.07" },
      "discount": { "USD": "0.04" }, "volatility": { "BTC-USD": "0.5" } } }

In place of that instrument; "underlying", "expiry" and "settlement" are terms of each:
  "instrument": { "kind": "forward", ... }                    the outright; with "strike" the premium of that forward
  "instrument": { "kind": "digital", "optionType": "call", "strike": "105000", "payout": "1000", ... }
  "legs": [{ "instrument": {...}, "side": "buy" }, { "instrument": {...}, "side": "sell", "ratio": "2" }]
  "strategy": { "name": "risk-reversal", "put": "95000", "call": "110000", ... }

Strategies by name, as the client buys them; side "sell" reverses every leg:
  call-spread, put-spread, box               low, high
  risk-reversal, collar, strangle            put, call
  straddle, synthetic-forward, conversion    strike
  ratio-spread                               optionType, bought, sold, ratio
  butterfly                                  optionType, low, middle, high, broken?
  iron-butterfly                             low, middle, high
  iron-condor                                lowest, low, high, highest
  calendar                                   optionType, nearExpiry, strike
  diagonal                                   optionType, nearExpiry, nearStrike, farStrike

A package is answered with its sum and "legs", each leg's share of it.

  side            "sell", or a negative quantity, flips every sign; value and greeks are of the whole quantity
  premiumCurrency defaults to the settlement currency: an inverse option answers in coin; its greeks stay in dollars
  quoteAs         price, percent-of-notional or implied-volatility: adds "quote", of one unit as written. A package's
                  volatility is the average of its bought options less that of its sold ones, by ratio
  vegaBuckets     true adds vega by expiry and smile point
  carry           continuous, forward = spot x exp(carry x t); or "forward": { "BTC-USD": [{ expiry, price }] }
  discount        a continuous rate, or [{ expiry, rate }]
  volatility      flat, or points [{ expiry, strike, volatility }], or raw SVI slices [{ expiry, a, b, rho, m, sigma }]
  spot            also converts the premium: { "USDT-USD": "0.9998", "HKD-USD": "0.128" }
  realisedAverage { "BTC-USD": { from, price } }: required in the last 30 minutes of an option that fixes by
                  DERIBIT_TWAP30, where it is an option on that average

Numbers go in and come out as decimal strings. Out, each is the shortest decimal that reads back to the same double
(at most 17 significant digits), never with an exponent and never rounded to a tick. Delta and gamma are per unit of
spot, deltaForward is in units of the expiry's future, deltaPremiumAdjusted is delta less value / spot. Vega, vanna,
volga and zomma are per 1.00 of volatility, theta and charm per calendar day, rho per 1.00 of the discount rate.

Examples:
  otc price < trades.jsonl > values.jsonl
  otc price --file trades.jsonl | jq -r 'select(.ok) | .data.value'
  otc price --examples | otc price                            a line of every kind, and its answer`;
