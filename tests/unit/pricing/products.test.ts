import {
  box,
  butterfly,
  calendarSpread,
  collar,
  conversion,
  type DigitalTerms,
  type Instrument,
  ironButterfly,
  ironCondor,
  type PackageLeg,
  ratioSpread,
  riskReversal,
  straddle,
  strangle,
  syntheticForward,
  type VolatilitySurface,
  value,
  valuePackage,
  vegaBuckets,
  verticalSpread,
} from '../../../pricing/index.ts';
import { AS_OF, aBtcMarket, aCall, DAY_MS } from '../../support/markets.ts';

const usd = { premiumCurrency: 'USD' };
const expiry = AS_OF + 30 * DAY_MS;
const linear = { style: 'linear', currency: 'USD' } as const;
const skewed: VolatilitySurface = {
  kind: 'svi',
  slices: [
    { expiry: AS_OF + 10 * DAY_MS, a: 0.001, b: 0.05, rho: -0.4, m: 0.01, sigma: 0.1 },
    { expiry: AS_OF + 60 * DAY_MS, a: 0.01, b: 0.12, rho: -0.4, m: 0.02, sigma: 0.2 },
  ],
};
const market = aBtcMarket({ volatility: skewed });
const aDigital = (changes: Partial<DigitalTerms> = {}): DigitalTerms => ({
  kind: 'digital',
  underlying: 'BTC-USD',
  optionType: 'call',
  strike: 105_000,
  payout: 1,
  expiry,
  settlement: linear,
  ...changes,
});

describe('a digital on a smile', () => {
  const at = (strike: number) => value(aCall({ strike }), market, usd);

  it('is the limit of a call spread, the slope of the smile included', () => {
    // Central difference over ±1 dollar: its error is h² C'''/6, about 1e-9.
    const spread = (at(104_999).price - at(105_001).price) / 2;
    const flat = value(
      aDigital(),
      aBtcMarket({ volatility: { kind: 'flat', volatility: at(105_000).impliedVolatility ?? 0 } }),
      usd,
    );

    expect(value(aDigital(), market, usd).price).toBeCloseTo(spread, 8);
    expect(Math.abs(flat.price - spread)).toBeGreaterThan(1e-3);
  });

  // −∂/∂K of each vanilla greek along the smile, by a central difference of order 4 over ±20 dollars; 1e-6 of it.
  it.each([
    'delta',
    'gamma',
    'vega',
    'theta',
    'rho',
    'vanna',
    'volga',
    'charm',
    'speed',
    'zomma',
    'deltaForward',
    'deltaPremiumAdjusted',
  ] as const)('has the %s of that spread', (greek) => {
    const vanilla = (strike: number) => at(strike).greeks[greek];
    const near = vanilla(105_010) - vanilla(104_990);
    const far = vanilla(105_020) - vanilla(104_980);
    const spread = -(8 * near - far) / 120;

    expect(Math.abs(value(aDigital(), market, usd).greeks[greek] - spread)).toBeLessThanOrEqual(
      1e-6 * Math.abs(spread),
    );
  });

  it('and its opposite pay exactly once', () => {
    const both = value(aDigital(), market, usd).price + value(aDigital({ optionType: 'put' }), market, usd).price;

    expect(both).toBeCloseTo(Math.exp((-0.04 * 30) / 365), 14);
  });

  it('paid in coin is a call and a strike of cash digitals', () => {
    const settlement = { style: 'inverse', currency: 'BTC' } as const;
    const coin = value(aDigital({ settlement, payout: 2 }), market, usd).price;

    expect(coin).toBeCloseTo(2 * (at(105_000).price + 105_000 * value(aDigital(), market, usd).price), 8);
  });

  it.each([
    { spot: 104_999, call: 0, put: 5 },
    { spot: 105_000, call: 2.5, put: 2.5 },
    { spot: 105_001, call: 5, put: 0 },
  ])('pays $call to a call and $put to a put that expire with spot $spot', ({ spot, call, put }) => {
    const expired = aBtcMarket({ spot, asOf: expiry });
    const pays = (optionType: 'call' | 'put') => value(aDigital({ optionType, payout: 5 }), expired, usd).price;

    expect([pays('call'), pays('put')]).toEqual([call, put]);
  });
});

