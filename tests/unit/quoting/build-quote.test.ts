import { MODEL_VERSION } from '../../../pricing/index.ts';
import { Decimal } from '../../../src/platform/decimal.ts';
import { buildQuote, clientSideOfLeg, DEFAULT_SPREAD_POLICY, type QuoteInput } from '../../../src/quoting/index.ts';
import { aForwardLeg, anOptionLeg, IN_BITCOIN, inDays } from '../../support/desk.ts';
import { aBtcMarket } from '../../support/markets.ts';

const YEARS = 30 / 365;

function quote(changes: Partial<QuoteInput> = {}) {
  return buildQuote({
    legs: [anOptionLeg()],
    side: 'two-way',
    premiumCurrency: 'USD',
    tier: 'gold',
    policy: { version: 'pol_1', policy: DEFAULT_SPREAD_POLICY },
    market: aBtcMarket(),
    snapshotId: 'snap_1',
    ...changes,
  });
}

/** Each part of one leg's price, as a number. */
function partsOf(built: ReturnType<typeof quote>, on: 'bid' | 'offer') {
  const parts = Object.entries(built.passport.legs[0]?.[on] ?? {});
  return Object.fromEntries(parts.map(([name, text]) => [name, Number(text)]));
}

describe('the passport of a forward', () => {
  const built = quote({ legs: [aForwardLeg()] });
  const level = 100_000 * Math.exp(0.07 * YEARS);
  /** Of gold: 1 basis point of the hedge, half a one of sales margin, and 10 a year for credit, on 100,000 dollars. */
  const charges = { hedge: 10 * (level / 100_000), credit: 100 * YEARS, sales: 5 };

  it('has the outright level, and the hedge, credit and sales charges of its tier on both sides', () => {
    expect(partsOf(built, 'offer')).toMatchObject({
      modelValue: expect.closeTo(level, 8),
      volatilitySpread: 0,
      hedgeSpread: expect.closeTo(charges.hedge, 8),
      creditCharge: expect.closeTo(charges.credit, 8),
      salesMargin: expect.closeTo(charges.sales, 8),
    });
    expect(partsOf(built, 'bid')).toMatchObject({
      modelValue: expect.closeTo(level, 8),
      volatilitySpread: 0,
      hedgeSpread: expect.closeTo(-charges.hedge, 8),
      creditCharge: expect.closeTo(-charges.credit, 8),
      salesMargin: expect.closeTo(-charges.sales, 8),
    });
  });

  it('rounds outward to the cent', () => {
    const width = charges.hedge + charges.credit + charges.sales;

    expect(built.bid).toBe((Math.floor((level - width) * 100) / 100).toString());
    expect(built.offer).toBe((Math.ceil((level + width) * 100) / 100).toString());
  });

  it('shows no volatility', () => {
    expect(built.legs[0]).toMatchObject({ impliedVolBid: null, impliedVolOffer: null });
    expect(built.reference.impliedVol).toBeNull();
  });
});

describe('the passport of an option', () => {
  it('has the half-spread of its tier in volatility: about vega times half a spread', () => {
    const built = quote();
    const vega = Number(built.reference.vega);

    expect(partsOf(built, 'offer')['volatilitySpread']).toBeCloseTo(vega * 0.0075, 0);
    expect(partsOf(built, 'bid')['volatilitySpread']).toBeCloseTo(-vega * 0.0075, 0);
  });

  it('charges credit to who sells it, and nothing to who has paid for it', () => {
    expect(partsOf(quote(), 'bid')['creditCharge']).toBeCloseTo(-100 * YEARS, 8);
    expect(partsOf(quote(), 'offer')['creditCharge']).toBe(0);
  });

  it.each([
    { days: 1, what: 'no double can hold' },
    { days: 3, what: 'has its first digit behind 60 zeros' },
  ])('bids zero for an option whose value $what, and offers it for a tick, not for nothing', ({ days }) => {
    const far = quote({ legs: [anOptionLeg({ strike: '500000', expiry: inDays(days) })], tier: 'platinum' });

    expect([far.bid, far.offer]).toEqual(['0', '0.01']);
    expect(far.legs[0]).toMatchObject({ bid: '0', offer: '0.01', impliedVolBid: null });
    expect(partsOf(far, 'offer')).toMatchObject({ modelValue: 0, rounding: 0.01, price: 0.01 });
  });

  it('gives up at most half of its volatility on the bid', () => {
    const wide = { ...DEFAULT_SPREAD_POLICY.tiers, gold: { halfSpreadVolatility: 9, hedgeBps: 0, salesMarginBps: 0 } };
    const policy = { ...DEFAULT_SPREAD_POLICY, tiers: wide, creditBpsPerYear: 0 };
    const atHalf = quote({ market: aBtcMarket({ volatility: { kind: 'flat', volatility: 0.25 } }) });

    const bid = partsOf(quote({ policy: { version: 'pol_wide', policy } }), 'bid');

    expect((bid['modelValue'] ?? 0) + (bid['volatilitySpread'] ?? 0)).toBeCloseTo(
      partsOf(atHalf, 'bid')['modelValue'] ?? 0,
      8,
    );
  });

  it('asked in another currency is the same worth of dollars', () => {
    const dollars = partsOf(quote(), 'offer')['modelValue'] ?? 0;
    const inverse = [anOptionLeg({ settlement: IN_BITCOIN })];

    expect(partsOf(quote({ premiumCurrency: 'USDT' }), 'offer')['modelValue']).toBeCloseTo(dollars / 0.9998, 8);
    expect(partsOf(quote({ premiumCurrency: 'HKD' }), 'offer')['modelValue']).toBeCloseTo(dollars / 0.128, 6);
    expect(partsOf(quote({ premiumCurrency: 'BTC', legs: inverse }), 'offer')['modelValue']).toBeCloseTo(
      dollars / 100_000,
      12,
    );
  });
});