describe('an option inside its averaging window', () => {
  const settlement = { ...linear, averagingMs: 30 * 60_000 };
  const minute = 60_000;
  const near = (minutesLeft: number, realised?: number, spot = 100_000) => {
    const asOf = expiry - minutesLeft * minute;
    const average = realised === undefined ? {} : { realisedAverage: { from: expiry - 30 * minute, price: realised } };
    return aBtcMarket({ asOf, spot, ...average });
  };
  const call = aCall({ strike: 100_000, settlement });

  it('is the plain European before the window opens', () => {
    const plain = value(aCall({ strike: 100_000 }), near(31), usd);

    expect(value(call, near(31), usd)).toEqual(plain);
  });

  it('has the volatility of an average: 1/√3 of the European at its opening', () => {
    const asian = value(call, near(30), usd);
    const european = value(aCall({ strike: 100_000 }), near(30), usd);

    // At the money the price is proportional to the deviation; the drift over half an hour is 1e-5 of it.
    expect(asian.price / european.price).toBeCloseTo(1 / Math.sqrt(3), 3);
  });

  it('loses delta linearly as the average is fixed', () => {
    const deep = aCall({ strike: 50_000, settlement });

    expect(value(deep, near(15, 100_000), usd).greeks.delta).toBeCloseTo(0.5, 5);
    expect(value(deep, near(3, 100_000), usd).greeks.delta).toBeCloseTo(0.1, 5);
  });

  it('is certain once enough is realised', () => {
    const won = value(call, near(3, 120_000), usd);

    expect(won.price).toBeCloseTo(0.9 * 120_000 + 0.1 * 100_000 - 100_000, 1);
    expect(won.greeks).toMatchObject({ gamma: 0, vega: 0 });
    expect(value(aCall({ optionType: 'put', strike: 100_000, settlement }), near(3, 120_000), usd).price).toBe(0);
  });

  it('decays: theta is negative at the money and the value runs to the intrinsic of the average', () => {
    const values = [29, 20, 10, 5, 1].map((left) => value(call, near(left, 100_000), usd));

    for (const { greeks } of values) expect(greeks.theta).toBeLessThan(0);
    const prices = values.map(({ price }) => price);
    expect(prices).toEqual([...prices].sort((a, b) => b - a));
  });

  it('settles on the average, not on spot', () => {
    expect(value(call, near(0, 101_000, 90_000), usd).price).toBe(1000);
  });

  it('is refused without the realised average', () => {
    expect(() => value(call, near(10), usd)).toThrow('market has no realised average of BTC-USD inside its window');
  });
});

describe('strategies from legs', () => {
  const terms = { underlying: 'BTC-USD', expiry, settlement: linear };
  const worth = (legs: readonly PackageLeg<Instrument>[]) => valuePackage(legs, market, usd);
  const df = Math.exp((-0.04 * 30) / 365);

  it('keep parity: a box is worth its width, a conversion nothing, a synthetic forward df (F − K)', () => {
    const { forward } = value(aCall(), market, usd);

    expect(worth(box(terms, { low: 90_000, high: 110_000 })).price).toBeCloseTo(df * 20_000, 8);
    expect(worth(conversion(terms, 95_000)).price).toBeCloseTo(0, 8);
    expect(worth(syntheticForward(terms, 95_000)).price).toBeCloseTo(df * (forward - 95_000), 8);
  });

  it('cost the buyer: spreads, butterflies, straddles, strangles, calendars', () => {
    const bought: readonly (readonly PackageLeg<Instrument>[])[] = [
      verticalSpread(terms, { optionType: 'call', low: 95_000, high: 105_000 }),
      verticalSpread(terms, { optionType: 'put', low: 95_000, high: 105_000 }),
      butterfly(terms, { optionType: 'call', low: 90_000, middle: 100_000, high: 110_000 }),
      straddle(terms, 100_000),
      strangle(terms, { put: 90_000, call: 110_000 }),
      calendarSpread(terms, {
        optionType: 'call',
        nearExpiry: AS_OF + 10 * DAY_MS,
        nearStrike: 100_000,
        farStrike: 100_000,
      }),
    ];

    for (const legs of bought) expect(worth(legs).price).toBeGreaterThan(0);
  });

  it('pay the buyer of an iron butterfly and an iron condor a credit', () => {
    expect(worth(ironButterfly(terms, { low: 90_000, middle: 100_000, high: 110_000 })).price).toBeLessThan(0);
    expect(
      worth(ironCondor(terms, { lowest: 85_000, low: 90_000, high: 110_000, highest: 115_000 })).price,
    ).toBeLessThan(0);
  });

  it('oppose: a collar is a sold risk reversal', () => {
    const strikes = { put: 90_000, call: 110_000 };

    expect(worth(collar(terms, strikes)).price).toBeCloseTo(-worth(riskReversal(terms, strikes)).price, 10);
  });

  it('scale their ratio leg', () => {
    const [one, two] = [1, 2].map(
      (ratio) => worth(ratioSpread(terms, { optionType: 'call', bought: 100_000, sold: 110_000, ratio })).price,
    );
    const sold = value(aCall({ strike: 110_000 }), market, usd).price;

    expect((one as number) - (two as number)).toBeCloseTo(sold, 8);
  });

  it.each([
    [
      'descending strikes',
      () => verticalSpread(terms, { optionType: 'call', low: 2, high: 1 }),
      'strikes must ascend, were 2 and 1',
    ],
    [
      'unequal wings',
      () => butterfly(terms, { optionType: 'put', low: 1, middle: 2, high: 4 }),
      'wings must be equally wide unless broken',
    ],
    [
      'a near expiry that is not near',
      () => calendarSpread(terms, { optionType: 'put', nearExpiry: expiry, nearStrike: 1, farStrike: 1 }),
      'near expiry must be before',
    ],
    [
      'equal strikes in a ratio',
      () => ratioSpread(terms, { optionType: 'put', bought: 1, sold: 1, ratio: 2 }),
      'must differ',
    ],
    ['a strike of 0', () => straddle(terms, 0), 'strike must be finite and > 0'],
  ] as const)('refuse %s', (_, build, message) => {
    expect(build).toThrow(message);
  });
});

describe('vega by bucket', () => {
  const points = (days: number, level: number) => ({
    expiry: AS_OF + days * DAY_MS,
    logMoneyness: [-0.2, -0.1, 0, 0.1, 0.2],
    volatilities: [0.2, 0.1, 0, 0.05, 0.12].map((smile) => level + smile),
  });
  const grid: VolatilitySurface = { kind: 'points', slices: [points(10, 0.5), points(60, 0.55)] };
  const bumped = (slice: number, point: number, by: number): VolatilitySurface => ({
    kind: 'points',
    slices: [points(10, 0.5), points(60, 0.55)].map((smile, i) => ({
      ...smile,
      volatilities: smile.volatilities.map((y, j) => (i === slice && j === point ? y + by : y)),
    })),
  });

  it('is what bumping each point alone does to the price', () => {
    const buckets = vegaBuckets(aCall(), aBtcMarket({ volatility: grid }));
    const priceAt = (volatility: VolatilitySurface) => value(aCall(), aBtcMarket({ volatility }), usd).price;

    expect(buckets).toHaveLength(10);
    for (const [i, bucket] of buckets.entries()) {
      const [slice, point] = [Math.floor(i / 5), i % 5];
      const numeric = (priceAt(bumped(slice, point, 1e-5)) - priceAt(bumped(slice, point, -1e-5))) / 2e-5;
      expect(bucket.vega).toBeCloseTo(numeric, 2);
    }
  });

  it('adds up to the vega on one slice, flat, by points or by SVI', () => {
    const [first] = grid.kind === 'points' ? grid.slices : [];
    const surfaces: readonly VolatilitySurface[] = [
      { kind: 'flat', volatility: 0.5 },
      { kind: 'points', slices: first === undefined ? [] : [first] },
      { kind: 'svi', slices: skewed.kind === 'svi' ? skewed.slices.slice(0, 1) : [] },
    ];

    for (const volatility of surfaces) {
      const total = vegaBuckets(aCall(), aBtcMarket({ volatility })).reduce((sum, { vega }) => sum + vega, 0);
      expect(total / value(aCall(), aBtcMarket({ volatility }), usd).greeks.vega).toBeCloseTo(1, 8);
    }
  });
});

describe('how a premium is quoted', () => {
  it('comes as present value and as per cent of the notional beside the asked currency', () => {
    const inCoin = value(aCall(), aBtcMarket(), { premiumCurrency: 'BTC' });

    expect(inCoin.presentValue).toBeCloseTo(3910.943, 3);
    expect(inCoin.percentOfNotional).toBeCloseTo(3.910943, 6);
    expect(inCoin.price).toBe(inCoin.presentValue / 100_000);
  });
});