describe('the charges of a quote in another currency', () => {
  const salesMargin = (premiumCurrency: QuoteInput['premiumCurrency']) =>
    partsOf(quote({ premiumCurrency, legs: [aForwardLeg({ strike: '90000' })] }), 'offer')['salesMargin'];

  it.each([
    { premiumCurrency: 'USD', margin: 5 },
    { premiumCurrency: 'USDT', margin: 5 / 0.9998 },
    { premiumCurrency: 'HKD', margin: 5 / 0.128 },
    { premiumCurrency: 'BTC', margin: 5 / 100_000 },
  ] as const)('are the same worth: half a basis point is $margin $premiumCurrency', ({ premiumCurrency, margin }) => {
    expect(salesMargin(premiumCurrency)).toBeCloseTo(margin, 10);
  });
});

describe('an option with its delta hedge', () => {
  const HEDGE = 0.4321;
  const hedged = [anOptionLeg(), aForwardLeg({ strike: '100000' }, { side: 'sell', ratio: String(HEDGE) })];

  it.each(['bid', 'offer'] as const)('costs on the %s what the option and so much of the forward cost', (side) => {
    const other = side === 'bid' ? 'offer' : 'bid';
    const forward = quote({ legs: [aForwardLeg({ strike: '100000' })] });
    const expected = new Decimal(quote()[side] ?? 0).minus(new Decimal(forward[other] ?? 0).times(HEDGE));

    const { legs, ...built } = quote({ legs: hedged });

    expect(built[side]).toBe(expected.toString());
    expect(legs.map((leg) => leg[side])).toEqual([quote()[side], forward[side]]);
    expect(Number(built.reference.delta)).toBeCloseTo(
      Number(quote().reference.delta) - HEDGE * Number(forward.reference.delta),
      8,
    );
  });
});

describe('the reference of a quote', () => {
  it('says what it was computed from', () => {
    const { reference, modelVersion } = quote();

    expect(modelVersion).toBe(MODEL_VERSION);
    expect(reference).toMatchObject({
      spot: '100000',
      impliedVol: '0.5',
      asOf: '2026-11-22T08:00:00.000Z',
      snapshotId: 'snap_1',
      source: 'simulated',
    });
    expect(Number(reference.forward)).toBeCloseTo(100_000 * Math.exp(0.07 * YEARS), 6);
  });

  it('adds up the greeks of the package: bought legs plus, sold legs minus, times their ratios', () => {
    const one = quote().reference;
    const legs = [anOptionLeg({}, { ratio: '3' }), anOptionLeg({}, { side: 'sell', ratio: '0.5' })];

    const { reference } = quote({ legs });

    for (const greek of ['delta', 'gamma', 'vega', 'theta'] as const) {
      expect(Number(reference[greek])).toBeCloseTo(2.5 * Number(one[greek]), 8);
    }
  });

  it('takes its volatility from the first leg that has one', () => {
    expect(quote({ legs: [aForwardLeg({ strike: '99000' }), anOptionLeg()] }).reference.impliedVol).toBe('0.5');
  });

  it('needs a leg', () => {
    expect(() => quote({ legs: [] })).toThrow('a package must have 1 leg or more, was 0');
  });
});

describe('a leg, seen from the side of the package', () => {
  it.each([
    { leg: 'buy', side: 'buy', client: 'buy' },
    { leg: 'buy', side: 'sell', client: 'sell' },
    { leg: 'sell', side: 'buy', client: 'sell' },
    { leg: 'sell', side: 'sell', client: 'buy' },
  ] as const)('written $leg, when the package is $side, is for the client a $client', ({ leg, side, client }) => {
    expect(clientSideOfLeg(leg, side)).toBe(client);
  });
});
